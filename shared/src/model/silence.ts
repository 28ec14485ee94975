/** Silences: for a time, nobody is told of alerts whose labels match. The alerts go on. */
import type { AlertLabels } from "./alert.ts";

/** One condition on a label; a label that is missing counts as "". `isRegex`: RE2, of the whole value. */
export interface SilenceMatcher {
	readonly name: string;
	readonly value: string;
	readonly isRegex: boolean;
	/** False: the value must not match. */
	readonly isEqual: boolean;
}

/** Times in Unix milliseconds; in force in [startsAt, endsAt). Every silence ends. */
export interface Silence {
	/** All must match; at least one of them must not match the empty text. */
	readonly matchers: readonly SilenceMatcher[];
	readonly startsAt: number;
	readonly endsAt: number;
	readonly createdBy: string;
	readonly comment: string;
	/** It ends early when this incident is resolved. */
	readonly incident?: number | undefined;
}

export const SILENCE_STATES = ["active", "pending", "expired"] as const;
export type SilenceState = (typeof SILENCE_STATES)[number];

/** Documents of this kind hold silences. */
export const SILENCE_DOCUMENTS = "silence";

export function silenceState({ startsAt, endsAt }: Silence, now: number): SilenceState {
	if (now >= endsAt) return "expired";
	return now < startsAt ? "pending" : "active";
}

/** Whether one matcher holds for the labels. `matchesRegex`: the whole value, RE2. */
export function matcherHolds(
	matcher: SilenceMatcher,
	labels: AlertLabels,
	matchesRegex: (pattern: string, value: string) => boolean,
): boolean {
	const value = labels[matcher.name] ?? "";
	const isMatch = matcher.isRegex ? matchesRegex(matcher.value, value) : value === matcher.value;
	return isMatch === matcher.isEqual;
}
