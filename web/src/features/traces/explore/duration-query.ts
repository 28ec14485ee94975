/** Queries by the duration of a trace's root: the only duration of a whole trace that a query can ask for. */
import { type DurationRange, withDurationRange } from "@spanglass/shared/query/filter-edit";
import type { Selection } from "../../../state/url/selection.ts";

export const DURATION_KEY = "root.duration";

/** The query for roots as long as the traces of a selection. */
export function filteredByDuration(q: string, { min, max }: Pick<Selection, "min" | "max">): string {
	return withDurationRange(q, DURATION_KEY, { from: min, to: max });
}

const TEXT = /^\s*(\d+(?:\.\d+)?)\s*(ns|us|µs|μs|ms|s|m|h)\s*$/;
const NANOS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };

/** `1.3 s` as nanoseconds; undefined for what is no duration. */
export function nanosFromText(text: string): number | undefined {
	const [, digits, unit] = TEXT.exec(text) ?? [];
	return digits === undefined ? undefined : Math.round(Number(digits) * (NANOS[unit ?? ""] ?? Number.NaN));
}

/** The durations of some neighbouring bars: [from, to) of the first and of the last, in either order. */
export function rangeOfBars(bars: readonly DurationRange[], one: number, other: number): DurationRange | undefined {
	const first = bars[Math.min(one, other)];
	const last = bars[Math.max(one, other)];
	return first === undefined || last === undefined ? undefined : { from: first.from, to: last.to };
}

/** Whether most of a bar lies in a range, as its middle on a logarithmic scale does. */
export function isBarInside({ from, to }: DurationRange, range: DurationRange): boolean {
	const middle = from <= 0 ? to / 2 : Math.sqrt(from * to);
	return middle >= range.from && middle <= range.to;
}
