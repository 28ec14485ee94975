/** Swim-lanes: one group of lanes for each service, in order of its first span, so that what ran at the same time is seen side by side. */
import { layoutFromLanes } from "./derived-model.ts";
import type { FlameLayout } from "./flame-layout.ts";
import type { TraceModel } from "./trace-model.ts";

export interface TrackLayout {
	readonly layout: FlameLayout;
	/** First lane of each track and whose it is: index into the skeleton's services. */
	readonly tracks: readonly { readonly lane: number; readonly service: number; readonly spanCount: number }[];
}

/**
 * Give every span the first lane of its service's track that is free at its start. Hidden nodes and placeholders have none.
 *
 * Cost O(n log n).
 */
export function trackLayout({ skeleton, tree }: TraceModel, hidden?: Uint8Array): TrackLayout {
	const rowsOf = new Map<number, number[]>();
	for (let row = 0; row < tree.spanCount; row++) {
		if (hidden?.[row] === 1) continue;
		const service = skeleton.service[row] ?? 0;
		const rows = rowsOf.get(service);
		if (rows === undefined) rowsOf.set(service, [row]);
		else rows.push(row);
	}
	const lane = new Int32Array(tree.nodeCount).fill(-1);
	const tracks: { readonly lane: number; readonly service: number; readonly spanCount: number }[] = [];
	let first = 0;
	for (const [service, rows] of rowsOf) {
		tracks.push({ lane: first, service, spanCount: rows.length });
		first += packLanes(tree, rows, { lane, first });
	}
	return { layout: layoutFromLanes(lane), tracks };
}

/** Answers how many lanes were needed. Free lanes wait in a heap by number, busy ones in a heap by their end. */
function packLanes(
	tree: TraceModel["tree"],
	rows: readonly number[],
	{ lane, first }: { readonly lane: Int32Array; readonly first: number },
): number {
	const free = new Heap<number>((at) => at);
	const busy = new Heap<{ readonly at: number; readonly end: number }>(({ end }) => end);
	let count = 0;
	for (const row of rows) {
		const start = tree.start[row] ?? 0;
		for (let done = busy.peek(); done !== undefined && done.end <= start; done = busy.peek()) {
			free.push(done.at);
			busy.pop();
		}
		const at = free.pop() ?? count++;
		lane[row] = first + at;
		busy.push({ at, end: Math.max(tree.end[row] ?? 0, start + 1) });
	}
	return count;
}

/** The smallest first. */
class Heap<T> {
	readonly #items: T[] = [];
	readonly #key: (item: T) => number;

	constructor(key: (item: T) => number) {
		this.#key = key;
	}

	peek(): T | undefined {
		return this.#items[0];
	}

	push(item: T): void {
		let at = this.#items.push(item) - 1;
		for (let up = (at - 1) >> 1; at > 0 && this.#less(at, up); up = (at - 1) >> 1) {
			this.#swap(at, up);
			at = up;
		}
	}

	pop(): T | undefined {
		const top = this.#items[0];
		const last = this.#items.pop();
		if (last === undefined || this.#items.length === 0) return top;
		this.#items[0] = last;
		let at = 0;
		for (;;) {
			const left = 2 * at + 1;
			const least = left + 1 < this.#items.length && this.#less(left + 1, left) ? left + 1 : left;
			if (least >= this.#items.length || !this.#less(least, at)) return top;
			this.#swap(at, least);
			at = least;
		}
	}

	#less(a: number, b: number): boolean {
		return this.#key(this.#items[a] as T) < this.#key(this.#items[b] as T);
	}

	#swap(a: number, b: number): void {
		const kept = this.#items[a] as T;
		this.#items[a] = this.#items[b] as T;
		this.#items[b] = kept;
	}
}
