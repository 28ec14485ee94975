/** The columns and streams that the words of tails go to, in provisional numbers. */
import type { Signal } from "@spanglass/shared/model/signal";
import { valueText } from "@spanglass/shared/semconv/value-text";
import { EXTRAS_BIT, KEY_MASK, LOW_BYTE, StoredType, TYPE_SHIFT, VALUE_WORDS } from "../layout.ts";
import { shapeHeads, WordReader } from "../record-decoder.ts";
import { GatheredColumn, kindOfHead, WordKind } from "./gathered-column.ts";
import type { MergedEntities } from "./merged-entities.ts";
import type { SealSource } from "./seal-source.ts";
import {
	isShapeStream,
	kindOfStream,
	Stream,
	type TailPort,
	walkLogBody,
	walkLogRest,
	walkPointTail,
	walkSpanRest,
} from "./tail-streams.ts";

/** Bodies that are no strings, listed for the text filter; with more there is none. */
export const OTHER_BODIES_MAX = 4096;

/** The heads of a shape. */
export function headsOf(entities: MergedEntities, shape: number): Uint32Array {
	return shapeHeads(entities.records.view, entities.offsets.view[shape] as number);
}

/** Takes the tails of rows apart, one after the other: `enter`, the times, `row`; after each segment `endSegment`. */
export class TailGatherer implements TailPort {
	readonly bodies = new GatheredColumn(WordKind.text);
	readonly dense = new Map<number, GatheredColumn>();
	readonly streams = new Map<number, GatheredColumn>();
	readonly otherBodies = new Set<string>();
	timeHigh = 0;
	timeLow = 0;
	readonly #entities: MergedEntities;
	readonly #denseHeads: ReadonlySet<number>;
	/** By number of `Stream`. */
	readonly #byNumber: (GatheredColumn | undefined)[] = [];
	/** By shape: where the values of a list go, of a row and inside it. */
	readonly #rowPlans: (readonly GatheredColumn[] | undefined)[] = [];
	readonly #innerPlans: (readonly GatheredColumn[] | undefined)[] = [];
	#source: SealSource | undefined;
	#words: Uint32Array = new Uint32Array(0);
	#at = 0;

	/** `denseHeads`: those that have a column when a row has them. */
	constructor(entities: MergedEntities, denseHeads: ReadonlySet<number>) {
		this.#entities = entities;
		this.#denseHeads = denseHeads;
	}

	enter(source: SealSource, words: Uint32Array, at: number): void {
		this.#source = source;
		this.#words = words;
		this.#at = at;
	}

