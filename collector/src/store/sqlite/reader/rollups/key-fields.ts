/** Where the dimensions of a question stand in the keys of a table (`rollup/pack.ts`), and their values as texts and back. */

import type { EdgeEvidence, EdgeType, GraphNode, NodeType } from "@spanglass/shared/model/call-graph";
import { EDGE_EVIDENCE, EDGE_TYPES, NODE_TYPES } from "@spanglass/shared/model/call-graph";
import { COUNTED_LEVELS } from "@spanglass/shared/query/log-level";
import type { CountedLevel } from "../../../api/log-queries.ts";
import type { EdgeKey, InstanceKey, LogKey, RedKey } from "../../../api/rollup-queries.ts";
import type { PlaceText } from "./group-numbers.ts";

/** One dimension. */
export interface KeyField<T> {
	readonly places: readonly number[];
	readonly toTexts: (value: T) => readonly string[];
	readonly fromTexts: (texts: readonly string[]) => T;
}

export type KeyFields<K> = { readonly [D in keyof K]: KeyField<K[D]> };

const text = (place: number): KeyField<string> => ({
	places: [place],
	toTexts: (value) => [value],
	fromTexts: ([value = ""]) => value,
});

const number = (place: number): KeyField<number> => ({
	places: [place],
	toTexts: (value) => [String(value)],
	fromTexts: ([value]) => Number(value),
});

const flag = (place: number): KeyField<boolean> => ({
	places: [place],
	toTexts: (value) => [value ? "1" : "0"],
	fromTexts: ([value]) => value === "1",
});

/** Of a fixed list; what is none of it (an older or newer version wrote it) is taken for `other`. */
const name = <T extends string>(place: number, names: readonly T[], other: T): KeyField<T> => ({
	places: [place],
	toTexts: (value) => [value],
	fromTexts: ([value]) => names.find((known) => known === value) ?? other,
});

const node = (place: number): KeyField<GraphNode> => ({
	places: [place, place + 1, place + 2, place + 3],
	toTexts: ({ type, namespace, name: called, system }) => [type, namespace, called, system],
	fromTexts: ([type, namespace = "", called = "", system = ""]) => ({
		type: NODE_TYPES.find((known) => known === type) ?? ("external" satisfies NodeType),
		namespace,
		name: called,
		system,
	}),
});

export const RED_FIELDS: KeyFields<RedKey> = {
	environment: text(0),
	namespace: text(1),
	service: text(2),
	version: text(3),
	operation: text(4),
	kind: number(5),
	protocol: text(6),
	statusClass: text(7),
	isError: flag(8),
};

export const INSTANCE_FIELDS: KeyFields<InstanceKey> = {
	environment: text(0),
	namespace: text(1),
	service: text(2),
	version: text(3),
	instance: text(4),
	isRequest: flag(5),
	isError: flag(6),
};

export const EDGE_FIELDS: KeyFields<EdgeKey> = {
	environment: text(0),
	caller: node(1),
	callee: node(5),
	type: name<EdgeType>(9, EDGE_TYPES, "call"),
	evidence: name<EdgeEvidence>(10, EDGE_EVIDENCE, "inferred"),
	operation: text(11),
	statusClass: text(12),
	isError: flag(13),
};

export const LOG_FIELDS: KeyFields<LogKey> = {
	environment: text(0),
	namespace: text(1),
	service: text(2),
	severity: name<CountedLevel>(3, COUNTED_LEVELS, "unspecified"),
	template: text(4),
};

/** The name of either side. */
export const CALLER_NAME_PLACE = 3;
export const CALLEE_NAME_PLACE = 7;

/** Places whose texts make groups by some dimensions, in order of the dimensions. */
export function placesOf<K>(fields: KeyFields<K>, by: readonly (keyof K)[]): readonly number[] {
	return by.flatMap((dimension) => fields[dimension].places);
}

/** What must stand where for some conditions. */
export function conditionsOf<K>(fields: KeyFields<K>, where: Partial<K>): readonly PlaceText[] {
	const conditions: PlaceText[] = [];
	for (const dimension in where) {
		const value: K[typeof dimension] | undefined = where[dimension];
		if (value === undefined) continue;
		const { places, toTexts } = fields[dimension];
		for (const [at, wanted] of toTexts(value).entries()) conditions.push({ place: places[at] ?? 0, text: wanted });
	}
	return conditions;
}

/** The dimensions again, from the texts of a group. */
export function valuesOf<K>(fields: KeyFields<K>, by: readonly (keyof K)[], texts: readonly string[]): Partial<K> {
	const key: { -readonly [D in keyof K]?: K[D] } = {};
	let at = 0;
	for (const dimension of by) {
		const { places, fromTexts } = fields[dimension];
		key[dimension] = fromTexts(texts.slice(at, at + places.length));
		at += places.length;
	}
	return key;
}
