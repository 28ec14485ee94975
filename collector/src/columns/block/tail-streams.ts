/**
 * The words of variable length of a row, told apart by what they mean: each meaning is a stream of its own, in row order. One walk serves
 * both directions: the port takes words from where they are, puts them where they go, and answers them.
 */
import { PointKind } from "../../wire/sink.ts";
import { LOW_BYTE, RARE_BIT, SpanRare as Rare, StoredType, VALUE_WORDS } from "../layout.ts";
import { WordKind } from "./gathered-column.ts";

/** Stored: never renumber. Attribute values stand under their head instead, which is larger than all of these. */
export const Stream = {
	rareHeader: 0,
	dropped: 1,
	status: 2,
	statusMessage: 3,
	traceState: 4,
	eventTime: 5,
	eventName: 6,
	eventExtras: 7,
	eventDropped: 8,
	eventShape: 9,
	linkTrace: 10,
	linkSpan: 11,
	linkState: 12,
	linkExtras: 13,
	linkFlags: 14,
	linkDropped: 15,
	linkShape: 16,
	bodyText: 17,
	bodyWord: 18,
	bodyPair: 19,
	exemplars: 20,
	shapeWords: 21,
	bucketCount: 22,
	boundCount: 23,
	scale: 24,
	positiveOffset: 25,
	negativeOffset: 26,
	count: 27,
	sum: 28,
	min: 29,
	max: 30,
	buckets: 31,
	bounds: 32,
	zeroCount: 33,
	zeroThreshold: 34,
	quantile: 35,
	quantileValue: 36,
	shapeRest: 37,
	exemplarTime: 38,
	exemplarBits: 39,
	exemplarValue: 40,
	exemplarTrace: 41,
	exemplarSpan: 42,
	exemplarShape: 43,
	hasTail: 44,
} as const;
export const STREAMS = 45;

const TEXTS: ReadonlySet<number> = new Set([
	Stream.statusMessage,
	Stream.traceState,
	Stream.eventName,
	Stream.linkTrace,
	Stream.linkSpan,
	Stream.linkState,
	Stream.bodyText,
]);
const PAIRS: ReadonlySet<number> = new Set([
	Stream.eventTime,
	Stream.bodyPair,
	Stream.count,
	Stream.sum,
	Stream.min,
	Stream.max,
	Stream.buckets,
	Stream.bounds,
	Stream.zeroCount,
	Stream.zeroThreshold,
	Stream.quantile,
	Stream.quantileValue,
	Stream.exemplarTime,
	Stream.exemplarValue,
	Stream.exemplarTrace,
	Stream.exemplarSpan,
]);
const SHAPES: ReadonlySet<number> = new Set([Stream.eventShape, Stream.linkShape, Stream.exemplarShape]);

/** The kind of a stream that is no attribute head. */
export function kindOfStream(stream: number): number {
	if (PAIRS.has(stream)) return WordKind.pair;
	return TEXTS.has(stream) ? WordKind.text : WordKind.plain;
}

/** Whether a stream holds numbers of shapes. */
export function isShapeStream(stream: number): boolean {
	return SHAPES.has(stream);
}

export interface TailPort {
	/** One word as it is; answers it. */
	word(stream: number): number;
	/** One dictionary id. */
	text(stream: number): void;
	/** A dictionary id with EXTRAS_BIT; answers whether the bit is set. */
	flaggedText(stream: number, flags: number): boolean;
	/** Two words. */
	pair(stream: number): void;
	/** Two words of a time, stored as the difference to the row's. */
	time(stream: number): void;
	/** A list of attributes: its shape under `stream`, its values under their heads. */
	list(stream: number): void;
}

/** What follows a span's own attributes. `bits`: of the row. */
export function walkSpanRest(port: TailPort, bits: number): void {
	if ((bits & RARE_BIT) === 0) return;
	const header = port.word(Stream.rareHeader);
	if ((header & Rare.dropped) !== 0) for (let count = 0; count < 3; count++) port.word(Stream.dropped);
	if ((header & Rare.status) !== 0) port.word(Stream.status);
	if ((header & Rare.statusMessage) !== 0) port.text(Stream.statusMessage);
	if ((header & Rare.traceState) !== 0) port.text(Stream.traceState);
	for (let events = header & Rare.countMask; events > 0; events--) {
		port.time(Stream.eventTime);
		if (port.flaggedText(Stream.eventName, Stream.eventExtras)) port.word(Stream.eventDropped);
		port.list(Stream.eventShape);
	}
	for (let links = (header >>> Rare.linksShift) & Rare.countMask; links > 0; links--) {
		port.text(Stream.linkTrace);
		port.text(Stream.linkSpan);
		const hasExtras = port.flaggedText(Stream.linkState, Stream.linkExtras);
		port.word(Stream.linkFlags);
		if (hasExtras) port.word(Stream.linkDropped);
		port.list(Stream.linkShape);
	}
}

/** The body of a record unless it is a string, which has a column. */
export function walkLogBody(port: TailPort, bits: number): void {
	const type = (bits & LOW_BYTE) - 1;
	if (type < 0) return;
	const words = VALUE_WORDS[type];
	if (words === 2) port.pair(Stream.bodyPair);
	else if (type === StoredType.bool || type === StoredType.int) port.word(Stream.bodyWord);
	else if (words === 1) port.text(Stream.bodyText);
}

/** What follows a record's attributes. */
export function walkLogRest(port: TailPort, bits: number): void {
	if ((bits & RARE_BIT) !== 0) port.word(Stream.dropped);
}

/** The tail of a point that has one. */
export function walkPointTail(port: TailPort, bits: number): void {
	const exemplars = port.word(Stream.exemplars);
	const words = port.word(Stream.shapeWords);
	if (words > 0) walkShape(port, bits & LOW_BYTE, words);
	for (let count = exemplars; count > 0; count--) {
		port.time(Stream.exemplarTime);
		const exemplar = port.word(Stream.exemplarBits);
		port.pair(Stream.exemplarValue);
		if ((exemplar & HAS_TRACE) !== 0) {
			port.pair(Stream.exemplarTrace);
			port.pair(Stream.exemplarTrace);
		}
		if ((exemplar & HAS_SPAN) !== 0) port.pair(Stream.exemplarSpan);
		port.list(Stream.exemplarShape);
	}
}

const HAS_TRACE = 1 << 8;
const HAS_SPAN = 1 << 9;

function walkShape(port: TailPort, kind: number, words: number): void {
	const bucketCount = port.word(Stream.bucketCount);
	const boundCount = port.word(Stream.boundCount);
	port.word(Stream.scale);
	port.word(Stream.positiveOffset);
	port.word(Stream.negativeOffset);
	let rest = words - 5;
	const pair = (stream: number) => {
		if (rest < 2) return;
		rest -= 2;
		port.pair(stream);
	};
	pair(Stream.count);
	pair(Stream.sum);
	if (kind === PointKind.summary) {
		for (let at = 0; at < bucketCount && rest > 0; at++) {
			pair(Stream.quantile);
			pair(Stream.quantileValue);
		}
	} else {
		pair(Stream.min);
		pair(Stream.max);
		const isExponential = kind === PointKind.exponentialHistogram;
		if (isExponential) {
			pair(Stream.zeroCount);
			pair(Stream.zeroThreshold);
		}
		for (let at = 0; at < bucketCount && rest > 0; at++) pair(Stream.buckets);
		for (let at = 0; at < boundCount && rest > 0; at++) pair(isExponential ? Stream.buckets : Stream.bounds);
	}
	for (; rest > 0; rest--) port.word(Stream.shapeRest);
}
