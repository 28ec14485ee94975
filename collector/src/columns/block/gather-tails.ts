/** The words of rows as columns and streams, in provisional numbers. */
import type { Signal } from "@spanglass/shared/model/signal";
import { valueText } from "@spanglass/shared/semconv/value-text";
import {
	EntityKind,
	EXTRAS_BIT,
	KEY_MASK,
	LOW_BYTE,
	LogColumn,
	PointColumn,
	SEGMENT_ROWS,
	SpanColumn,
	StoredType,
	segmentOf,
	TYPE_SHIFT,
	VALUE_WORDS,
} from "../layout.ts";
import { shapeHeads, WordReader } from "../record-decoder.ts";
import { DENSE_HEADS_MAX } from "./chunk-numbers.ts";
import { GatheredColumn, kindOfHead, WordKind } from "./gathered-column.ts";
import { kindOfRecord, mapHead } from "./map-record.ts";
import type { MergedEntities } from "./merged-entities.ts";
import { gatherColumn, type RowTimes, sourceAt } from "./order-rows.ts";
import type { RowOrder, SealSource } from "./seal-source.ts";
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

/** What the walk over all tails found. */
export interface GatheredTails {
	/** Shape of each row's own attributes. Empty for points. */
	readonly shapes: Uint32Array;
	/** Dictionary ids of the bodies that are strings. */
	readonly bodies: GatheredColumn;
	/** The canonical texts of all other bodies; undefined when there are too many to list. */
	readonly otherBodies: ReadonlySet<string> | undefined;
	/** Values under the most used heads, most used first. */
	readonly dense: ReadonlyMap<number, GatheredColumn>;
	/** Everything else: by `Stream` or head. */
	readonly streams: ReadonlyMap<number, GatheredColumn>;
}

/** Bodies that are no strings, listed for the text filter; with more there is none. */
const OTHER_BODIES_MAX = 4096;

/** The columns of a signal that the walk needs. */
const TAIL_COLUMN = { traces: SpanColumn.tail, logs: LogColumn.tail, metrics: PointColumn.tail } as const;
const BITS_COLUMN = { traces: SpanColumn.bits, logs: LogColumn.bits, metrics: PointColumn.bits } as const;

/** Rows in order, with what the walk needs of them. */
export interface TailRows {
	readonly signal: Signal;
	readonly order: RowOrder;
	readonly sources: readonly SealSource[];
	readonly entities: MergedEntities;
	readonly times: RowTimes;
}

/** Rows and the columns that the walk needs. */
interface WalkedRows extends TailRows {
	readonly bits: Uint32Array;
	readonly tailStarts: Uint32Array;
	readonly shapes: Uint32Array;
}

/** Walk all tails. Yields after each segment. */
export function* gatherTails(rows: TailRows): Generator<undefined, GatheredTails, undefined> {
	const { signal, order, sources } = rows;
	const bits = gatherColumn(order, sources, BITS_COLUMN[signal]);
	const tailStarts = gatherColumn(order, sources, TAIL_COLUMN[signal]);
	yield;
	const shapes = new Uint32Array(signal === "metrics" ? 0 : order.count);
	const walked = { ...rows, bits, tailStarts, shapes };
	const mayHold = signal === "metrics" ? new Set<number>() : headsOfSources(sources);
	const gatherer = new TailGatherer(rows.entities, mayHold.size > DENSE_HEADS_MAX ? mostUsedHeads(walked) : mayHold);
	yield;
	for (let start = 0; start < order.count; start += SEGMENT_ROWS) {
		gatherSegment(walked, gatherer, start);
		yield;
	}
	const otherBodies = gatherer.otherBodies.size > OTHER_BODIES_MAX ? undefined : gatherer.otherBodies;
	return { shapes, bodies: gatherer.bodies, otherBodies, dense: byUse(gatherer.dense), streams: gatherer.streams };
}

/** The heads that have words, of all shapes of the sources, whether rows have them or not. */
function headsOfSources(sources: readonly SealSource[]): ReadonlySet<number> {
	const heads = new Set<number>();
	for (const source of sources) {
		const { records, entities } = source.view;
		for (const start of entities) {
			if (kindOfRecord(records, start) !== EntityKind.shape) continue;
			for (const head of shapeHeads(records, start)) if (VALUE_WORDS[head >>> TYPE_SHIFT] !== 0) heads.add(mapHead(head, source));
		}
	}
	return heads;
}

/** Columns with most values first. */
function byUse(dense: ReadonlyMap<number, GatheredColumn>): ReadonlyMap<number, GatheredColumn> {
	const uses = ({ top, kind }: GatheredColumn) => (kind === WordKind.pair ? top / 2 : top);
	return new Map([...dense].sort(([a, left], [b, right]) => uses(right) - uses(left) || a - b));
}

function gatherSegment(rows: WalkedRows, gatherer: TailGatherer, start: number): void {
	const { signal, order, sources, times, bits, tailStarts, shapes } = rows;
	const end = Math.min(start + SEGMENT_ROWS, order.count);
	if (signal !== "metrics") takeShapes(rows, start, end);
	for (let at = start; at < end; at++) {
		const source = sourceAt(order, sources, at);
		gatherer.enter(source, source.wordsOf(segmentOf(order.rows[at] as number)), tailStarts[at] as number);
		gatherer.timeHigh = times.high[at] as number;
		gatherer.timeLow = times.low[at] as number;
		gatherer.row(signal, bits[at] as number, shapes[at] ?? 0);
	}
	gatherer.endSegment(segmentOf(start));
}

/** The shape of each row's own attributes: the first word of its tail, of records after the body. */
function takeShapes({ signal, order, sources, bits, tailStarts, shapes }: WalkedRows, start: number, end: number): void {
	for (let at = start; at < end; at++) {
		const source = sourceAt(order, sources, at);
		const words = source.wordsOf(segmentOf(order.rows[at] as number));
		const body = signal === "logs" ? bodyWords(bits[at] as number) : 0;
		shapes[at] = source.entity(words[(tailStarts[at] as number) + body] as number);
	}
}

function bodyWords(bits: number): number {
	const code = bits & LOW_BYTE;
	return code === 0 ? 0 : (VALUE_WORDS[code - 1] as number);
}

/** The heads that most rows have. */
function mostUsedHeads(walked: WalkedRows): ReadonlySet<number> {
	const { entities, shapes } = walked;
	takeShapes(walked, 0, shapes.length);
	const rows = new Uint32Array(entities.count);
	for (let at = 0; at < shapes.length; at++) rows[shapes[at] as number] = (rows[shapes[at] as number] as number) + 1;
	const uses = new Map<number, number>();
	rows.forEach((count, shape) => {
		if (count === 0) return;
		for (const head of headsOf(entities, shape)) {
			if (VALUE_WORDS[head >>> TYPE_SHIFT] !== 0) uses.set(head, (uses.get(head) ?? 0) + count);
		}
	});
	const byUses = [...uses].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
	return new Set(byUses.slice(0, DENSE_HEADS_MAX).map(([head]) => head));
}

function headsOf(entities: MergedEntities, shape: number): Uint32Array {
	return shapeHeads(entities.records.view, entities.offsets.view[shape] as number);
}

class TailGatherer implements TailPort {
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
