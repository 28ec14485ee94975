/**
 * In what the traces of a selection differ from the others: values that a selected trace has more often.
 *
 * A value counts once for each trace that has a span with it. A difference is told when it is more than chance (z of two proportions,
 * pooled, at least `LEAST_Z`: with some thousand values looked at, one in a few hundred such answers is wrong) and at least `LEAST_SHARE`;
 * and so among the traces that the value's service takes part in, or the service would be what differs. They are ranked by the difference of the shares, the logarithm of how many traces it stands on, and how much people do about such a key.
 */
import type { Attributes, AttributeValue } from "../model/attributes.ts";
import { type Span, StatusCode } from "../model/span.ts";
import { serviceName } from "../semconv/identity.ts";
import { canonicalKey } from "../semconv/renames.ts";
import { valueText } from "../semconv/value-text.ts";

/** Fewer traces on one side tell nothing. */
export const LEAST_TRACES = 10;
const LEAST_Z = 4;
const LEAST_SHARE = 0.05;
const LONGEST_VALUE = 256;
/** More values of one key than this are not told apart. */
const VALUES_OF_KEY = 5_000;
/** Shares of traces with a value of their own from which a key says nothing. */
const UNIQUE_SHARE = 0.8;

export type DifferenceScope = "span" | "resource" | "event" | "intrinsic";

export interface Difference {
	readonly scope: DifferenceScope;
	/** Newest name. */
	readonly key: string;
	readonly value: string;
	/** `>=`: the number is at least `value`. */
	readonly op: "=" | ">=";
	/** Whose spans have it. */
	readonly service: string;
	/** Of the traces on each side, 0..1. */
	readonly selection: number;
	readonly rest: number;
	/** Selected traces with it. */
	readonly count: number;
	readonly score: number;
}

export interface Explanation {
	readonly verdict: "differs" | "none" | "few";
	/** The best first, one for each key. */
	readonly differences: readonly Difference[];
	/** Keys with one value everywhere, and with a value of its own in nearly every trace; sorted. */
	readonly constants: readonly string[];
	readonly unique: readonly string[];
}

interface Counts {
	selection: number;
	rest: number;
}

interface KeyCounts {
	readonly scope: DifferenceScope;
	readonly key: string;
	readonly service: string;
	readonly values: Map<string, Counts>;
	/** Largest number of each trace that has one. */
	readonly numbers: { readonly value: number; readonly isSelected: boolean }[];
	/** Traces with the key. */
	traces: number;
}

const BOOSTS: Readonly<Record<string, number>> = {
	"service.version": 1.5,
	"deployment.environment.name": 1.3,
	...{ "k8s.pod.name": 1.2, "k8s.node.name": 1.2, "host.name": 1.2, "service.instance.id": 1.2, "cloud.availability_zone": 1.2 },
	...{ "http.route": 1.1, "rpc.method": 1.1, "db.query.text": 1.1, "exception.type": 1.1, name: 0.9, statusMessage: 0.9 },
};

export class TraceDifferences {
	#selected = 0;
	#others = 0;
	readonly #keys = new Map<string, KeyCounts>();
	/** Traces that a service takes part in. */
	readonly #services = new Map<string, Counts>();

	/** Add a trace. Cost O(attributes). */
	add(spans: readonly Span[], isSelected: boolean): void {
		if (isSelected) this.#selected++;
		else this.#others++;
		const seen = new Map<KeyCounts, TraceValues>();
		const resources = new Set<Attributes>();
		for (const span of spans) {
			const service = serviceName(span.resource.attributes);
			const note = (scope: DifferenceScope, key: string, value: AttributeValue) => this.#note(seen, { scope, key, service }, value);
			note("intrinsic", "name", text(span.name));
			if (span.status.code === StatusCode.error) note("intrinsic", "status", text("error"));
			if (span.status.message !== "") note("intrinsic", "statusMessage", text(span.status.message));
			for (const { key, value } of span.attributes) note("span", key, value);
			for (const { attributes } of span.events) for (const { key, value } of attributes) note("event", key, value);
			if (resources.has(span.resource.attributes)) continue;
			resources.add(span.resource.attributes);
			for (const { key, value } of span.resource.attributes) if (key !== "service.name") note("resource", key, value);
		}
		for (const [counts, values] of seen) addTrace(counts, values, isSelected);
		for (const service of new Set(spans.map(({ resource }) => serviceName(resource.attributes)))) {
			const counts = this.#services.get(service) ?? { selection: 0, rest: 0 };
			this.#services.set(service, counts);
			if (isSelected) counts.selection++;
			else counts.rest++;
		}
	}

