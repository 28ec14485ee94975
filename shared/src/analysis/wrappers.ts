import { SpanKind } from "../model/span.ts";
import { NO_PARENT, type TraceSkeleton } from "../model/trace-skeleton.ts";
import { buildSpanTree, type SpanTree } from "./span-tree.ts";

const SHARE_OF_PARENT = 0.9;
/** A span that is called what instrumentations of web frameworks call their handlers need not cover as much. */
const SHARE_OF_NAMED = 0.3;
const HANDLER_NAMES = /^(?:request handler|middleware|router|handler)\b/i;
/** Candidates below one parent that are tried. */
const MOST_TRIED = 8;

type WrapperInput = Pick<
	TraceSkeleton,
	"spanCount" | "parent" | "start" | "duration" | "parentIds" | "kind" | "service" | "operation" | "operations"
>;

/**
 * The tree by which time is shared out: instrumentations of web frameworks report a handler (`request handler`, `middleware - …`) beside
 * the calls that it makes rather than around them, so by the tree as sent the handler itself would hold all the time.
 *
 *   POST /pay        [==========]            POST /pay        [==========]
 *     request handler [========]      →        request handler [========]
 *     Checkout/Pay     [======]                  Checkout/Pay   [======]
 *
 * Rule    the first INTERNAL span without children that covers at least 90 % of its parent (30 % when it is called like a handler) takes
 *         in those siblings of its own service, INTERNAL ones left out, whose time lies inside of its own.
 * Result  `tree` itself when there is no such span, else a tree of the same nodes for self times and the critical path only: what is
 *         drawn stays as it was sent.
 * Error   an inference: work that truly ran beside the calls, for nearly as long as their parent, looks the same.
 * Cost    O(n); a second tree when there is such a span.
 */
export function nestWrapped(tree: SpanTree, spans: WrapperInput): SpanTree {
	let parent: Int32Array | undefined;
	const tried = new Uint8Array(tree.nodeCount);
	const isNamed = Uint8Array.from(spans.operations, (name) => (HANDLER_NAMES.test(name) ? 1 : 0));
	for (let row = 0; row < tree.spanCount; row++) {
		const above = tree.parent[row] ?? NO_PARENT;
		const share = isNamed[spans.operation[row] ?? 0] === 1 ? SHARE_OF_NAMED : SHARE_OF_PARENT;
		if ((tried[above] ?? 0) >= MOST_TRIED || !isWrapper(tree, spans, row, share)) continue;
		tried[above] = (tried[above] ?? 0) + 1;
		for (const sibling of siblingsInside(tree, spans, row)) {
			tried[above] = MOST_TRIED;
			parent ??= spans.parent.slice();
			parent[sibling] = row;
		}
	}
	return parent === undefined ? tree : buildSpanTree({ ...spans, parent });
}

function isWrapper(tree: SpanTree, { kind }: WrapperInput, row: number, share: number): boolean {
	const parent = tree.parent[row] ?? NO_PARENT;
	if (kind[row] !== SpanKind.internal || parent === NO_PARENT || parent >= tree.spanCount) return false;
	if (tree.childStart[row] !== tree.childStart[row + 1]) return false;
	return lengthOf(tree, row) > 0 && lengthOf(tree, row) >= lengthOf(tree, parent) * share;
}

function siblingsInside(tree: SpanTree, { service, kind }: WrapperInput, row: number): readonly number[] {
	const parent = tree.parent[row] ?? 0;
	const siblings = tree.children.subarray(tree.childStart[parent], tree.childStart[parent + 1]);
	const isInside = (sibling: number): boolean =>
		sibling !== row &&
		service[sibling] === service[row] &&
		kind[sibling] !== SpanKind.internal &&
		(tree.start[sibling] ?? 0) >= (tree.start[row] ?? 0) &&
		(tree.end[sibling] ?? 0) <= (tree.end[row] ?? 0);
	return [...siblings.filter(isInside)];
}

function lengthOf(tree: SpanTree, node: number): number {
	return (tree.end[node] ?? 0) - (tree.start[node] ?? 0);
}
