const FIRST_CAPACITY = 256;

/** Float64 numbers, appended. */
export class NumberList {
	#values = new Float64Array(FIRST_CAPACITY);
	count = 0;

	push(value: number): void {
		if (this.count === this.#values.length) {
			const wider = new Float64Array(this.count * 2);
			wider.set(this.#values);
			this.#values = wider;
		}
		this.#values[this.count++] = value;
	}

	/** A view of the values, ascending; sorts in place. */
	sorted(): Float64Array {
		return this.#values.subarray(0, this.count).sort();
	}
}

/**
 * Nearest rank: the smallest value with at least `q` of all values at or below it.
 *
 * Shape  sorted: ascending.   Result  undefined without values.
 */
export function nearestRank(sorted: Float64Array, q: number): number | undefined {
	return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}
