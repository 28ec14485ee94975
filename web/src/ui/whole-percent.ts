import { formatPercent, textOf } from "@spanglass/shared/units/format";

/** Whole percents, for places that compare rather than measure; below 1 % as everywhere. Units: ratio. */
export function wholePercent(ratio: number): string {
	return ratio >= 0.01 ? `${Math.round(ratio * 100)}%` : textOf(formatPercent(ratio));
}
