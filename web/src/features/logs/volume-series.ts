/** The histogram of log records: which bars, in which order, and what a press on one asks for. Pure. */
import type { LogVolumeJson, LogVolumeLevel } from "@spanglass/shared/api/schemas";
import { topLevelTerms, withoutTerm, withTerm } from "../../ui/QueryBar/query-terms.ts";

/** From the baseline up: the worst first, so that the shape of errors is readable. */
export const VOLUME_LEVELS = [
	"fatal",
	"error",
	"warn",
	"info",
	"debug",
	"trace",
	"unspecified",
] as const satisfies readonly LogVolumeLevel[];

export interface VolumeBars {
	readonly level: LogVolumeLevel;
	/** One per bucket. */
	readonly values: readonly number[];
}

/** The levels that the answer has records of, from the baseline up. */
export function barsOf({ counts }: Pick<LogVolumeJson, "counts">): readonly VolumeBars[] {
	return VOLUME_LEVELS.flatMap((level) => {
		const values = counts[level];
		return values === undefined || values.every((count) => count === 0) ? [] : [{ level, values }];
	});
}

/** The condition that a record is of a level. */
function isolationTerm(level: LogVolumeLevel): string {
	return level === "unspecified" ? "-level:*" : `level:${level}`;
}

/** The level that the query shows alone. */
export function isolatedLevel(q: string): LogVolumeLevel | undefined {
	const terms = topLevelTerms(q);
	return VOLUME_LEVELS.find((level) => terms.includes(isolationTerm(level)));
}

/** The query that shows a level alone, or all of them again when it does already; another isolated level gives way. */
export function toggleIsolation(q: string, level: LogVolumeLevel): string {
	const others = withoutIsolation(q);
	return isolatedLevel(q) === level ? others : withTerm(others, isolationTerm(level));
}

/** The query as it was before a level was isolated: what the histogram counts, so that the other levels stay in sight. */
export function withoutIsolation(q: string): string {
	const level = isolatedLevel(q);
	return level === undefined ? q : withoutTerm(q, isolationTerm(level));
}
