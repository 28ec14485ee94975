import { formatDuration, textOf } from "@spanglass/shared/units/format";

const MOST = 50_000;
const known = new Map<number, string>();

/** A length of time as drawn on bars, remembered: a pan asks for the same ones every frame. Units: nanoseconds. */
export function durationText(nanos: number): string {
	const seen = known.get(nanos);
	if (seen !== undefined) return seen;
	const text = textOf(formatDuration(nanos));
	if (known.size >= MOST) known.clear();
	known.set(nanos, text);
	return text;
}
