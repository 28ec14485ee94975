/**
 * The first `limit` of many candidates in a total order, without sorting the rest.
 *
 * `isBefore(a, b)`: candidate a comes before b.
 */
export class TopRows<T> {
	readonly #limit: number;
	readonly #isBefore: (a: T, b: T) => boolean;
	/** A binary heap whose root is the last of those kept. */
	readonly #heap: T[] = [];

	constructor(limit: number, isBefore: (a: T, b: T) => boolean) {
		this.#limit = limit;
		this.#isBefore = isBefore;
	}

	/** Result: the candidate that is left out for it, which may be itself. Cost O(1) for one that does not make it. */
	offer(candidate: T): T | undefined {
		const heap = this.#heap;
		if (heap.length < this.#limit) {
			heap.push(candidate);
			this.#siftUp(heap.length - 1);
			return undefined;
		}
		const last = heap[0];
		if (last === undefined || !this.#isBefore(candidate, last)) return candidate;
		heap[0] = candidate;
		this.#siftDown();
		return last;
	}

	/** The last one of those kept, once there are as many as wanted: what comes after it is left out. */
	get last(): T | undefined {
		return this.#heap.length < this.#limit ? undefined : this.#heap[0];
	}

	/** Those kept, first one first. */
	sorted(): T[] {
		return this.#heap.toSorted((a, b) => (this.#isBefore(a, b) ? -1 : 1));
	}

	#siftUp(from: number): void {
		const heap = this.#heap;
		let at = from;
		while (at > 0) {
			const parent = (at - 1) >>> 1;
			if (!this.#isBefore(heap[parent] as T, heap[at] as T)) return;
			this.#swap(parent, at);
			at = parent;
		}
	}

	#siftDown(): void {
		const heap = this.#heap;
		let at = 0;
		for (;;) {
			let last = at;
			for (const child of [2 * at + 1, 2 * at + 2]) {
				if (child < heap.length && this.#isBefore(heap[last] as T, heap[child] as T)) last = child;
			}
			if (last === at) return;
			this.#swap(last, at);
			at = last;
		}
	}

	#swap(a: number, b: number): void {
		const heap = this.#heap;
		const kept = heap[a] as T;
		heap[a] = heap[b] as T;
		heap[b] = kept;
	}
}
