/** All rounds, in the order in which they are run. */
import type { Round } from "./round.ts";
import { ACK_ORDER } from "./rounds/ack-order.ts";
import { CRASH_POINTS } from "./rounds/crash-points.ts";
import { KILL } from "./rounds/kill.ts";
import { THREAD_DEATHS } from "./rounds/thread-deaths.ts";

export const ROUNDS: readonly Round[] = [KILL, CRASH_POINTS, ACK_ORDER, THREAD_DEATHS];
