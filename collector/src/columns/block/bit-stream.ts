/** Numbers of any width up to 52 bits, one after the other, the lowest bit first. */
import { DamagedBlockError } from "./contract.ts";

const TWO_32 = 0x1_0000_0000;

export class BitWriter {
	#bytes = new Uint8Array(1024);
	#bits = 0;

	/** Append the low `width` bits of a non-negative integer. */
	put(value: number, width: number): void {
		if (width > 32) {
			this.#put32(value % TWO_32, 32);
			this.#put32(Math.floor(value / TWO_32), width - 32);
		} else this.#put32(value, width);
	}

	/** Append 32 bits or less. */
	#put32(value: number, width: number): void {
		if ((this.#bits + width + 7) >>> 3 > this.#bytes.length) this.#widen();
		let rest = value >>> 0;
		let left = width;
		while (left > 0) {
			const offset = this.#bits & 7;
			const taken = Math.min(8 - offset, left);
			const at = this.#bits >>> 3;
			this.#bytes[at] = (this.#bytes[at] as number) | ((rest & ((1 << taken) - 1)) << offset);
			rest >>>= taken;
			left -= taken;
			this.#bits += taken;
		}
	}

	finish(): Uint8Array {
		return this.#bytes.slice(0, (this.#bits + 7) >>> 3);
	}

	#widen(): void {
		const wider = new Uint8Array(this.#bytes.length * 2);
		wider.set(this.#bytes);
		this.#bytes = wider;
	}
}

export class BitReader {
	readonly #bytes: Uint8Array;
	#bits = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	/** Throws DamagedBlockError past the end. */
	take(width: number): number {
		if (this.#bits + width > this.#bytes.length * 8) throw new DamagedBlockError("a stream of bits ends too early");
		if (width <= 32) return this.#take32(width);
		const low = this.#take32(32);
		return this.#take32(width - 32) * TWO_32 + low;
	}

	#take32(width: number): number {
		let value = 0;
		let taken = 0;
		while (taken < width) {
			const offset = this.#bits & 7;
			const count = Math.min(8 - offset, width - taken);
			const piece = ((this.#bytes[this.#bits >>> 3] as number) >>> offset) & ((1 << count) - 1);
			value += piece * 2 ** taken;
			taken += count;
			this.#bits += count;
		}
		return value;
	}
}

/** Whole numbers of any size below 2^52 and their signs, seven bits a byte, the lowest first. */
export class VarintWriter {
	#bytes = new Uint8Array(1024);
	#top = 0;

	byte(value: number): void {
		if (this.#top === this.#bytes.length) {
			const wider = new Uint8Array(this.#bytes.length * 2);
			wider.set(this.#bytes);
			this.#bytes = wider;
		}
		this.#bytes[this.#top++] = value;
	}

	/** Zigzag, so that small negative numbers are short. */
	signed(value: number): void {
		let rest = value < 0 ? -2 * value - 1 : 2 * value;
		for (; rest > 0x7f; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 0x80);
		this.byte(rest);
	}

	finish(): Uint8Array {
		return this.#bytes.subarray(0, this.#top);
	}
}

export class VarintReader {
	readonly #bytes: Uint8Array;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	/** Throws DamagedBlockError past the end. */
	byte(): number {
		const byte = this.#bytes[this.#at++];
		if (byte === undefined) throw new DamagedBlockError("a list of numbers ends too early");
		return byte;
	}

	signed(): number {
		let zigzag = 0;
		let scale = 1;
		for (let byte = this.byte(); ; byte = this.byte()) {
			zigzag += (byte & 0x7f) * scale;
			if (byte < 0x80) break;
			scale *= 128;
		}
		return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
	}
}