	explain(): Explanation {
		const sides = { selection: this.#selected, rest: this.#others };
		const all = [...this.#keys.values()];
		const isUnique = ({ values, numbers, traces }: KeyCounts) =>
			traces >= LEAST_TRACES && numbers.length === 0 && values.size >= UNIQUE_SHARE * traces;
		const unique = namesOf(all.filter(isUnique));
		const valuesOfName = Map.groupBy(all, nameOf);
		const constants = namesOf(all.filter((key) => isConstant(valuesOfName.get(nameOf(key)) ?? [])));
		if (Math.min(sides.selection, sides.rest) < LEAST_TRACES) return { verdict: "few", differences: [], constants, unique };
		const told = all.filter((key) => !isUnique(key) && !constants.includes(nameOf(key)));
		const found = told.flatMap((key) => bestOf(key, { all: sides, ofService: this.#services.get(key.service) ?? sides }));
		for (const [service, counts] of this.#services) {
			const presence = { scope: "intrinsic", key: "service", service } as const;
			found.push(...differenceOf(presence, { value: service, op: "=" }, { counts, sides: { all: sides, ofService: sides } }));
		}
		const best = new Map<string, Difference>();
		for (const difference of found.sort(compareDifferences)) {
			const name = nameOf(difference);
			if (!best.has(name)) best.set(name, difference);
		}
		return { verdict: best.size === 0 ? "none" : "differs", differences: [...best.values()], constants, unique };
	}

	#note(
		seen: Map<KeyCounts, TraceValues>,
		{ scope, key, service }: Pick<KeyCounts, "scope" | "key" | "service">,
		value: AttributeValue,
	): void {
		const name = scope === "intrinsic" ? key : canonicalKey(key);
		const id = `${scope}\n${name}\n${service}`;
		const counts = this.#keys.get(id) ?? { scope, key: name, service, values: new Map(), numbers: [], traces: 0 };
		this.#keys.set(id, counts);
		const values = seen.get(counts) ?? { texts: new Set(), most: Number.NEGATIVE_INFINITY };
		seen.set(counts, values);
		for (const each of value.type === "array" ? value.value : [value]) {
			const own = valueText(each);
			if (own.length <= LONGEST_VALUE) values.texts.add(own);
			if (each.type === "int" || each.type === "double") values.most = Math.max(values.most, Number(each.value));
		}
	}
}

/** What one trace says of one key. */
interface TraceValues {
	readonly texts: Set<string>;
	most: number;
}

function addTrace(counts: KeyCounts, { texts, most }: TraceValues, isSelected: boolean): void {
	counts.traces++;
	if (Number.isFinite(most)) counts.numbers.push({ value: most, isSelected });
	for (const own of texts) {
		const known = counts.values.get(own);
		if (known === undefined && counts.values.size >= VALUES_OF_KEY) continue;
		const value = known ?? { selection: 0, rest: 0 };
		counts.values.set(own, value);
		if (isSelected) value.selection++;
		else value.rest++;
	}
}

function text(value: string): AttributeValue {
	return { type: "string", value };
}

function nameOf({ scope, key }: { readonly scope: DifferenceScope; readonly key: string }): string {
	return scope === "intrinsic" ? key : `${scope}.${key}`;
}

function namesOf(keys: readonly KeyCounts[]): readonly string[] {
	return [...new Set(keys.map(nameOf))].sort();
}

function isConstant(keys: readonly KeyCounts[]): boolean {
	return new Set(keys.flatMap(({ values }) => [...values.keys()])).size === 1;
}

/** Traces on each side: all, and those that a service takes part in. */
interface Sides {
	readonly all: Counts;
	readonly ofService: Counts;
}

/** The value of a key, or the bound of its numbers, that tells most; none when nothing is more than chance. */
function bestOf(key: KeyCounts, sides: Sides): readonly Difference[] {
	const found = [...key.values].flatMap(([value, counts]) => differenceOf(key, { value, op: "=" }, { counts, sides }));
	const bound = boundOf(key, sides.all);
	if (bound !== undefined) found.push(...differenceOf(key, { value: String(bound.value), op: ">=" }, { counts: bound, sides }));
	return found.sort(compareDifferences).slice(0, 1);
}

/** Numbers that are names: more or less of them means nothing. */
const NUMBERED = /(?:^|[._])(?:pid|port|id|code)$/;

/** The bound above which selected traces are most over-represented; undefined when there are no amounts to compare. */
function boundOf({ key, numbers, values }: KeyCounts, sides: Counts): (Counts & { readonly value: number }) | undefined {
	if (values.size < 3 || NUMBERED.test(key)) return undefined;
	let best: (Counts & { readonly value: number }) | undefined;
	let [selection, rest, gain] = [0, 0, 0];
	const sorted = numbers.toSorted((a, b) => b.value - a.value);
	for (const [at, { value, isSelected }] of sorted.entries()) {
		if (isSelected) selection++;
		else rest++;
		if (sorted[at + 1]?.value === value) continue;
		const share = selection / sides.selection - rest / sides.rest;
		if (share <= gain) continue;
		gain = share;
		best = { value, selection, rest };
	}
	return best;
}

function differenceOf(
	{ scope, key, service }: Pick<KeyCounts, "scope" | "key" | "service">,
	{ value, op }: Pick<Difference, "value" | "op">,
	{ counts, sides }: { readonly counts: Counts; readonly sides: Sides },
): readonly Difference[] {
	if (!isMoreThanChance(counts, sides.all) || !isMoreThanChance(counts, sides.ofService)) return [];
	const [selection, rest] = [counts.selection / sides.all.selection, counts.rest / sides.all.rest];
	const score = (selection - rest) * Math.log10(1 + counts.selection) * (BOOSTS[key] ?? 1);
	return [{ scope, key, value, op, service, selection, rest, count: counts.selection, score }];
}

function isMoreThanChance(counts: Counts, sides: Counts): boolean {
	if (Math.min(sides.selection, sides.rest) < LEAST_TRACES) return false;
	const [selection, rest] = [counts.selection / sides.selection, counts.rest / sides.rest];
	const share = (counts.selection + counts.rest) / (sides.selection + sides.rest);
	const spread = Math.sqrt(share * (1 - share) * (1 / sides.selection + 1 / sides.rest));
	return spread > 0 && selection - rest >= LEAST_SHARE && (selection - rest) / spread >= LEAST_Z;
}

function compareDifferences(a: Difference, b: Difference): number {
	if (a.score !== b.score) return b.score - a.score;
	const [left, right] = [`${nameOf(a)} ${a.service} ${a.value}`, `${nameOf(b)} ${b.service} ${b.value}`];
	return left < right ? -1 : left > right ? 1 : 0;
}
