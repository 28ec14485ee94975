import { LIMITS } from "@spanglass/shared/model/limits";
import { ValueType } from "../sink.ts";
import { AnyValueField, ArrayValueField, fixed64Tag, KeyValueField, KeyValueListField, lengthTag, varintTag } from "./fields.ts";
import type { WireReader } from "./protobuf.ts";

const STRING = lengthTag(AnyValueField.stringValue);
const BOOL = varintTag(AnyValueField.boolValue);
const INT = varintTag(AnyValueField.intValue);
const DOUBLE = fixed64Tag(AnyValueField.doubleValue);
const ARRAY = lengthTag(AnyValueField.arrayValue);
const KVLIST = lengthTag(AnyValueField.kvlistValue);
const BYTES = lengthTag(AnyValueField.bytesValue);
const STRING_STRINDEX = varintTag(AnyValueField.stringValueStrindex);
const ARRAY_ELEMENT = lengthTag(ArrayValueField.values);
const KVLIST_ELEMENT = lengthTag(KeyValueListField.values);
const PAIR_KEY = lengthTag(KeyValueField.key);
const PAIR_VALUE = lengthTag(KeyValueField.value);

/**
 * Ours, unknown to OTLP: the tag that hides an array or list nested beyond `valueDepthKept`.
 * It is written over the one tag byte, so nothing moves, and every protobuf reader sees an empty value there.
 */
const HIDDEN_TAG = lengthTag(15);

const Level = { none: -1, value: 0, array: 1, kvlist: 2, pair: 3 } as const;
// A level of values is at most three messages: AnyValue, KeyValueList, KeyValue.
const MAX_FRAMES = 3 * LIMITS.valueDepthParsed + 2;
const frameEnds = new Uint32Array(MAX_FRAMES);
const frameLevels = new Int8Array(MAX_FRAMES);

/** One AnyValue as the sink's (type, a, b); reused for all. */
export interface ValueFields {
	type: number;
	a: number;
	b: number;
	/** A limit cut it, or hid a part that was nested too deeply. */
	cut: boolean;
	/** It refers to a profile's string table, which these signals do not have: read as empty. */
	profileIndex: boolean;
}

export function createValueFields(): ValueFields {
	return { type: ValueType.empty, a: 0, b: 0, cut: false, profileIndex: false };
}

function set(value: ValueFields, type: number, a: number, b: number): void {
	value.type = type;
	value.a = a;
	value.b = b;
}

/**
 * Read the AnyValue that ends at `end` into `value`; an earlier content of `value` is replaced only by a field that is there,
 * so a value sent in two pieces merges as protobuf says (of two arrays or lists the last one wins).
 *
 * Overwrites tag bytes of the body where an array or list is nested deeper than `valueDepthKept` (see HIDDEN_TAG).
 */
export function readAnyValue(reader: WireReader, end: number, maxBytes: number, value: ValueFields): void {
	while (reader.position < end) {
		const tag = reader.tag(end);
		switch (tag) {
			case STRING:
				if (reader.text(end, maxBytes)) value.cut = true;
				set(value, ValueType.string, reader.textStart, reader.textEnd);
				break;
			case INT:
				reader.varint64(end);
				set(value, ValueType.int, reader.high, reader.low);
				break;
			case BOOL:
				set(value, ValueType.bool, reader.bool(end) ? 1 : 0, 0);
				break;
			case DOUBLE:
				reader.fixed64(end);
				set(value, ValueType.double, reader.high, reader.low);
				break;
			case ARRAY:
				readComposite(reader, reader.length(end), maxBytes, value, ValueType.array);
				break;
			case KVLIST:
				readComposite(reader, reader.length(end), maxBytes, value, ValueType.kvlist);
				break;
			case BYTES: {
				const stop = reader.length(end);
				const cut = Math.min(stop, reader.position + maxBytes);
				if (cut !== stop) value.cut = true;
				set(value, ValueType.bytes, reader.position, cut);
				reader.position = stop;
				break;
			}
			case STRING_STRINDEX:
				reader.varint(end);
				set(value, ValueType.empty, 0, 0);
				value.profileIndex = true;
				break;
			default:
				reader.skip(tag, end);
		}
	}
}

function readComposite(reader: WireReader, end: number, maxBytes: number, value: ValueFields, type: number): void {
	const start = reader.position;
	const stop = end - start <= maxBytes ? end : lastElementWithin(reader, end, start + maxBytes);
	reader.position = start;
	const depth = nestedDepth(reader, stop, type, LIMITS.valueDepthKept);
	if (stop !== end || depth > LIMITS.valueDepthKept) value.cut = true;
	set(value, type, start, stop);
	reader.position = end;
}

/** Arrays and lists over the size limit keep their leading whole elements. */
function lastElementWithin(reader: WireReader, end: number, limit: number): number {
	let stop = reader.position;
	while (reader.position < end) {
		reader.skip(reader.tag(end), end);
		if (reader.position > limit) break;
		stop = reader.position;
	}
	return stop;
}

/**
 * How deep the values of an ArrayValue or KeyValueList message are nested; the value that holds the message is level 1.
 *
 * Reads from `reader.position` to `end` without recursion and checks the structure of all it reads.
 * keep 0: answers the deepest level; `valueDepthParsed` + 1 when one is deeper, whose content is stepped over.
 * keep > 0: hides arrays and lists that would hold values of level `keep` + 1 or more, and answers `keep` + 1 when any is hidden.
 */
