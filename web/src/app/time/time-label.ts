import { formatClock, formatDay, formatDayShort, zoneLabel } from "@spanglass/shared/units/clock-text";
import { type RangeText, type ResolvedRange, relativeLength } from "../../state/time-range.ts";
import { lengthWords } from "./presets.ts";

export interface TimeLabel {
	/** `15 m` or `15 分钟` for a range that ends now, else undefined. */
	readonly length: string | undefined;
	/** `03:02–03:17`, with the days when it is not today or spans several. */
	readonly clock: string;
	readonly zone: string;
}

/** The words for a range. Seconds are shown when the range is shorter than two minutes. */
export function timeLabel(text: RangeText, range: ResolvedRange, nowMs: number, language: "en" | "zh"): TimeLabel {
	const precision = range.toMs - range.fromMs < 120_000 ? "second" : "minute";
	const length = relativeLength(text);
	const today = formatDay(nowMs);
	const sameDay = formatDay(range.fromMs) === formatDay(range.toMs - 1);
	const year = today.slice(0, 4);
	const day = (millis: number): string => `${formatDay(millis).startsWith(year) ? formatDayShort(millis, language) : formatDay(millis)} `;
	const from = (sameDay && formatDay(range.fromMs) === today ? "" : day(range.fromMs)) + formatClock(range.fromMs, precision);
	const to = (sameDay ? "" : day(range.toMs)) + formatClock(range.toMs, precision);
	return {
		length: length === undefined ? undefined : lengthWords(length, language),
		clock: sameDay ? `${from}–${to}` : `${from} – ${to}`,
		zone: zoneLabel(range.toMs),
	};
}
