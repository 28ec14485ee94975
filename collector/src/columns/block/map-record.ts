import { ENTITY_KIND_MASK, ENTITY_LENGTH_SHIFT, EntityKind, KEY_MASK, TYPE_SHIFT, VALUE_WORDS } from "../layout.ts";
import { kindOfHead, WordKind } from "./gathered-column.ts";
import type { GrowingWords } from "./growing-words.ts";

/** New numbers for what a record refers to. */
export interface RecordMap {
	text(id: number): number;
	entity(ordinal: number): number;
}

/** Words after the first that refer to entities (e), to texts (t) or to nothing (-), by kind; then the parts that `mapParts` knows. */
const FIXED: Readonly<Record<number, string>> = {
	[EntityKind.resource]: "t-",
	[EntityKind.scope]: "ttt-",
	[EntityKind.metric]: "ttt--",
	[EntityKind.series]: "eee",
	[EntityKind.shape]: "",
	[EntityKind.operation]: "eet--",
	[EntityKind.source]: "ee-tt-",
};

/** The kind of the record that starts at `at`. */
export function kindOfRecord(records: Uint32Array, at: number): number {
	return (records[at] as number) & ENTITY_KIND_MASK;
}

/** A head with another key. */
export function mapHead(head: number, map: RecordMap): number {
	return (map.text(head & KEY_MASK) | (head & ~KEY_MASK)) >>> 0;
}

/** Append the record at `at` to `out`, its references renumbered. `map.entity` may itself append elsewhere, not to `out`. */
export function mapRecord(records: Uint32Array, at: number, map: RecordMap, out: GrowingWords): void {
	const first = records[at] as number;
	const kind = first & ENTITY_KIND_MASK;
	const end = at + (first >>> ENTITY_LENGTH_SHIFT);
	out.push(first);
	let from = at + 1;
	for (const reference of FIXED[kind] ?? "") {
		const word = records[from++] as number;
		if (reference === "t") out.push(map.text(word));
		else out.push(reference === "e" ? map.entity(word) : word);
	}
	if (kind === EntityKind.shape) for (; from < end; from++) out.push(mapHead(records[from] as number, map));
	else if (from < end) mapParts(records, from, end, map, out);
}

/** Call `each` with the head of every attribute of a series, and where its value stands. */
export function eachSeriesAttribute(records: Uint32Array, at: number, each: (head: number, value: number) => void): void {
	const attributes = at + 1 + (FIXED[EntityKind.series] as string).length;
	let from = attributes + 1;
	for (let count = records[attributes] as number; count > 0; count--) {
		const head = records[from] as number;
		each(head, from + 1);
		from += 1 + (VALUE_WORDS[head >>> TYPE_SHIFT] as number);
	}
}

/** Whether the record in [at, end) is built as its kind says, so that reading it stays inside. */
export function isWellBuilt(records: Uint32Array, at: number, end: number): boolean {
	const first = records[at] as number;
	const kind = first & ENTITY_KIND_MASK;
	const fixed = FIXED[kind];
	if (fixed === undefined || at + (first >>> ENTITY_LENGTH_SHIFT) !== end) return false;
	if (kind === EntityKind.shape) return true;
	let from = at + 1 + fixed.length;
	if (kind === EntityKind.operation || kind === EntityKind.source) return from === end;
	if (from >= end) return false;
	for (let count = records[from++] as number; count > 0 && from < end; count--) {
		from += 1 + (VALUE_WORDS[(records[from] as number) >>> TYPE_SHIFT] ?? 0);
		if (count > 1 && from >= end) return false;
	}
	while (from < end && kind === EntityKind.resource) from += 4 + (records[from + 2] as number) + (records[from + 3] as number);
	return from === end;
}

/** Attribute count, attributes; then of resources the entity references. */
function mapParts(records: Uint32Array, start: number, end: number, map: RecordMap, out: GrowingWords): void {
	let from = start;
	const attributes = records[from++] as number;
	out.push(attributes);
	for (let count = attributes; count > 0; count--) {
		const head = records[from++] as number;
		out.push(mapHead(head, map));
		const isText = kindOfHead(head) === WordKind.text;
		for (let words = VALUE_WORDS[head >>> TYPE_SHIFT] as number; words > 0; words--) {
			const word = records[from++] as number;
			out.push(isText ? map.text(word) : word);
		}
	}
	while (from < end) {
		const [schemaUrl = 0, type = 0, idKeys = 0, descriptionKeys = 0] = records.subarray(from, from + 4);
		out.push(map.text(schemaUrl));
		out.push(map.text(type));
		out.push(idKeys);
		out.push(descriptionKeys);
		from += 4;
		for (let keys = idKeys + descriptionKeys; keys > 0; keys--) out.push(map.text(records[from++] as number));
	}
}
