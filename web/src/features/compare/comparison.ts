/** What the parts of the page share. */
import type { DiffCause } from "@spanglass/shared/analysis/diff-cause";
import type { DiffNode, TraceDiff } from "@spanglass/shared/analysis/trace-diff";
import { SpanKind } from "@spanglass/shared/model/span";
import type { Operand } from "./compare-sides.ts";

export interface Comparison {
	readonly a: Operand;
	readonly b: Operand;
	readonly diff: TraceDiff;
	readonly cause: DiffCause;
}

/** The callee of a client's call where one answered, which names the service that did the work; else the node itself. */
export function answeredBy({ nodes }: TraceDiff, at: number): number {
	if (nodes[at]?.kind !== SpanKind.client) return at;
	const servers = nodes.flatMap((node, index) => (node.parent === at && node.kind === SpanKind.server ? [index] : []));
	return servers[0] ?? at;
}

/** What a place is called. */
export function nameOf(node: DiffNode | undefined): { readonly service: string; readonly operation: string } {
	return { service: node?.service ?? "", operation: node?.operation ?? "" };
}
