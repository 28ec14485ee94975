import { type MergedNode, MergedTree } from "@spanglass/shared/analysis/merged-tree";
import type { MatchQuery } from "../store/api/match-queries.ts";
import type { Coverage, QueryControl, TelemetryReader } from "../store/api/telemetry-store.ts";

const TRACES = 200;
const NODES = 2_000;

export interface TypicalTrace extends Coverage {
	/** Sums over the averaged traces. */
	readonly nodes: readonly MergedNode[];
	/** Traces that were averaged, looked at, and found. */
	readonly traces: number;
	readonly looked: number;
	readonly of: number | undefined;
	/** Of those that were looked at; 0 when there is none. */
	readonly medianNanos: number;
}

/**
 * What a search's traces are made of when nothing is special: of the newest 200 the half whose durations are nearest to the median, laid
 * over each other. Its averages add up, which medians of single calls would not, and neither the quickest nor the slowest sway them.
 *
 * Result  see `traceTypicalSchema`; `except` is never among them.   Cost  a page of the newest traces and the skeletons of half of it.
 */
export async function typicalTrace(
	reader: TelemetryReader,
	query: MatchQuery & { readonly except: string | undefined },
	control: QueryControl,
): Promise<TypicalTrace> {
	const { except, ...match } = query;
	const found = await reader.findTraces({ ...match, sort: "newest", limit: TRACES + 1, cursor: undefined }, control);
	const { complete, scannedBlocks, scannedRows, scannedRange, warnings } = found;
	const others = found.traces.filter(({ traceId }) => traceId !== except).slice(0, TRACES);
	const byDuration = others.toSorted((a, b) => Number(a.duration - b.duration) || (a.traceId < b.traceId ? -1 : 1));
	const tree = new MergedTree(NODES);
	let traces = 0;
	for (const { traceId } of middleHalf(byDuration)) {
		const skeleton = await reader.getTraceSkeleton(traceId, control);
		if (skeleton === undefined) continue;
		tree.add(skeleton);
		traces++;
		await control.checkpoint();
	}
	const { nodes, left } = tree.nodes();
	return {
		...{ nodes, traces, looked: others.length, of: found.total, complete, scannedBlocks, scannedRows },
		...(scannedRange === undefined ? {} : { scannedRange }),
		medianNanos: Number(byDuration[(byDuration.length - 1) >> 1]?.duration ?? 0n),
		warnings: left === 0 ? warnings : [...warnings, `${left} rarer places of the tree are left out`],
	};
}

/** Those between the quarters; of three or fewer the one in the middle. */
function middleHalf<T>(sorted: readonly T[]): readonly T[] {
	const quarter = sorted.length < 4 ? Math.max(0, (sorted.length - 1) >> 1) : sorted.length >> 2;
	return sorted.slice(quarter, sorted.length < 4 ? quarter + 1 : sorted.length - quarter);
}
