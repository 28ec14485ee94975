import { type MergedNode, MergedTree } from "@spanglass/shared/analysis/merged-tree";
import type { MatchQuery } from "../store/api/match-queries.ts";
import type { Coverage, QueryControl, TelemetryReader } from "../store/api/telemetry-store.ts";

const TRACES = 200;
const NODES = 2_000;

export interface TraceStructure extends Coverage {
	readonly nodes: readonly MergedNode[];
	/** Traces that were laid over each other, and found. */
	readonly traces: number;
	readonly of: number | undefined;
}

/** See `traceStructureSchema`. Cost: a page of the newest traces and the skeleton of each. */
export async function mergeTraces(reader: TelemetryReader, query: MatchQuery, control: QueryControl): Promise<TraceStructure> {
	const { traces, total, warnings, ...page } = await reader.findTraces(
		{ ...query, sort: "newest", limit: TRACES, cursor: undefined },
		control,
	);
	const { complete, scannedBlocks, scannedRows, scannedRange } = page;
	const tree = new MergedTree(NODES);
	let merged = 0;
	for (const { traceId } of traces) {
		const skeleton = await reader.getTraceSkeleton(traceId, control);
		if (skeleton === undefined) continue;
		tree.add(skeleton);
		merged++;
		await control.checkpoint();
	}
	const { nodes, left } = tree.nodes();
	return {
		...{ nodes, traces: merged, of: total, complete, scannedBlocks, scannedRows, ...(scannedRange === undefined ? {} : { scannedRange }) },
		warnings: left === 0 ? warnings : [...warnings, `${left} rarer places of the tree are left out`],
	};
}
