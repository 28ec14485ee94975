/** The words of a segment, laid out as in open columns, out of its columns and streams. */
import type { Signal } from "@spanglass/shared/model/signal";
import { EXTRAS_BIT, LOW_BYTE, RARE_BIT, SpanRare, StoredType } from "../layout.ts";
import { decodeBuckets, isOfRuns } from "./bucket-runs.ts";
import { unpackParts } from "./byte-parts.ts";
import { DamagedBlockError } from "./contract.ts";
import { joinPairs, kindOfHead, WordKind } from "./gathered-column.ts";
import { GrowingWords } from "./growing-words.ts";
import { sumBuckets } from "./histogram-counts.ts";
import { kindOfStream, STREAMS, Stream, type TailPort, walkLogBody, walkLogRest, walkPointTail, walkSpanRest } from "./tail-streams.ts";
import { decodePairs, decodeWords } from "./word-codec.ts";

/** Words, and where each row's begin (0: it has none). */
export interface SegmentWords {
	readonly byteLength: number;
	readonly words: Uint32Array;
	readonly tails: Uint32Array;
}

/** Values under a head, one entry per row of the segment; `second` only of pairs. */
export interface DenseSegment {
	readonly byteLength: number;
	readonly first: Uint32Array;
	readonly second: Uint32Array | undefined;
}

/** What the words of a segment are made of. */
export interface SegmentParts {
	readonly signal: Signal;
	readonly rows: number;
	/** Slots whose words are wanted: [from, to). */
	readonly from: number;
	readonly to: number;
	readonly bits: Uint32Array;
	/** Empty for points. */
	readonly shapes: Uint32Array;
	/** Event times. */
	readonly timeHigh: Uint32Array;
	readonly timeLow: Uint32Array;
	/** Of records. */
	readonly bodies: Uint32Array;
	/** Heads of a shape that have words. */
	headsOf(shape: number): readonly number[];
	/** Whether a head has a dense column, and the column: asked for only when a row has the head. */
	isDense(head: number): boolean;
	dense(head: number): DenseSegment;
	/** Part of the segment in the chunk `rest`; undefined when the block has none. */
	readonly streams: Uint8Array | undefined;
}

/** Make the words. Throws DamagedBlockError. Cost: a few ns a word; less for rows before those that are wanted. */
export function readSegmentWords(parts: SegmentParts): SegmentWords {
	const reader = new TailReader(parts);
	const tails = new Uint32Array(parts.rows);
	for (let slot = 0; slot < parts.from; slot++) reader.skip(slot);
	for (let slot = parts.from; slot < parts.to; slot++) tails[slot] = reader.row(slot);
	const words = reader.words.filled().slice();
	return { byteLength: words.byteLength + tails.byteLength, words, tails };
}

/** What of the rare parts of spans is asked without all else: by row of a segment, 0 where there is none. */
export interface RareWords {
	readonly byteLength: number;
	readonly headers: Uint32Array;
	/** Dictionary ids of status messages. */
	readonly messages: Uint32Array;
}

/** Take them out of a segment's streams. Throws DamagedBlockError. */
export function readRareWords(bits: Uint32Array, packed: Uint8Array): RareWords {
	const streams = decodeStreams(packed, (number) => number === Stream.rareHeader || number === Stream.statusMessage);
	const stored = streams.get(Stream.rareHeader)?.words ?? new Uint32Array(0);
	const texts = streams.get(Stream.statusMessage)?.words ?? new Uint32Array(0);
	const headers = new Uint32Array(bits.length);
	const messages = new Uint32Array(bits.length);
	let [nextHeader, nextText] = [0, 0];
	for (let slot = 0; slot < bits.length; slot++) {
		if (((bits[slot] as number) & RARE_BIT) === 0) continue;
		const header = stored[nextHeader++];
		if (header === undefined) throw new DamagedBlockError("a stream is cut off");
		headers[slot] = header;
		if ((header & SpanRare.statusMessage) !== 0) messages[slot] = texts[nextText++] ?? 0;
	}
	return { byteLength: headers.byteLength + messages.byteLength, headers, messages };
}

interface Cursor {
	readonly words: Uint32Array;
	at: number;
}

interface PlannedValue {
	readonly head: number;
	readonly isPair: boolean;
	readonly isDense: boolean;
	/** Read when it is first needed. */
	dense: DenseSegment | undefined;
	readonly stream: Cursor | undefined;
}

class TailReader implements TailPort {
	readonly words = new GrowingWords(65_536);
	readonly #parts: SegmentParts;
	readonly #streams: ReadonlyMap<number, Cursor>;
	/** By number of `Stream`. */
	readonly #byNumber: (Cursor | undefined)[];
	readonly #rowPlans: (readonly PlannedValue[] | undefined)[] = [];
	readonly #innerPlans: (readonly PlannedValue[] | undefined)[] = [];
	#slot = 0;

	constructor(parts: SegmentParts) {
		this.#parts = parts;
		this.#streams = parts.streams === undefined ? new Map() : decodeStreams(parts.streams);
		this.#byNumber = Array.from({ length: STREAMS }, (_, stream) => this.#streams.get(stream));
		this.words.push(0);
	}

