import { BucketsField, fixed64Tag, lengthTag, ValueAtQuantileField, varintTag } from "./fields.ts";
import { grown, WireError, type WireReader } from "./protobuf.ts";

const QUANTILE = fixed64Tag(ValueAtQuantileField.quantile);
const QUANTILE_VALUE = fixed64Tag(ValueAtQuantileField.value);
const OFFSET = varintTag(BucketsField.offset);
const COUNTS_PACKED = lengthTag(BucketsField.bucketCounts);
const COUNTS = varintTag(BucketsField.bucketCounts);

/** A growing list of 64-bit numbers as (high, low) pairs of uint32. */
export class WordList {
	words: Uint32Array = new Uint32Array(128);
	/** Used entries of `words`: twice the numbers. */
	length = 0;

	get numbers(): number {
		return this.length / 2;
	}

	push(high: number, low: number): void {
		if (this.length + 2 > this.words.length) this.words = grown(this.words);
		this.words[this.length++] = high;
		this.words[this.length++] = low;
	}

	append(other: WordList): void {
		for (let at = 0; at < other.length; at += 2) this.push(other.words[at] as number, other.words[at + 1] as number);
	}

	pushFixed64(reader: WireReader, end: number): void {
		reader.fixed64(end);
		this.push(reader.high, reader.low);
	}

	/** A packed field of fixed64 or double. */
	pushPackedFixed64(reader: WireReader, end: number): void {
		if ((end - reader.position) % 8 !== 0) throw new WireError("packed numbers of a broken length");
		while (reader.position < end) this.pushFixed64(reader, end);
	}

	/** A ValueAtQuantile: two numbers. */
	pushQuantile(reader: WireReader, end: number): void {
		const at = this.length;
		this.push(0, 0);
		this.push(0, 0);
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag !== QUANTILE && tag !== QUANTILE_VALUE) {
				reader.skip(tag, end);
				continue;
			}
			reader.fixed64(end);
			const target = tag === QUANTILE ? at : at + 2;
			this.words[target] = reader.high;
			this.words[target + 1] = reader.low;
		}
	}
}

/** Read a Buckets message of an exponential histogram: counts behind those in `list`; answers its offset, `offset` when it has none. */
export function readBuckets(reader: WireReader, end: number, list: WordList, offset: number): number {
	let result = offset;
	while (reader.position < end) {
		const tag = reader.tag(end);
		if (tag === OFFSET) result = reader.sint32(end);
		else if (tag === COUNTS) {
			reader.varint64(end);
			list.push(reader.high, reader.low);
		} else if (tag === COUNTS_PACKED) {
			const stop = reader.length(end);
			while (reader.position < stop) {
				reader.varint64(stop);
				list.push(reader.high, reader.low);
			}
		} else reader.skip(tag, end);
	}
	return result;
}
