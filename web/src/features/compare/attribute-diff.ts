/** In what two spans differ: status, attributes, resource. Pure. */
import type { KeyValueJson, SpanJson } from "@spanglass/shared/api/schemas";
import { anyValueText } from "../../api/any-value.ts";

export type DiffState = "changed" | "onlyA" | "onlyB" | "same";
export type AttributePart = "span" | "resource" | "scope";

export interface AttributeDiff {
	readonly part: AttributePart;
	readonly key: string;
	readonly a: string | undefined;
	readonly b: string | undefined;
	readonly state: DiffState;
}

const STATE_ORDER: readonly DiffState[] = ["changed", "onlyA", "onlyB", "same"];

/** Changed values first, then what only one has, then what is the same; in each the span's own before its resource's, by key. */
export function diffAttributes(a: SpanJson | undefined, b: SpanJson | undefined): readonly AttributeDiff[] {
	const rows: AttributeDiff[] = [
		...diffPart("span", a === undefined ? [] : spanPairs(a), b === undefined ? [] : spanPairs(b)),
		...diffPart("resource", a?.resource.attributes ?? [], b?.resource.attributes ?? []),
		...diffPart("scope", a === undefined ? [] : scopePairs(a), b === undefined ? [] : scopePairs(b)),
	];
	return rows.toSorted((one, other) => STATE_ORDER.indexOf(one.state) - STATE_ORDER.indexOf(other.state));
}

function spanPairs({ name, status, attributes }: SpanJson): readonly KeyValueJson[] {
	const pair = (key: string, text: string): readonly KeyValueJson[] => (text === "" ? [] : [{ key, value: { stringValue: text } }]);
	return [...pair("name", name), ...pair("status", STATUS[status.code] ?? ""), ...pair("status.message", status.message), ...attributes];
}

const STATUS: Readonly<Record<number, string>> = { 0: "unset", 1: "ok", 2: "error" };

function scopePairs({ scope }: SpanJson): readonly KeyValueJson[] {
	const pair = (key: string, text: string): readonly KeyValueJson[] => (text === "" ? [] : [{ key, value: { stringValue: text } }]);
	return [...pair("scope.name", scope.name), ...pair("scope.version", scope.version), ...scope.attributes];
}

function diffPart(part: AttributePart, a: readonly KeyValueJson[], b: readonly KeyValueJson[]): readonly AttributeDiff[] {
	const [inA, inB] = [textsOf(a), textsOf(b)];
	const keys = [...new Set([...inA.keys(), ...inB.keys()])].sort();
	return keys.map((key) => {
		const [left, right] = [inA.get(key), inB.get(key)];
		const state = left === right ? "same" : right === undefined ? "onlyA" : left === undefined ? "onlyB" : "changed";
		return { part, key, a: left, b: right, state };
	});
}

function textsOf(pairs: readonly KeyValueJson[]): ReadonlyMap<string, string> {
	return new Map(pairs.map(({ key, value }) => [key, anyValueText(value)]));
}
