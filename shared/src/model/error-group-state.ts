/**
 * What became of a group of errors. new: not seen in the range before, of the same length · ongoing: seen before · resolved, muted: somebody
 * said so · regressed: seen again after somebody had called it resolved.
 */
export const ERROR_GROUP_STATES = ["new", "regressed", "ongoing", "resolved", "muted"] as const;
export type ErrorGroupState = (typeof ERROR_GROUP_STATES)[number];

/** What somebody decided of a group. */
export interface ErrorDecision {
	readonly state: "resolved" | "muted";
	/** Unix milliseconds. */
	readonly at: number;
	/** Of the document that holds it. */
	readonly version: number;
}

/** Documents of this kind hold the decisions, by fingerprint: `{state, at}`. */
export const ERROR_DOCUMENTS = "error";
