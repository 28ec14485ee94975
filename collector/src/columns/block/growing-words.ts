/** Words, appended at `top`; private to one thread. Callers `reserve`, then write through `view` and move `top`. */
export class GrowingWords {
	view: Uint32Array;
	top = 0;

	constructor(size = 64) {
		this.view = new Uint32Array(size);
	}

	reserve(count: number): void {
		const needed = this.top + count;
		if (needed <= this.view.length) return;
		const wider = new Uint32Array(Math.max(needed, this.view.length * 2));
		wider.set(this.view.subarray(0, this.top));
		this.view = wider;
	}

	push(word: number): void {
		if (this.top === this.view.length) this.reserve(1);
		this.view[this.top++] = word;
	}

	filled(): Uint32Array {
		return this.view.subarray(0, this.top);
	}
}
