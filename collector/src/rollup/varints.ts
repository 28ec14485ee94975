/** Whole numbers (doubles without a fraction) as seven bits a byte, least first: 1 byte below 128. Signed ones in zigzag. */
export class DamagedPackError extends Error {
	override readonly name = "DamagedPackError";
}

const SEVEN = 128;
const FIRST_BYTES = 256;
/** Of the last byte of a number: 2^31 durations of 2^64 nanoseconds are below it. Every double is put together again without loss. */
const SCALE_MAX = 2 ** 98;

export class VarintWriter {
	#bytes = new Uint8Array(FIRST_BYTES);
	#top = 0;

	get length(): number {
		return this.#top;
	}

	number(value: number): void {
		let rest = value;
		while (rest >= SEVEN) {
			this.#byte((rest % SEVEN) + SEVEN);
			rest = Math.floor(rest / SEVEN);
		}
		this.#byte(rest);
	}

	signed(value: number): void {
		this.number(value < 0 ? -2 * value - 1 : 2 * value);
	}

	text(text: string): void {
		this.bytes(Buffer.from(text));
	}

	/** Their length, then themselves. */
	bytes(bytes: Uint8Array): void {
		this.number(bytes.length);
		this.#reserve(bytes.length);
		this.#bytes.set(bytes, this.#top);
		this.#top += bytes.length;
	}

	/** A view. */
	written(): Uint8Array {
		return this.#bytes.subarray(0, this.#top);
	}

	#byte(value: number): void {
		if (this.#top === this.#bytes.length) this.#reserve(1);
		this.#bytes[this.#top++] = value;
	}

	#reserve(more: number): void {
		if (this.#top + more <= this.#bytes.length) return;
		const wider = new Uint8Array(Math.max(this.#bytes.length * 2, this.#top + more));
		wider.set(this.written());
		this.#bytes = wider;
	}
}

/** Throws DamagedPackError when there is less than is asked for. */
export class VarintReader {
	readonly #bytes: Uint8Array;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	/** Bytes that were not read: no more numbers than that can follow. */
	get left(): number {
		return this.#bytes.length - this.#at;
	}

	number(): number {
		let byte = this.#bytes[this.#at++];
		if (byte !== undefined && byte < SEVEN) return byte;
		let value = 0;
		for (let scale = 1; scale <= SCALE_MAX; scale *= SEVEN) {
			if (byte === undefined) throw new DamagedPackError("a pack is cut off");
			value += (byte % SEVEN) * scale;
			if (byte < SEVEN) return value;
			byte = this.#bytes[this.#at++];
		}
		throw new DamagedPackError("a number of a pack is too long");
	}

	signed(): number {
		const value = this.number();
		return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
	}

	/** Signed numbers into places [from, to). */
	signedInto(numbers: Int32Array, from: number, to: number): void {
		const bytes = this.#bytes;
		for (let place = from; place < to; place++) {
			const byte = bytes[this.#at];
			if (byte === undefined || byte >= SEVEN) numbers[place] = this.#signedWord();
			else {
				this.#at++;
				numbers[place] = (byte & 1) === 0 ? byte >>> 1 : -((byte + 1) >>> 1);
			}
		}
	}

	#signedWord(): number {
		const value = this.signed();
		if (value !== (value | 0)) throw new DamagedPackError("a count of a pack is too large");
		return value;
	}

	/** Numbers into places [from, to), each stored as what it is above the one before; the last is at most `most`. */
	ascendingInto(numbers: Uint16Array, { from, to, most }: { readonly from: number; readonly to: number; readonly most: number }): void {
		const bytes = this.#bytes;
		let last = 0;
		for (let place = from; place < to; place++) {
			const byte = bytes[this.#at];
			if (byte === undefined || byte >= SEVEN) last += this.number();
			else {
				this.#at++;
				last += byte;
			}
			if (place > from && byte === 0) throw new DamagedPackError("a bucket of a pack stands twice");
			numbers[place] = last;
		}
		if (last > most) throw new DamagedPackError("a pack has a bucket that no duration falls in");
	}

	/** A number that may not be above `most`: what is to be allocated. */
	count(most: number): number {
		const value = this.number();
		if (value > most) throw new DamagedPackError("a pack says that it holds more than it can");
		return value;
	}

	text(): string {
		return Buffer.from(this.bytes()).toString("utf8");
	}

	/** A view. */
	bytes(): Uint8Array {
		const length = this.number();
		if (length > this.left) throw new DamagedPackError("a pack is cut off");
		this.#at += length;
		return this.#bytes.subarray(this.#at - length, this.#at);
	}
}
