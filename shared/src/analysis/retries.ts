import { SpanKind, StatusCode } from "../model/span.ts";
import { NO_PARENT, type TraceSkeleton } from "../model/trace-skeleton.ts";
import type { SpanTree } from "./span-tree.ts";

/** Attempts of one logical call, inferred from the shape of spans. `rows` in time order, at least two. */
export interface RetryGroup {
	readonly parent: number;
	readonly rows: readonly number[];
	/** Nanoseconds in which an attempt that failed ran: attempts never overlap, so the sum is the union. */
	readonly lostNanos: number;
	readonly lastFailed: boolean;
}

/** A parent that calls the same operation more often than this runs a loop; who retries so often cannot be told apart from it. */
const MOST_ATTEMPTS = 12;

type RetryInput = Pick<TraceSkeleton, "service" | "operation" | "kind" | "status">;

/**
 * Find retries: sibling CLIENT spans of one parent with the same service and operation that do not overlap, each after a failed one.
 *
 * Result  groups by parent, then by first attempt.   Error  an inference: two unrelated calls of the same operation after an error
 * look the same, so the page says "inferred".   Cost  O(n).
 */
export function findRetries(tree: SpanTree, spans: RetryInput): readonly RetryGroup[] {
	const groups: RetryGroup[] = [];
	for (let parent = 0; parent < tree.nodeCount; parent++) {
		if ((tree.childStart[parent + 1] ?? 0) - (tree.childStart[parent] ?? 0) < 2) continue;
		for (const rows of attemptsBelow(tree, spans, parent)) {
			if (rows.length > 1) groups.push(groupOf(tree, spans, parent, rows));
		}
	}
	return groups;
}

function attemptsBelow(tree: SpanTree, spans: RetryInput, parent: number): readonly number[][] {
	const done: number[][] = [];
	const open = new Map<number, number[]>();
	const calls = new Map<number, number>();
	for (let at = tree.childStart[parent] ?? 0; at < (tree.childStart[parent + 1] ?? 0); at++) {
		const row = tree.children[at] ?? 0;
		if (spans.kind[row] !== SpanKind.client) continue;
		const key = keyOf(spans, row);
		calls.set(key, (calls.get(key) ?? 0) + 1);
		const rows = open.get(key);
		const previous = rows?.at(-1) ?? NO_PARENT;
		const follows =
			previous !== NO_PARENT && spans.status[previous] === StatusCode.error && (tree.start[row] ?? 0) >= (tree.end[previous] ?? 0);
		if (rows !== undefined && follows) rows.push(row);
		else {
			const fresh = [row];
			open.set(key, fresh);
			done.push(fresh);
		}
	}
	return done.filter(([row = 0]) => (calls.get(keyOf(spans, row)) ?? 0) <= MOST_ATTEMPTS);
}

function keyOf({ operation, service }: RetryInput, row: number): number {
	return (operation[row] ?? 0) * 65_536 + (service[row] ?? 0);
}

function groupOf(tree: SpanTree, spans: RetryInput, parent: number, rows: readonly number[]): RetryGroup {
	const failed = rows.filter((row) => spans.status[row] === StatusCode.error);
	return {
		parent,
		rows,
		lostNanos: failed.reduce((sum, row) => sum + (tree.end[row] ?? 0) - (tree.start[row] ?? 0), 0),
		lastFailed: spans.status[rows.at(-1) ?? 0] === StatusCode.error,
	};
}
