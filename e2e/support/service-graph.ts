/** Many services that call each other, known down to the edge: what the map is measured on. */
import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import { EMPTY_SPAN, type Span } from "@spanglass/shared/model/span";
import { type UnixNanos, unixNanos } from "@spanglass/shared/units/time";
import { resourceOf, SYNTHETIC_SCOPE } from "./synthetic.ts";

export interface ServiceGraph {
	readonly nodes: number;
	readonly edges: number;
}

/** Calls go to services further down, most of them near, one in forty back up. The same numbers give the same edges. */
function graphEdges({ nodes, edges }: ServiceGraph): readonly (readonly [number, number])[] {
	let state = 7;
	const random = (): number => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
	const found = new Map<string, readonly [number, number]>();
	// a tree first, so that every service is called
	for (let node = 1; node < nodes; node++) add(Math.floor(random() ** 0.7 * node), node);
	while (found.size < edges) {
		const from = Math.floor(random() * (nodes - 1));
		const to = Math.min(nodes - 1, from + 1 + Math.floor(random() ** 3 * 80));
		if (found.size % 40 === 39) add(to, from);
		else add(from, to);
	}
	return [...found.values()];

	function add(from: number, to: number): void {
		if (from !== to) found.set(`${from} ${to}`, [from, to]);
	}
}

const CALL_NANOS = 20_000_000n;

/** So many calls over every edge, each a trace of its own: the caller's CLIENT and the callee's SERVER span. Edge i fails every `i % 30 + 5`-th time when i is a multiple of 9. */
export function graphSpans(graph: ServiceGraph, calls: number, start: UnixNanos): readonly Span[] {
	const names = Array.from({ length: graph.nodes }, (_, node) => resourceOf(`svc-${node.toString().padStart(3, "0")}`));
	return graphEdges(graph).flatMap(([from, to], edge) =>
		Array.from({ length: calls }, (_, call): readonly Span[] => {
			const number = edge * calls + call + 1;
			const traceId = number.toString(16).padStart(32, "9a") as TraceId;
			const begin = start + BigInt(call * 200_000_000) + BigInt(edge * 1_000);
			const isFailed = edge % 9 === 0 && call % ((edge % 30) + 5) === 0;
			const common = {
				...EMPTY_SPAN,
				...{ traceId, flags: 1, name: "pkg.Service/Call", scope: SYNTHETIC_SCOPE },
				attributes: [{ key: "rpc.system", value: { type: "string", value: "grpc" } as const }],
				status: isFailed ? { code: 2, message: "failed" } : { code: 0, message: "" },
			} as const;
			const client = spanIdOf(number * 2);
			const [caller, callee] = [names[from] ?? resourceOf(""), names[to] ?? resourceOf("")];
			return [
				{ ...common, kind: 3, spanId: client, startTime: unixNanos(begin), endTime: unixNanos(begin + CALL_NANOS), resource: caller },
				{
					...{ ...common, kind: 2, spanId: spanIdOf(number * 2 + 1), parentSpanId: client, resource: callee },
					startTime: unixNanos(begin + 1_000_000n),
					endTime: unixNanos(begin + CALL_NANOS - 1_000_000n),
				},
			];
		}).flat(),
	);
}

function spanIdOf(number: number): SpanId {
	return number.toString(16).padStart(16, "0") as SpanId;
}
