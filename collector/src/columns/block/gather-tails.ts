/** The words of rows as columns and streams, in provisional numbers. */
import type { Signal } from "@spanglass/shared/model/signal";
import { EntityKind, LOW_BYTE, LogColumn, PointColumn, SEGMENT_ROWS, SpanColumn, segmentOf, VALUE_WORDS } from "../layout.ts";
import { shapeHeads } from "../record-decoder.ts";
import { DENSE_HEADS_MAX } from "./chunk-numbers.ts";
import { type GatheredColumn, WordKind } from "./gathered-column.ts";
import { kindOfRecord, mapHead } from "./map-record.ts";
import type { MergedEntities } from "./merged-entities.ts";
import { gatherColumn, type RowTimes, sourceAt } from "./order-rows.ts";
import type { RowOrder, SealSource } from "./seal-source.ts";
import { headsOf, OTHER_BODIES_MAX, TailGatherer, valueHeads } from "./tail-gatherer.ts";

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
			for (const head of valueHeads(shapeHeads(records, start))) heads.add(mapHead(head, source));
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
		for (const head of valueHeads(headsOf(entities, shape))) uses.set(head, (uses.get(head) ?? 0) + count);
	});
	const byUses = [...uses].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
	return new Set(byUses.slice(0, DENSE_HEADS_MAX).map(([head]) => head));
}
