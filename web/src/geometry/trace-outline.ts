/** A trace as a picture of four lanes: its services' parts below one another, for places where a trace is one of several. Pure. */
import type { TraceSkeleton } from "@spanglass/shared/model/trace-skeleton";

export interface OutlineBar {
	readonly lane: number;
	/** Nanoseconds from the trace's start. */
	readonly start: number;
	readonly duration: number;
	/** 1..24. */
	readonly color: number;
	readonly isError: boolean;
}

const LANES = 4;
const BARS = 48;
/** OTLP's span kinds of one who is called, and of one who takes a message. */
const ENTRIES: ReadonlySet<number> = new Set([2, 5]);
const ERROR = 2;

type Columns = Pick<TraceSkeleton, "spanCount" | "parent" | "start" | "duration" | "service" | "serviceColors" | "kind" | "status">;

/**
 * The longest bars of the first four lanes, in order of lane and start.
 *
 * A lane deeper is a call into a service (a SERVER or CONSUMER span); a trace with hardly any of them is shown by depth of span.
 * Cost O(spans); cycles of parents end at the depth of the trace.
 */
export function outlineOf(trace: Columns): readonly OutlineBar[] {
	const entries = barsOf(trace, (row) => ENTRIES.has(trace.kind[row] ?? 0));
	const bars = entries.length >= 3 ? entries : barsOf(trace, () => true);
	const kept = bars.toSorted((a, b) => b.duration - a.duration).slice(0, BARS);
	return kept.toSorted((a, b) => a.lane - b.lane || a.start - b.start);
}

function barsOf(trace: Columns, isShown: (row: number) => boolean): readonly OutlineBar[] {
	const { spanCount, parent, start, duration, service, serviceColors, status } = trace;
	const lanes = new Int32Array(spanCount);
	const bars: OutlineBar[] = [];
	for (let row = 0; row < spanCount; row++) {
		const above = parent[row] ?? -1;
		// rows are in order of start, so a parent comes first unless clocks disagree; then the row counts as a root
		const base = above < 0 || above >= row ? -1 : (lanes[above] ?? -1);
		const shows = base < 0 || isShown(row);
		const lane = shows ? base + 1 : base;
		lanes[row] = lane;
		if (!shows || lane >= LANES) continue;
		const color = serviceColors[service[row] ?? 0] ?? 1;
		bars.push({ lane, start: start[row] ?? 0, duration: duration[row] ?? 0, color, isError: status[row] === ERROR });
	}
	return bars;
}