	/** Append the words of a row; answers where they begin. */
	row(slot: number): number {
		this.#slot = slot;
		const { signal, shapes } = this.#parts;
		const bits = this.#parts.bits[slot] as number;
		const start = this.words.top;
		if (signal === "metrics") {
			if (this.#take(Stream.hasTail) === 0) return 0;
			walkPointTail(this, bits);
			return start;
		}
		if (signal === "logs") {
			if ((bits & LOW_BYTE) === StoredType.string + 1) this.words.push(this.#parts.bodies[slot] as number);
			else walkLogBody(this, bits);
		}
		const shape = shapes[slot] as number;
		this.words.push(shape);
		this.#values(this.#rowPlans[shape] ?? this.#rowPlan(shape));
		if (signal === "traces") walkSpanRest(this, bits);
		else walkLogRest(this, bits);
		return start;
	}

	/** Pass the streams over what a row has in them. */
	skip(slot: number): void {
		const { top } = this.words;
		this.#slot = slot;
		const { signal, shapes } = this.#parts;
		const bits = this.#parts.bits[slot] as number;
		if (signal === "metrics") this.row(slot);
		else {
			if (signal === "logs" && (bits & LOW_BYTE) !== StoredType.string + 1) walkLogBody(this, bits);
			const shape = shapes[slot] as number;
			this.#streamValues(this.#rowPlans[shape] ?? this.#rowPlan(shape));
			if (signal === "traces") walkSpanRest(this, bits);
			else walkLogRest(this, bits);
		}
		this.words.top = top;
	}

	#streamValues(plan: readonly PlannedValue[]): void {
		for (const { isDense, isPair, stream } of plan) {
			if (isDense) continue;
			taken(stream);
			if (isPair) taken(stream);
		}
	}

	word(stream: number): number {
		const word = this.#take(stream);
		this.words.push(word);
		return word;
	}

	text(stream: number): void {
		this.words.push(this.#take(stream));
	}

	flaggedText(stream: number, flags: number): boolean {
		const isSet = this.#take(flags) !== 0;
		this.words.push((this.#take(stream) | (isSet ? EXTRAS_BIT : 0)) >>> 0);
		return isSet;
	}

	pair(stream: number): void {
		this.words.push(this.#take(stream));
		this.words.push(this.#take(stream));
	}

	time(stream: number): void {
		const high = this.#take(stream);
		const low = this.#take(stream) + (this.#parts.timeLow[this.#slot] as number);
		this.words.push(high + (this.#parts.timeHigh[this.#slot] as number) + (low > 0xffff_ffff ? 1 : 0));
		this.words.push(low);
	}

	list(stream: number): void {
		const shape = this.#take(stream);
		this.words.push(shape);
		this.#values(this.#innerPlans[shape] ?? this.#innerPlan(shape));
	}

	#values(plan: readonly PlannedValue[]): void {
		const { words } = this;
		const slot = this.#slot;
		for (let index = 0; index < plan.length; index++) {
			const value = plan[index] as PlannedValue;
			if (!value.isDense) {
				words.push(taken(value.stream));
				if (value.isPair) words.push(taken(value.stream));
				continue;
			}
			value.dense ??= this.#parts.dense(value.head);
			words.push(value.dense.first[slot] as number);
			if (value.isPair) words.push(value.dense.second?.[slot] as number);
		}
	}

	#take(stream: number): number {
		return taken(this.#byNumber[stream]);
	}

	#rowPlan(shape: number): readonly PlannedValue[] {
		const heads = this.#parts.headsOf(shape);
		const plan = heads.map((head, index) => this.#planned(head, heads.indexOf(head) === index && this.#parts.isDense(head)));
		this.#rowPlans[shape] = plan;
		return plan;
	}

	#innerPlan(shape: number): readonly PlannedValue[] {
		const plan = this.#parts.headsOf(shape).map((head) => this.#planned(head, false));
		this.#innerPlans[shape] = plan;
		return plan;
	}

	#planned(head: number, isDense: boolean): PlannedValue {
		return { head, isPair: kindOfHead(head) === WordKind.pair, isDense, dense: undefined, stream: this.#streams.get(head) };
	}
}

function taken(cursor: Cursor | undefined): number {
	const word = cursor?.words[cursor.at++];
	if (word === undefined) throw new DamagedBlockError("a stream of words ends too early");
	return word;
}

function decodeStreams(packed: Uint8Array, isWanted: (number: number) => boolean = () => true): ReadonlyMap<number, Cursor> {
	const [numbers, ...parts] = unpackParts(packed);
	if (numbers === undefined) throw new DamagedBlockError("streams without numbers");
	const list = decodeWords(numbers);
	if (list.length !== parts.length) throw new DamagedBlockError("streams and their numbers differ in count");
	const streams = new Map<number, Cursor>();
	parts.forEach((part, index) => {
		const number = list[index] as number;
		if (!isWanted(number)) return;
		const kind = number < STREAMS ? kindOfStream(number) : kindOfHead(number);
		streams.set(number, { words: kind === WordKind.pair ? pairWords(number, part) : decodeWords(part), at: 0 });
	});
	const derived = streams.has(Stream.count) ? undefined : derivedCounts(streams);
	if (derived !== undefined) streams.set(Stream.count, { words: derived, at: 0 });
	return streams;
}

/** Counts of histograms where the stream is left out. */
function derivedCounts(streams: ReadonlyMap<number, Cursor>): Uint32Array | undefined {
	const lengths = streams.get(Stream.bucketCount)?.words;
	return lengths === undefined ? undefined : sumBuckets(lengths, streams.get(Stream.buckets)?.words ?? new Uint32Array(0));
}

function pairWords(stream: number, part: Uint8Array): Uint32Array {
	if (stream === Stream.buckets && isOfRuns(part)) return decodeBuckets(part);
	const { high, low } = decodePairs(part);
	return joinPairs(high, low);
}
