/** What rows of a list say together. Pure, but for the reader's own midnight. */
import { HOUR_MS } from "../../state/time-range.ts";
import type { Selection } from "../../state/url/selection.ts";

export const PHONE_ROW_PX = 56;

/** True when a row is not of today, so that its clock alone would mislead. Rows may be in any order. */
export function isOfSeveralDays(rows: readonly { readonly startTime: string }[]): boolean {
	const midnight = new Date().setHours(0, 0, 0, 0);
	const noon = midnight + 12 * HOUR_MS;
	return rows.some((row) => Math.abs(Number(row.startTime) / 1e6 - noon) > 12 * HOUR_MS);
}

/** The longest of the rows in view: what a bar of full width stands for. */
export function longestOf(rows: readonly { readonly durationNanos: number }[], first: number, last: number): number {
	let longest = 0;
	for (let index = first; index <= last; index++) longest = Math.max(longest, rows[index]?.durationNanos ?? 0);
	return longest;
}

/** Whether a trace lies in a rectangle of the chart. */
export function isSelected(
	sel: Selection,
	{ startTime, durationNanos }: { readonly startTime: string; readonly durationNanos: number },
): boolean {
	const startMs = Number(startTime) / 1e6;
	return startMs >= sel.startMs && startMs < sel.endMs && durationNanos >= sel.min && durationNanos <= sel.max;
}

/** `GET /cart` with the method apart: the last part tells operations apart. */
export function splitOperation(name: string): readonly [method: string, rest: string] {
	const match = /^([A-Z]{3,7}) (\S.*)$/.exec(name);
	return match === null ? ["", name] : [match[1] ?? "", match[2] ?? ""];
}