export function nestedDepth(reader: WireReader, end: number, type: number, keep: number): number {
	let frame = 0;
	let depth = 1;
	let deepest = 1;
	frameEnds[0] = end;
	frameLevels[0] = type === ValueType.array ? Level.array : Level.kvlist;
	for (;;) {
		const stop = frameEnds[frame] as number;
		if (reader.position >= stop) {
			if (frame === 0) return deepest;
			if (frameLevels[frame--] === Level.value) depth--;
			continue;
		}
		const at = reader.position;
		const tag = reader.tag(stop);
		const child = childLevel(frameLevels[frame] as number, tag);
		if (child === Level.none) {
			if (keep > 0 && tag === HIDDEN_TAG && depth === keep) deepest = keep + 1;
			reader.skip(tag, stop);
			continue;
		}
		const childEnd = reader.length(stop);
		if (keep > 0 && depth === keep && (child === Level.array || child === Level.kvlist) && childEnd > reader.position) {
			reader.bytes[at] = ((reader.bytes[at] as number) & 0x80) | HIDDEN_TAG;
			reader.position = childEnd;
			deepest = keep + 1;
			continue;
		}
		if (child === Level.value && depth === LIMITS.valueDepthParsed) {
			deepest = LIMITS.valueDepthParsed + 1;
			reader.position = childEnd;
			continue;
		}
		if (child === Level.value && ++depth > deepest) deepest = depth;
		frameEnds[++frame] = childEnd;
		frameLevels[frame] = child;
	}
}

function childLevel(level: number, tag: number): number {
	switch (level) {
		case Level.array:
			return tag === ARRAY_ELEMENT ? Level.value : Level.none;
		case Level.kvlist:
			return tag === KVLIST_ELEMENT ? Level.pair : Level.none;
		case Level.pair:
			return tag === PAIR_VALUE ? Level.value : Level.none;
		default:
			if (tag === ARRAY) return Level.array;
			return tag === KVLIST ? Level.kvlist : Level.none;
	}
}

/** In a short pair: where its key begins after the pair's start, its value's tag after the key's end, and what the value holds after that. */
export const SHORT_PAIR_KEY = 2;
const SHORT_PAIR_TAG = 2;
export const SHORT_PAIR_TEXT = 4;
export const SHORT_PAIR_NUMBER = 3;
const MAX_VARINT_BYTES = 10;

/**
 * Where the key of a short pair ends: a KeyValue of the layout that most attributes have, `0a n key 12 m` and the m bytes of an AnyValue to
 * its end, each length in one byte (so that no limit applies). -1 for a KeyValue of any other layout, whole or broken. The AnyValue is not
 * looked at, see `isShortText`.
 */
export function shortPairKeyEnd(bytes: Uint8Array, start: number, end: number): number {
	const keyStart = start + SHORT_PAIR_KEY;
	if (end - keyStart < SHORT_PAIR_TEXT || bytes[start] !== PAIR_KEY) return -1;
	const keySize = bytes[start + 1] as number;
	const keyEnd = keyStart + keySize;
	if (keySize > 0x7f || keyEnd + SHORT_PAIR_TEXT > end || bytes[keyEnd] !== PAIR_VALUE) return -1;
	const valueSize = bytes[keyEnd + 1] as number;
	return valueSize <= 0x7f && keyEnd + SHORT_PAIR_TAG + valueSize === end ? keyEnd : -1;
}

/** True when the AnyValue of a short pair is one string and nothing else. */
export function isShortText(bytes: Uint8Array, keyEnd: number, end: number): boolean {
	return bytes[keyEnd + SHORT_PAIR_TAG] === STRING && bytes[keyEnd + 3] === end - keyEnd - SHORT_PAIR_TEXT;
}

/** True when the AnyValue of a short pair is one int of less than 2^28, not negative, and nothing else; `shortNumber` reads it. */
export function isShortNumber(bytes: Uint8Array, keyEnd: number, end: number): boolean {
	return bytes[keyEnd + SHORT_PAIR_TAG] === INT && isVarint(bytes, keyEnd + SHORT_PAIR_NUMBER, end, 4);
}

/** The number of the varint [start, end), which has at most four bytes. */
export function shortNumber(bytes: Uint8Array, start: number, end: number): number {
	let number = 0;
	for (let at = end - 1; at >= start; at--) number = (number << 7) | ((bytes[at] as number) & 0x7f);
	return number;
}

/** True when a KeyValue is whole and small: a short pair whose value is a string or a number. False says nothing. */
export function isShortPair(bytes: Uint8Array, start: number, end: number): boolean {
	const keyEnd = shortPairKeyEnd(bytes, start, end);
	if (keyEnd < 0) return false;
	switch (bytes[keyEnd + SHORT_PAIR_TAG]) {
		case STRING:
			return isShortText(bytes, keyEnd, end);
		case INT:
		case BOOL:
			return isVarint(bytes, keyEnd + SHORT_PAIR_NUMBER, end, MAX_VARINT_BYTES);
		case DOUBLE:
			return end - keyEnd - SHORT_PAIR_NUMBER === 8;
		default:
			return false;
	}
}

/** True when [start, end) is one varint of at most `most` bytes. */
function isVarint(bytes: Uint8Array, start: number, end: number, most: number): boolean {
	const last = end - 1;
	if (last < start || last - start >= most || (bytes[last] as number) > 0x7f) return false;
	for (let at = start; at < last; at++) if ((bytes[at] as number) <= 0x7f) return false;
	return true;
}
