/** What a round is given and what it answers. */
import type { Check } from "./library/check.ts";

export interface RoundContext {
	readonly seed: number;
	/** A number of the profile, by the name that the round gives it. */
	readonly times: number;
	/** Progress, for people who wait. */
	readonly say: (line: string) => void;
}

export interface Round {
	/** As the reliability plan names it: D01. */
	readonly id: string;
	readonly title: string;
	/** How often, by profile. */
	readonly times: Readonly<Record<Profile, number>>;
	run(context: RoundContext): Promise<readonly Check[]>;
}

/** `night`: what is stated in docs/endurance.md. `short`: minutes. `test`: what `npm test` runs. */
export const PROFILES = ["test", "short", "night"] as const;
export type Profile = (typeof PROFILES)[number];
