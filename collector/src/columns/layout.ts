/**
 * Where everything stands in a generation. Readers and writers are built from these numbers; they never reach the disk.
 *
 * Rows. Every column is 32 bits wide; 64-bit times and ids are two columns. Ids are read big-endian, so their halves print as hex.
 *
 * Words. Offset 0 is never used, so a tail of 0 means "nothing".
 *   attribute     keyId | type << 28, then by type: string, bytes, array, kvlist: dictionary id · bool: 0 or 1 · int that fits 32 bits:
 *                 its low half · wide int, double: high, low · empty: nothing
 *   span tail     header (attributes | events << 11 | links << 21 | extras << 31), with extras: dropped attributes, events, links;
 *                 attributes, events, links
 *   event         time high, time low, name, count header (attributes | extras << 31), with extras: dropped attributes; attributes
 *   link          trace id (raw), span id (raw), trace state, flags, count header, with extras: dropped attributes; attributes
 *   log tail      header (attributes | body type + 1 << 11 | extras << 31), with extras: dropped attributes; body value; attributes
 *   point tail    exemplars, shape words (0 for numbers), then the shape: bucket count, bound count, scale, positive offset, negative
 *                 offset, the walk's `words`; then the exemplars. A number without exemplars has no tail
 *   exemplar      time high, time low, kind | has trace << 8 | has span << 9, value high, value low, trace id (4), span id (2), attribute
 *                 count, attributes
 *   entity        kind | words of the record << 4, then by kind:
 *     resource    schema URL, dropped attributes, attribute count, attributes, per entity reference: schema URL, type, id keys,
 *                 description keys, the keys
 *     scope       schema URL, name, version, dropped attributes, attribute count, attributes
 *     metric      name, description, unit, kind | monotonic << 8, temporality, attribute count, attributes
 *     series      metric, resource, scope (entity ordinals), attribute count, attributes
 */
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
	name: 10,
	resource: 11,
	scope: 12,
	statusMessage: 13,
	traceState: 14,
	flags: 15,
	kind: 16,
	statusCode: 17,
	marks: 18,
	tail: 19,
} as const;

/** `trace` is the ordinal + 1, 0 when the record has none; a span id of 0 is none. */
export const LogColumn = {
	sequence: 0,
	trace: 1,
	timeHigh: 2,
	timeLow: 3,
	observedHigh: 4,
	observedLow: 5,
	spanHigh: 6,
	spanLow: 7,
	severityNumber: 8,
	severityText: 9,
	resource: 10,
	scope: 11,
	eventName: 12,
	flags: 13,
	marks: 14,
	tail: 15,
} as const;

/** `shape` is point kind | presence bits << 8 | marks << 16; value halves only for int and double. */
export const PointColumn = {
	sequence: 0,
	series: 1,
	timeHigh: 2,
	timeLow: 3,
	startHigh: 4,
	startLow: 5,
	valueHigh: 6,
	valueLow: 7,
	shape: 8,
	flags: 9,
	tail: 10,
} as const;

export const COLUMN_COUNT = { traces: 20, logs: 16, metrics: 11 } as const;

export const COUNT_MASK = 0x7ff;
export const EVENTS_SHIFT = 11;
export const EVENTS_MASK = 0x3ff;
export const LINKS_SHIFT = 21;
export const LINKS_MASK = 0x3ff;
export const BODY_SHIFT = 11;
export const BODY_MASK = 0xf;
export const EXTRAS_BIT = 0x8000_0000;

export const TYPE_SHIFT = 28;
export const KEY_MASK = 0x0fff_ffff;
/** Types of values as stored: those of the wire, and ints that do not fit 32 bits. */
export const StoredType = { ...ValueType, wideInt: 8 } as const;

/** Words of a value after its attribute's first word, by stored type. */
export const VALUE_WORDS: readonly number[] = [0, 1, 1, 1, 2, 1, 1, 1, 2];

export const EntityKind = { resource: 1, scope: 2, metric: 3, series: 4 } as const;
export const ENTITY_KIND_MASK = 0xf;
export const ENTITY_LENGTH_SHIFT = 4;

/** The empty text is always entry 0. */
export const EMPTY_TEXT = 0;
