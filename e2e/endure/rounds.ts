/** All rounds, in the order in which they are run. */
import type { Round } from "./round.ts";
import { KILL } from "./rounds/kill.ts";

export const ROUNDS: readonly Round[] = [KILL];
