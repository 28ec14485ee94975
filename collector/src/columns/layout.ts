/**
 * Where everything stands in a generation. Readers and writers are built from these numbers; they never reach the disk.
 *
 * Rows. Every column is 32 bits wide; 64-bit times and ids are two columns. Ids are read big-endian, so their halves print as hex.
 *
 * Entities. What many rows repeat is stored once and numbered by first sight: resources, scopes, metrics, series, and
 *   operation   what the spans of one operation share: resource, scope, name, kind, flags
 *   source      what the records of one log statement share: resource, scope, severity, severity text, event name, flags
 *   shape       the keys and types of one list of attributes; items then hold only values
 * A record starts with kind | words of the record << 4; then by kind:
 *   resource    schema URL, dropped attributes, attribute count, attributes, per entity reference: schema URL, type, id keys,
 *               description keys, the keys
 *   scope       schema URL, name, version, dropped attributes, attribute count, attributes
 *   metric      name, description, unit, kind | monotonic << 8, temporality, attribute count, attributes
 *   series      metric, resource, scope, attribute count, attributes
 *   operation, source   as above
 *   shape       one head per attribute: key | type << 28
 * and an attribute of a record is its head, then its value.
 *
 * Entity 0 is the shape of an empty list, entry 0 of the dictionary the empty text.
 *
 * Words. A value by its type: string, bytes, array, kvlist: dictionary id · bool: 0 or 1 · int that fits 32 bits: its low half · wide int,
 * double: high, low · empty: nothing. Offset 0 is never used, so a tail of 0 means "nothing".
 *   attributes    shape, the values
 *   span tail     attributes; with RARE_BIT: rare header (see SpanRare), then what its bits name in their order, events, links
 *   event         time high, time low, name | EXTRAS_BIT, with it: dropped attributes; attributes
 *   link          trace id (raw), span id (raw), trace state | EXTRAS_BIT, flags, with it: dropped attributes; attributes
 *   log tail      body value, attributes; with RARE_BIT: dropped attributes
 *   point tail    exemplars, shape words (0 for numbers), then the shape: bucket count, bound count, scale, positive offset, negative
 *                 offset, the walk's `words`; then the exemplars. A number without exemplars has no tail
 *   exemplar      time high, time low, kind | has trace << 8 | has span << 9, value high, value low, trace id (4), span id (2), attributes
 */
import { ItemMark } from "@spanglass/shared/model/span";
import { ValueType } from "../wire/sink.ts";

export const SEGMENT_ROWS = 8192;
const SEGMENT_SHIFT = 13;
export const SEGMENT_MASK = SEGMENT_ROWS - 1;

/** The segment that holds a row. */
export function segmentOf(row: number): number {
	return row >>> SEGMENT_SHIFT;
}

/** Column 0 of every signal is the sequence, as an offset from the generation's first. */
export const SEQUENCE_COLUMN = 0;

/** `bits`: status code (ESCAPED_STATUS: see the rare part) | marks << MARKS_SHIFT | RARE_BIT. */
export const SpanColumn = {
	sequence: 0,
	trace: 1,
	startHigh: 2,
	startLow: 3,
	endHigh: 4,
	endLow: 5,
	spanHigh: 6,
	spanLow: 7,
	parentHigh: 8,
	parentLow: 9,
	operation: 10,
	bits: 11,
	tail: 12,
} as const;

/** `trace` is the ordinal + 1, 0 when there is none; a span id of 0 is none. `bits`: body type + 1 | marks << MARKS_SHIFT | RARE_BIT. */
export const LogColumn = {
	sequence: 0,
	trace: 1,
	timeHigh: 2,
	timeLow: 3,
	observedHigh: 4,
	observedLow: 5,
	spanHigh: 6,
	spanLow: 7,
	source: 8,
	bits: 9,
	tail: 10,
} as const;

/** `bits`: point kind | presence bits << 8 | marks << 16. Value halves only for int and double. */
export const PointColumn = {
	sequence: 0,
	series: 1,
	timeHigh: 2,
	timeLow: 3,
	startHigh: 4,
	startLow: 5,
	valueHigh: 6,
	valueLow: 7,
	bits: 8,
	flags: 9,
	tail: 10,
} as const;

export const COLUMN_COUNT = { traces: 13, logs: 11, metrics: 11 } as const;

export const LOW_BYTE = 0xff;
export const ESCAPED_STATUS = 0xff;
export const MARKS_SHIFT = 8;
export const MARKS_MASK = 0xffff;
/** In the `bits` of a span: it repeats a span of an earlier request. */
export const DUPLICATE_BIT = ItemMark.duplicate << MARKS_SHIFT;
export const RARE_BIT = 1 << 24;
export const EXTRAS_BIT = 0x8000_0000;

/** The rare header: events | links << 10 | bits that tell which words follow: dropped (3 words), status, status message, trace state. */
export const SpanRare = {
	countMask: 0x3ff,
	linksShift: 10,
	dropped: 1 << 20,
	status: 1 << 21,
	statusMessage: 1 << 22,
	traceState: 1 << 23,
} as const;

export const TYPE_SHIFT = 28;
export const KEY_MASK = 0x0fff_ffff;
/** Types of values as stored: those of the wire, and ints that do not fit 32 bits. */
export const StoredType = { ...ValueType, wideInt: 8 } as const;

/** Words of a value by stored type. */
export const VALUE_WORDS: readonly number[] = [0, 1, 1, 1, 2, 1, 1, 1, 2];

export const EntityKind = { resource: 1, scope: 2, metric: 3, series: 4, shape: 5, operation: 6, source: 7 } as const;
export const ENTITY_KIND_MASK = 0xf;
export const ENTITY_LENGTH_SHIFT = 4;
