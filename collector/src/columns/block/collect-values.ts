/** The (key, value) pairs of a block for its value filter. */
import type { Attributes, AttributeValue } from "@spanglass/shared/model/attributes";
import { decodeArrayValue, decodeKeyValueList } from "@spanglass/shared/otlp/protobuf";
import { valueText } from "@spanglass/shared/semconv/value-text";
import { doubleFromHalves, int64FromHalves } from "../halves.ts";
import { EntityKind, KEY_MASK, StoredType, TYPE_SHIFT } from "../layout.ts";
import { decodeResource, decodeScope, decodeSeries, shapeHeads } from "../record-decoder.ts";
import type { BlockEntities } from "./directory-facts.ts";
import type { GatheredTails } from "./gather-tails.ts";
import type { GatheredColumn } from "./gathered-column.ts";
import type { GrowingWords } from "./growing-words.ts";
import { kindOfRecord } from "./map-record.ts";
import { STREAMS } from "./tail-streams.ts";
import type { ValuePairs } from "./value-filter.ts";
import { tokenOfInt, tokenOfNumber, tokenOfText } from "./value-token.ts";

/** What values stand for. */
export interface ValueSource {
	/** Text of a key by its provisional number. */
	key(id: number): string;
	/** By final number: the bytes of an entry, and the token of its text. */
	raw(id: number): Uint8Array;
	token(id: number): number;
	readonly entries: number;
}

const BOOLS = ["true", "false"];
/** Recent values that need not be added again. */
const RECENT = 4096;

/** Add the values of all columns and streams of attributes. Yields after each. */
export function* collectItemValues(tails: GatheredTails, source: ValueSource, pairs: ValuePairs): Generator<undefined, void, undefined> {
	const met = new Uint32Array(source.entries);
	let stamp = 0;
	for (const [head, column] of [...tails.dense, ...tails.streams]) {
		if (head < STREAMS) continue;
		stamp++;
		const tokens = pairs.of(tokenOfText(source.key(head & KEY_MASK)));
		const type = head >>> TYPE_SHIFT;
		if (type === StoredType.int) addInts(column, tokens);
		else if (type === StoredType.wideInt) addPairs(column, tokens, int64FromHalves);
		else if (type === StoredType.double) addPairs(column, tokens, doubleFromHalves);
		else if (type === StoredType.bool) for (const text of BOOLS) tokens.push(tokenOfText(text));
		else
			for (const id of column.filled()) {
				if (met[id] === stamp) continue;
				met[id] = stamp;
				if (type === StoredType.string) tokens.push(source.token(id));
				else for (const token of tokensOfValue(decodeRaw(type, source.raw(id)))) tokens.push(token);
			}
		yield;
	}
}

function decodeRaw(type: number, raw: Uint8Array): AttributeValue {
	if (type === StoredType.array) return { type: "array", value: decodeArrayValue(raw) };
	if (type === StoredType.kvlist) return { type: "kvlist", value: decodeKeyValueList(raw) };
	return { type: "bytes", value: raw };
}

function addInts(column: GatheredColumn, tokens: GrowingWords): void {
	const recent = new Float64Array(RECENT).fill(Number.NaN);
	for (const word of column.filled()) {
		const value = word | 0;
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
				meet(decodeSeries(source, start).attributes);
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
