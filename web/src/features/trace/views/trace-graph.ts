/** The services of one trace and who of them calls whom. Pure. */
import { SpanKind, StatusCode } from "@spanglass/shared/model/span";
import { formatDuration, formatExact, textOf } from "@spanglass/shared/units/format";
import type { CallLink, CallNode, CallScene } from "../../../charts/CallGraph/graph-scene.ts";
import type { TraceModel } from "../../../geometry/trace-model.ts";

export interface TraceCall {
	/** Indices into the skeleton's services. */
	readonly from: number;
	readonly to: number;
	count: number;
	errors: number;
	/** Of the callee's spans. */
	sumNanos: number;
	isOnPath: boolean;
	isAsync: boolean;
	/** Most calls that ran at the same time. */
	parallel: number;
	/** The longest of them. */
	longest: number;
}

/** Calls between services: spans whose parent is of another service. Cost O(n log n). */
export function traceCalls({ skeleton, tree, path }: TraceModel): readonly TraceCall[] {
	const calls = new Map<number, TraceCall>();
	const rows = new Map<number, number[]>();
	for (let row = 0; row < tree.spanCount; row++) {
		const parent = tree.parent[row] ?? -1;
		if (parent < 0 || parent >= tree.spanCount) continue;
		const [from, to] = [skeleton.service[parent] ?? 0, skeleton.service[row] ?? 0];
		if (from === to) continue;
		const key = from * 65_536 + to;
		const call = calls.get(key) ?? {
			from,
			to,
			count: 0,
			errors: 0,
			sumNanos: 0,
			isOnPath: false,
			isAsync: false,
			parallel: 1,
			longest: row,
		};
		calls.set(key, call);
		call.count++;
		call.errors += skeleton.status[row] === StatusCode.error ? 1 : 0;
		call.sumNanos += skeleton.duration[row] ?? 0;
		call.isOnPath ||= path.onPath[row] === 1;
		call.isAsync ||= skeleton.kind[row] === SpanKind.consumer;
		if ((skeleton.duration[row] ?? 0) > (skeleton.duration[call.longest] ?? 0)) call.longest = row;
		const list = rows.get(key);
		if (list === undefined) rows.set(key, [row]);
		else list.push(row);
	}
	for (const [key, call] of calls) call.parallel = mostAtOnce(tree, rows.get(key) ?? []);
	return [...calls.values()];
}

/** Rows come in order of start. */
function mostAtOnce(tree: TraceModel["tree"], rows: readonly number[]): number {
	const ends = Float64Array.from(rows, (row) => tree.end[row] ?? 0).sort();
	let most = 0;
	let ended = 0;
	for (const [index, row] of rows.entries()) {
		while (ended < ends.length && (ends[ended] ?? 0) <= (tree.start[row] ?? 0)) ended++;
		most = Math.max(most, index + 1 - ended);
	}
	return most;
}

const PATH_PX = 5;
const PLAIN_PX = 1.5;

/** As a drawing: the critical path is bold, failing calls are coloured, words are calls and their time. */
export function traceScene({ skeleton, facts }: TraceModel, calls: readonly TraceCall[]): CallScene {
	const nodes = facts.services.map(({ service, errorCount }): CallNode => {
		const name = skeleton.services[service] ?? "";
		const color = skeleton.serviceColors[service] ?? 0;
		return { id: String(service), shape: "service", name, color, state: errorCount > 0 ? "error" : "ok", badges: [] };
	});
	const links = calls.map((call): CallLink => {
		const parallel = call.parallel > 1 ? ` · ∥ ${formatExact(call.parallel)}` : "";
		return {
			from: String(call.from),
			to: String(call.to),
			widthPx: call.isOnPath ? PATH_PX : PLAIN_PX,
			level: call.errors === 0 ? 0 : call.errors === call.count ? 3 : 2,
			isAsync: call.isAsync,
			label: `${formatExact(call.count)} × · ${textOf(formatDuration(call.sumNanos))}${parallel}`,
			weight: call.sumNanos,
		};
	});
	return { nodes, links, ink: "errors" };
}
