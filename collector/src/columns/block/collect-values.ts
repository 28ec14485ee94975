/** The (key, value) pairs of a block for its value filter. */
import type { Attributes, AttributeValue } from "@spanglass/shared/model/attributes";
import { decodeArrayValue, decodeKeyValueList } from "@spanglass/shared/otlp/protobuf";
import { valueText } from "@spanglass/shared/semconv/value-text";
import { doubleFromHalves, int64FromHalves } from "../halves.ts";
import { EntityKind, KEY_MASK, StoredType, TYPE_SHIFT, VALUE_WORDS } from "../layout.ts";
import { decodeResource, decodeScope, shapeHeads, WordReader } from "../record-decoder.ts";
import type { BlockEntities } from "./directory-facts.ts";
import type { GatheredTails } from "./gather-tails.ts";
import type { GatheredColumn } from "./gathered-column.ts";
import type { GrowingWords } from "./growing-words.ts";
import { eachSeriesAttribute, kindOfRecord } from "./map-record.ts";
import { STREAMS } from "./tail-streams.ts";
import type { ValuePairs } from "./value-filter.ts";
import { tokenOfInt, tokenOfNumber, tokenOfRaw, tokenOfText } from "./value-token.ts";

/** What values stand for. */
export interface ValueSource {
	/** Text of a key by its provisional number. */
	key(id: number): string;
	/** By final number: the bytes of an entry. */
	raw(id: number): Uint8Array;
	/** By final number: the token of an entry; not those below `bodyEnd`, which are bodies. */
	readonly tokens: Uint32Array;
	readonly bodyEnd: number;
}

const BOOLS = ["true", "false"];
/** Recent values that need not be added again. */
const RECENT = 4096;

/** Add the values of all columns and streams of attributes. Yields after each. */
export function* collectItemValues(tails: GatheredTails, source: ValueSource, pairs: ValuePairs): Generator<undefined, void, undefined> {
	const met = new Uint32Array(source.tokens.length);
	let stamp = 0;
	for (const [head, column] of [...tails.dense, ...tails.streams]) {
		if (head < STREAMS) continue;
		stamp++;
		addValues(head, column, source, pairs, { met, stamp });
		yield;
	}
}

/** By entry: the number of the column that met it last; the number of this column. */
interface Meetings {
	readonly met: Uint32Array;
	readonly stamp: number;
}

function addValues(head: number, column: GatheredColumn, source: ValueSource, pairs: ValuePairs, meetings: Meetings): void {
	const tokens = pairs.of(tokenOfText(source.key(head & KEY_MASK)));
	const type = head >>> TYPE_SHIFT;
	if (type === StoredType.int) addInts(column, tokens);
	else if (type === StoredType.wideInt) addPairs(column, tokens, int64FromHalves);
	else if (type === StoredType.double) addPairs(column, tokens, doubleFromHalves);
	else if (type === StoredType.bool) for (const text of BOOLS) tokens.push(tokenOfText(text));
	else if (type === StoredType.string) addTexts(distinct(column.filled(), meetings), source, tokens);
	else for (const id of distinct(column.filled(), meetings)) addRaw(type, source.raw(id), tokens);
}

/** Each word once; they are ids of entries. */
function distinct(words: Uint32Array, { met, stamp }: Meetings): Uint32Array {
	const ids = new Uint32Array(words.length);
	let top = 0;
	for (let at = 0; at < words.length; at++) {
		const id = words[at] as number;
		if (met[id] === stamp) continue;
		met[id] = stamp;
		ids[top++] = id;
	}
	return ids.subarray(0, top);
}

function addTexts(ids: Uint32Array, { tokens, bodyEnd, raw }: ValueSource, target: GrowingWords): void {
	target.reserve(ids.length);
	const { view } = target;
	let { top } = target;
	for (let at = 0; at < ids.length; at++) {
		const id = ids[at] as number;
		view[top++] = id < bodyEnd ? tokenOfRaw(raw(id)) : (tokens[id] as number);
	}
	target.top = top;
}

function addRaw(type: number, raw: Uint8Array, target: GrowingWords): void {
	for (const token of tokensOfValue(decodeRaw(type, raw))) target.push(token);
}

function decodeRaw(type: number, raw: Uint8Array): AttributeValue {
	if (type === StoredType.array) return { type: "array", value: decodeArrayValue(raw) };
	if (type === StoredType.kvlist) return { type: "kvlist", value: decodeKeyValueList(raw) };
	return { type: "bytes", value: raw };
}

function addInts(column: GatheredColumn, tokens: GrowingWords): void {
	const words = column.filled();
	const recent = new Float64Array(RECENT).fill(Number.NaN);
	for (let at = 0; at < words.length; at++) {
		const value = (words[at] as number) | 0;
		const place = value & (RECENT - 1);
		if (recent[place] === value) continue;
		recent[place] = value;
		tokens.push(tokenOfInt(value));
	}
}

function addPairs(column: GatheredColumn, tokens: GrowingWords, numberOf: (high: number, low: number) => number | bigint): void {
	const words = column.filled();
	const recent = new Map<number, number | bigint>();
	for (let at = 0; at < words.length; at += 2) {
		const value = numberOf(words[at] as number, words[at + 1] as number);
		const place = ((words[at] as number) ^ (words[at + 1] as number)) & (RECENT - 1);
		if (Object.is(recent.get(place), value)) continue;
		recent.set(place, value);
		tokens.push(tokenOfNumber(value));
	}
}

/** Tokens of all that an equality may find in a value: of an array also its elements. */
function tokensOfValue(value: AttributeValue): readonly number[] {
	switch (value.type) {
		case "int":
		case "double":
			return [tokenOfNumber(value.value)];
		case "array":
			return [tokenOfText(valueText(value)), ...value.value.flatMap(tokensOfValue)];
		default:
			return [tokenOfText(valueText(value))];
	}
}

/** Add the attributes of resources, scopes and series, and the empty values of items. Cost O(entities). */
export function collectEntityValues(source: BlockEntities, pairs: ValuePairs): void {
	const met = new Map<string, Set<number>>();
	const metSeries = new Map<number, Set<number>>();
	const add = (key: string, token: number) => {
		const tokens = met.get(key) ?? new Set<number>();
		met.set(key, tokens);
		tokens.add(token);
	};
	const meet = (attributes: Attributes) => {
		for (const { key, value } of attributes) for (const token of tokensOfValue(value)) add(key, token);
	};
	for (const start of source.starts) {
		switch (kindOfRecord(source.records, start)) {
			case EntityKind.resource:
				meet(decodeResource(source, start).attributes);
				break;
			case EntityKind.scope:
				meet(decodeScope(source, start).attributes);
				break;
			case EntityKind.series:
				eachSeriesAttribute(source.records, start, (head, value) => {
					// Series repeat each other's attributes: those of one word are met once.
					const word = VALUE_WORDS[head >>> TYPE_SHIFT] === 1 ? (source.records[value] as number) : -1;
					const words = metSeries.get(head) ?? new Set<number>();
					metSeries.set(head, words);
					if (words.has(word)) return;
					if (word >= 0) words.add(word);
					meet([new WordReader(source, source.records, value).attribute(head)]);
				});
				break;
			case EntityKind.shape:
				for (const head of shapeHeads(source.records, start)) {
					if (head >>> TYPE_SHIFT === StoredType.empty) add(source.text(head & KEY_MASK), tokenOfText(""));
				}
				break;
		}
	}
	for (const [key, tokens] of met) {
		const target = pairs.of(tokenOfText(key));
		for (const token of tokens) target.push(token);
	}
}