	row(signal: Signal, bits: number, shape: number): void {
		if (signal === "metrics") {
			const hasTail = this.#at === 0 ? 0 : 1;
			this.#stream(Stream.hasTail).push(hasTail);
			if (hasTail === 1) walkPointTail(this, bits);
			return;
		}
		if (signal === "logs") {
			if ((bits & LOW_BYTE) === StoredType.string + 1) this.bodies.push(this.#mapped(this.#words[this.#at++] as number));
			else this.#otherBody(bits);
		}
		this.#at++;
		this.#values(this.#rowPlans[shape] ?? this.#rowPlan(shape));
		if (signal === "traces") walkSpanRest(this, bits);
		else walkLogRest(this, bits);
	}

	endSegment(segment: number): void {
		this.bodies.endSegment(segment);
		for (const column of this.dense.values()) column.endSegment(segment);
		for (const column of this.streams.values()) column.endSegment(segment);
	}

	word(stream: number): number {
		const word = this.#words[this.#at++] as number;
		this.#stream(stream).push(word);
		return word;
	}

	text(stream: number): void {
		this.#stream(stream).push(this.#mapped(this.#words[this.#at++] as number));
	}

	flaggedText(stream: number, flags: number): boolean {
		const word = this.#words[this.#at++] as number;
		const isSet = (word & EXTRAS_BIT) !== 0;
		this.#stream(stream).push(this.#mapped(word & KEY_MASK));
		this.#stream(flags).push(isSet ? 1 : 0);
		return isSet;
	}

	pair(stream: number): void {
		const column = this.#stream(stream);
		column.push(this.#words[this.#at++] as number);
		column.push(this.#words[this.#at++] as number);
	}

	time(stream: number): void {
		const column = this.#stream(stream);
		const high = this.#words[this.#at++] as number;
		const low = this.#words[this.#at++] as number;
		column.push(high - this.timeHigh - (low < this.timeLow ? 1 : 0));
		column.push(low - this.timeLow);
	}

	list(stream: number): void {
		const shape = (this.#source as SealSource).entity(this.#words[this.#at++] as number);
		this.#stream(stream).push(shape);
		this.#values(this.#innerPlans[shape] ?? this.#innerPlan(shape));
	}

	#otherBody(bits: number): void {
		const code = bits & LOW_BYTE;
		if (code === 0) return;
		if (this.otherBodies.size <= OTHER_BODIES_MAX) {
			this.otherBodies.add(valueText(new WordReader((this.#source as SealSource).view, this.#words, this.#at).value(code - 1)));
		}
		walkLogBody(this, bits);
	}

	#values(plan: readonly GatheredColumn[]): void {
		if ((this.#source as SealSource).isAlone) this.#at = takeWords(plan, this.#words, this.#at);
		else this.#mappedValues(plan);
	}

	#mappedValues(plan: readonly GatheredColumn[]): void {
		for (const column of plan) {
			const word = this.#words[this.#at++] as number;
			column.push(column.kind === WordKind.text ? this.#mapped(word) : word);
			if (column.kind === WordKind.pair) column.push(this.#words[this.#at++] as number);
		}
	}

	#mapped(text: number): number {
		return (this.#source as SealSource).text(text);
	}

	#stream(stream: number): GatheredColumn {
		return this.#byNumber[stream] ?? this.#addStream(stream);
	}

	#addStream(stream: number): GatheredColumn {
		const column = new GatheredColumn(isShapeStream(stream) ? WordKind.plain : kindOfStream(stream));
		this.#byNumber[stream] = column;
		this.streams.set(stream, column);
		return column;
	}

	/** A head that stands twice in a list (keys that were repaired to the same text) has its column for the first. */
	#rowPlan(shape: number): readonly GatheredColumn[] {
		const heads = valueHeads(headsOf(this.#entities, shape));
		const plan = heads.map((head, index) => {
			const isDense = heads.indexOf(head) === index && this.#denseHeads.has(head);
			return isDense ? columnUnder(this.dense, head) : columnUnder(this.streams, head);
		});
		this.#rowPlans[shape] = plan;
		return plan;
	}

	#innerPlan(shape: number): readonly GatheredColumn[] {
		const plan = valueHeads(headsOf(this.#entities, shape)).map((head) => columnUnder(this.streams, head));
		this.#innerPlans[shape] = plan;
		return plan;
	}
}

/** One value for each column, as they stand; answers where they end. */
function takeWords(plan: readonly GatheredColumn[], words: Uint32Array, start: number): number {
	let at = start;
	for (let index = 0; index < plan.length; index++) {
		const column = plan[index] as GatheredColumn;
		column.push(words[at++] as number);
		if (column.kind === WordKind.pair) column.push(words[at++] as number);
	}
	return at;
}

function columnUnder(columns: Map<number, GatheredColumn>, head: number): GatheredColumn {
	const known = columns.get(head);
	if (known !== undefined) return known;
	const column = new GatheredColumn(kindOfHead(head));
	columns.set(head, column);
	return column;
}

/** The heads that have words. */
export function valueHeads(heads: Uint32Array): readonly number[] {
	return [...heads].filter((head) => VALUE_WORDS[head >>> TYPE_SHIFT] !== 0);
}
