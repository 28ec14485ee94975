/**
 * The range of time that a page looks at, as it stands in the address (`from`, `to`: `now-1h`, epoch milliseconds or ISO 8601), and
 * the instants that it means at one moment.
 */
import { type SearchValues, textValue } from "./url.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export interface RangeText {
	readonly from: string;
	readonly to: string;
}

/** Half-open [fromMs, toMs), epoch milliseconds. */
export interface ResolvedRange {
	readonly fromMs: number;
	readonly toMs: number;
}

export const DEFAULT_RANGE: RangeText = { from: "now-15m", to: "now" };

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };
const RELATIVE = /^now(?:-(\d+(?:\.\d+)?)(ms|s|m|h|d|w))?$/;

/** One end of a range at the moment `nowMs`; undefined when the text means no instant. Epoch numbers may be s, ms, µs or ns. */
export function resolveInstant(text: string, nowMs: number): number | undefined {
	const relative = RELATIVE.exec(text);
	if (relative !== null) return nowMs - Number(relative[1] ?? 0) * (UNIT_MS[relative[2] ?? "s"] ?? 0);
	if (/^(?:0|\d{9,19})$/.test(text)) return epochMillis(text);
	const parsed = Date.parse(text);
	return Number.isNaN(parsed) || !/^\d{4}-/.test(text) ? undefined : parsed;
}

function epochMillis(digits: string): number {
	if (digits.length <= 11) return Number(digits) * 1_000;
	if (digits.length <= 14) return Number(digits);
	return Number(BigInt(digits) / (digits.length <= 17 ? 1_000n : 1_000_000n));
}

/** The range of the address; the default when it names none. */
export function rangeOf(values: SearchValues): RangeText {
	const from = textValue(values, "from");
	const to = textValue(values, "to");
	if (from === undefined && to === undefined) return DEFAULT_RANGE;
	return { from: from ?? DEFAULT_RANGE.from, to: to ?? DEFAULT_RANGE.to };
}

/** What a range means at `nowMs`; texts that mean nothing, or an end before the start, give the default range. */
export function resolveRange(range: RangeText, nowMs: number): ResolvedRange {
	const fromMs = resolveInstant(range.from, nowMs);
	const toMs = resolveInstant(range.to, nowMs);
	if (fromMs === undefined || toMs === undefined || fromMs >= toMs) return { fromMs: nowMs - 15 * MINUTE_MS, toMs: nowMs };
	return { fromMs: Math.floor(fromMs), toMs: Math.ceil(toMs) };
}

/** The values to put in the address for a range: nothing for the default. */
export function rangeChanges(range: RangeText): Readonly<Record<"from" | "to", string | undefined>> {
	const isDefault = range.from === DEFAULT_RANGE.from && range.to === DEFAULT_RANGE.to;
	return { from: isDefault ? undefined : range.from, to: isDefault ? undefined : range.to };
}

/** A quarter of an hour that ends a minute after a moment: where to look for what was there last. */
export function rangeUpTo(millis: number): RangeText {
	return { from: String(millis - 14 * MINUTE_MS), to: String(millis + MINUTE_MS) };
}

/** True when the right edge of the range moves with the clock. */
export function followsNow(range: RangeText): boolean {
	return range.to === "now";
}

/** The length behind `now-…` of a range that ends now, e.g. `15m`; undefined for any other range. */
export function relativeLength(range: RangeText): string | undefined {
	return range.to === "now" ? /^now-(.+)$/.exec(range.from)?.[1] : undefined;
}

/** Move a range by half its length, back (-1) or forward (1). */
export function shiftRange(range: ResolvedRange, direction: -1 | 1): RangeText {
	const step = Math.round(((range.toMs - range.fromMs) / 2) * direction);
	return { from: String(range.fromMs + step), to: String(range.toMs + step) };
}

/** Twice as long: around the middle, or into the past when the range ends now. */
export function widenRange(text: RangeText, range: ResolvedRange): RangeText {
	const length = range.toMs - range.fromMs;
	if (followsNow(text)) return { from: `now-${lengthText(length * 2)}`, to: "now" };
	return { from: String(range.fromMs - Math.round(length / 2)), to: String(range.toMs + Math.round(length / 2)) };
}

/** A length in the largest unit that divides it: 1_800_000 -> `30m`. */
export function lengthText(millis: number): string {
	for (const unit of ["d", "h", "m", "s"]) {
		const size = UNIT_MS[unit] ?? 1;
		if (millis % size === 0 && (unit !== "d" || millis >= 2 * DAY_MS)) return `${millis / size}${unit}`;
	}
	return `${Math.round(millis)}ms`;
}
