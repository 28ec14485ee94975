import { halvesFromUnixNanos } from "@spanglass/shared/units/time";
import type { TimeBuckets } from "@spanglass/shared/units/time-buckets";

const UINT32 = 0x1_0000_0000;
const UINT64_END = 1n << 64n;

/**
 * A range in equal half-open parts, for scans.
 *
 *   part k = [start + ceil(k * width / parts), start + ceil((k + 1) * width / parts))
 *
 * A guess in floating point is corrected by the exact first nanoseconds, so no width and no time is rounded into the wrong part.
 */
export class RangeParts {
	readonly #startHigh: number;
	readonly #startLow: number;
	readonly #partsPerNano: number;
	/** First nanosecond of each part that begins before 2^64. */
	readonly #firstHigh: readonly number[];
	readonly #firstLow: readonly number[];

	/** The range may end after 2^64, where no time is. */
	constructor({ start, end }: { readonly start: bigint; readonly end: bigint }, parts: number) {
		const width = end > start ? end - start : 0n;
		const firsts = Array.from({ length: parts }, (_, part) => start + ceilDivide(BigInt(part) * width, BigInt(parts)))
			.map((first) => (first > 0n ? first : 0n))
			.filter((first) => first < UINT64_END)
			.map(halvesFromUnixNanos);
		[this.#startHigh, this.#startLow] = halvesFromUnixNanos(start > 0n ? start : 0n);
		this.#partsPerNano = width > 0n ? parts / Number(width) : 0;
		this.#firstHigh = firsts.map(([high]) => high);
		this.#firstLow = firsts.map(([, low]) => low);
	}

	/** A part for each bucket. */
	static ofBuckets({ start, stepNanos, count }: TimeBuckets): RangeParts {
		return new RangeParts({ start, end: start + BigInt(count) * BigInt(stepNanos) }, count);
	}

	/** The part of a time that lies in the range. */
	of(high: number, low: number): number {
		const offset = (high - this.#startHigh) * UINT32 + low - this.#startLow;
		let part = Math.max(0, Math.min(this.#firstHigh.length - 1, Math.floor(offset * this.#partsPerNano)));
		while (part > 0 && this.#isBefore(high, low, part)) part--;
		while (part + 1 < this.#firstHigh.length && !this.#isBefore(high, low, part + 1)) part++;
		return part;
	}

	#isBefore(high: number, low: number, part: number): boolean {
		const firstHigh = this.#firstHigh[part] as number;
		return high < firstHigh || (high === firstHigh && low < (this.#firstLow[part] as number));
	}
}

function ceilDivide(dividend: bigint, divisor: bigint): bigint {
	return (dividend + divisor - 1n) / divisor;
}
