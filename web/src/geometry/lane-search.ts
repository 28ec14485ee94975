/**
 * Finds the topmost free lanes for a block, blocks coming in order of their start. One that comes out of order (a skewed clock) and would
 * reach into what is already forgotten goes below everything.
 *
 * Per lane only the end of its last block is kept; a binary tree of minima over those ends finds the first lane that is free at a time in
 * O(log lanes). A block that starts after everything before it ends is kept aside unplaced (`pending`), so that a chain of only
 * children costs O(1) each, however deep.
 */
export interface Block {
	readonly start: number;
	readonly end: number;
	/** Lanes that it needs, at least 1. */
	readonly height: number;
	/** First lane that it may take. */
	readonly from: number;
	/** Per lane, where some of them are taken for longer than others; `end` is then the latest of them. */
	readonly ends: Float64Array | undefined;
}

export class LaneSearch {
	/** Node 1 is the top; leaf of lane i is `leaves + i`. -Infinity = free. */
	private minima = new Float64Array(2).fill(Number.NEGATIVE_INFINITY);
	private leaves = 1;
	private used = 0;
	private latest = Number.NEGATIVE_INFINITY;
	private pending: Block | undefined;
	/** Nothing that ended before is remembered. */
	private forgotten = Number.NEGATIVE_INFINITY;
	/** Lanes that were ever taken since the reset. */
	private deepest = 0;

	/** Forget every block. Cost O(lanes used). */
	reset(): void {
		this.clear();
		this.pending = undefined;
		this.latest = Number.NEGATIVE_INFINITY;
		this.forgotten = Number.NEGATIVE_INFINITY;
		this.deepest = 0;
	}

	/** Place a block and tell its first lane. */
	place(block: Block): number {
		if (block.start >= this.latest) {
			this.clear();
			this.pending = block;
			this.forgotten = this.latest;
			this.latest = block.end;
			this.deepest = Math.max(this.deepest, block.from + block.height);
			return block.from;
		}
		if (this.pending !== undefined) {
			this.fill(this.pending.from, this.pending);
			this.pending = undefined;
		}
		const lane = block.start < this.forgotten ? Math.max(block.from, this.deepest) : this.firstFree(block);
		this.deepest = Math.max(this.deepest, lane + block.height);
		this.fill(lane, block);
		this.latest = Math.max(this.latest, block.end);
		return lane;
	}

	private clear(): void {
		if (this.used === 0) return;
		const last = this.used;
		this.used = 0;
		for (let low = this.leaves, high = this.leaves + last; low > 0; low >>= 1, high = (high + 1) >> 1) {
			this.minima.fill(Number.NEGATIVE_INFINITY, low, Math.max(high, low + 1));
		}
	}

	private firstFree({ start, height, from }: Block): number {
		let lane = this.firstAtMost(from, start);
		for (let at = lane; at < lane + height && at < this.used; at++) {
			if ((this.minima[this.leaves + at] ?? 0) > start) {
				lane = this.firstAtMost(at + 1, start);
				at = lane - 1;
			}
		}
		return lane;
	}

	/** The first lane >= `from` whose last block ended by `time`; lanes beyond the used ones always did. */
	private firstAtMost(from: number, time: number): number {
		if (from >= this.used) return from;
		let at = this.leaves + from;
		while ((this.minima[at] ?? 0) > time) {
			while ((at & 1) === 1) at >>= 1;
			if (at === 0) return this.used;
			at++;
		}
		while (at < this.leaves) {
			at <<= 1;
			if ((this.minima[at] ?? 0) > time) at++;
		}
		return Math.min(at - this.leaves, this.used);
	}

	private fill(lane: number, { height, end, ends }: Block): void {
		const last = lane + height;
		if (last > this.leaves) this.grow(last);
		this.used = Math.max(this.used, last);
		const { minima, leaves } = this;
		if (ends === undefined) minima.fill(end, leaves + lane, leaves + last);
		else minima.set(ends, leaves + lane);
		for (let low = (leaves + lane) >> 1, high = (leaves + last - 1) >> 1; low > 0; low >>= 1, high >>= 1) {
			for (let at = low; at <= high; at++) minima[at] = Math.min(minima[2 * at] ?? 0, minima[2 * at + 1] ?? 0);
		}
	}

	private grow(needed: number): void {
		let leaves = this.leaves;
		while (leaves < needed) leaves *= 2;
		const minima = new Float64Array(2 * leaves).fill(Number.NEGATIVE_INFINITY);
		minima.set(this.minima.subarray(this.leaves, this.leaves + this.used), leaves);
		for (let at = leaves - 1; at > 0; at--) minima[at] = Math.min(minima[2 * at] ?? 0, minima[2 * at + 1] ?? 0);
		this.minima = minima;
		this.leaves = leaves;
	}
}
