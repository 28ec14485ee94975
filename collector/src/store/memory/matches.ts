/** What a search finds, counted over plain objects: the reference that other stores must equal. */
import { DurationSums } from "@spanglass/shared/analysis/duration-counts";
import { ErrorGroups } from "@spanglass/shared/analysis/error-group";
import { byStart } from "@spanglass/shared/analysis/trace-summary-of";
import { type Span, StatusCode } from "@spanglass/shared/model/span";
import type { FacetKey } from "@spanglass/shared/query/facet-key";
import { itemOfSpan } from "@spanglass/shared/query/field-values";
import type { Field } from "@spanglass/shared/query/filter";
import { listedTexts } from "@spanglass/shared/query/listed-values";
import { containsTime } from "@spanglass/shared/query/time-range";
import { evaluateTrace } from "@spanglass/shared/query/trace-eval";
import { durationBetween, type UnixNanos } from "@spanglass/shared/units/time";
import {
	compareGroups,
	type ErrorGroupPage,
	type ErrorGroupQuery,
	type Facet,
	type FacetPage,
	type FacetQuery,
	type MatchQuery,
	type SpanGroupPage,
	type SpanGroupQuery,
	type TraceMeasures,
} from "../api/match-queries.ts";
import { compareCounts, compareTexts, LONG_TEXT_WARNING, SUGGESTED_TEXT_UNITS } from "../api/suggestion-queries.ts";
import type { StoredSpan } from "./items.ts";

/** A trace with at least one span that matches. */
interface Match {
	readonly spans: readonly Span[];
	readonly matching: readonly Span[];
}

function matchesOf(stored: readonly StoredSpan[], { range, filter }: MatchQuery): readonly Match[] {
	return [...Map.groupBy(stored, ({ span }) => span.traceId).values()]
		.map((trace) => trace.map(({ span }) => span))
		.map((spans) => {
			const holds = evaluateTrace(filter, spans);
			return { spans, matching: spans.filter(({ startTime }, at) => holds[at] === true && containsTime(range, startTime)) };
		})
		.filter(({ matching }) => matching.length > 0);
}

const coverage = (rows: number, warnings: readonly string[] = []) => ({ complete: true, scannedRows: rows, scannedBlocks: 0, warnings });

const isError = ({ status }: Span) => status.code === StatusCode.error;

export function measureMatches(stored: readonly StoredSpan[], query: MatchQuery): TraceMeasures {
	const matches = matchesOf(stored, query).map(({ spans }) => {
		const [first] = spans;
		const start = spans.reduce((least, span) => (span.startTime < least ? span.startTime : least), first?.startTime as UnixNanos);
		const end = spans.reduce((most, span) => (span.endTime > most ? span.endTime : most), start);
		return { id: first?.traceId ?? "", start, duration: Number(durationBetween(start, end)), spans };
	});
	const words = (id: string) => [0, 8, 16, 24].map((at) => Number.parseInt(id.slice(at, at + 8), 16));
	return {
		count: matches.length,
		ids: Uint32Array.from(matches.flatMap(({ id }) => words(id))),
		starts: BigUint64Array.from(matches.map(({ start }) => start)),
		durations: Float64Array.from(matches.map(({ duration }) => duration)),
		spanCounts: Uint32Array.from(matches.map(({ spans }) => spans.length)),
		errorCounts: Uint32Array.from(matches.map(({ spans }) => spans.filter(isError).length)),
		...coverage(stored.length),
	};
}

export function countMatchFacets(stored: readonly StoredSpan[], query: FacetQuery): FacetPage {
	const matches = matchesOf(stored, query);
	const warnings = new Set<string>();
	const facets = query.keys.map((key) => facetOf(matches, key, { limit: query.limit, warnings }));
	return { facets, ...coverage(stored.length, [...warnings]) };
}

function facetOf(matches: readonly Match[], { span, field }: FacetKey, into: { limit: number; warnings: Set<string> }): Facet {
	const counts = new Map<string, number>();
	for (const match of matches) {
		const texts = new Set(asked(match, span).flatMap((asking) => [...listedTexts(field, itemOfSpan(asking))]));
		for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
	}
	const found = [...counts].map(([text, count]) => ({ text, count }));
	const values = found.filter(({ text }) => text.length <= SUGGESTED_TEXT_UNITS);
	if (values.length < found.length) into.warnings.add(LONG_TEXT_WARNING);
	values.sort((a, b) => compareCounts(a, b) || compareTexts(a.text, b.text));
	return { values: values.slice(0, into.limit), total: values.length };
}

function asked({ spans, matching }: Match, span: FacetKey["span"]): readonly Span[] {
	if (span === "self") return matching;
	if (span === "any") return spans;
	return spans
		.filter(({ parentSpanId }) => parentSpanId === undefined)
		.toSorted(byStart)
		.slice(0, 1);
}

export function groupMatches(stored: readonly StoredSpan[], query: SpanGroupQuery): SpanGroupPage {
	const matching = matchesOf(stored, query).flatMap(({ matching: found }) => found);
	const placed = matching.flatMap((span) => combinations(span, query.by).map((texts) => ({ texts, span })));
	const { start, stepNanos, count: buckets } = query.buckets;
	const groups = [...Map.groupBy(placed, ({ texts }) => JSON.stringify(texts)).values()].map((members) => {
		const durations = new DurationSums();
		const counts = Array.from({ length: buckets }, () => 0);
		for (const { span } of members) {
			durations.addNanos(Number(durationBetween(span.startTime, span.endTime)));
			const bucket = Number((span.startTime - start) / BigInt(stepNanos));
			counts[bucket] = (counts[bucket] ?? 0) + 1;
		}
		const errorCount = members.filter(({ span }) => isError(span)).length;
		return { texts: members[0]?.texts ?? [], count: members.length, errorCount, durations: durations.counts(), counts };
	});
	groups.sort(compareGroups);
	return { groups: groups.slice(0, query.limit), total: groups.length, spans: matching.length, ...coverage(stored.length) };
}

export function groupMatchErrors(stored: readonly StoredSpan[], query: ErrorGroupQuery): ErrorGroupPage {
	const groups = new ErrorGroups(query.buckets.count);
	const { start, stepNanos } = query.buckets;
	for (const { matching } of matchesOf(stored, query)) {
		for (const span of matching) groups.add(span, Number((span.startTime - start) / BigInt(stepNanos)));
	}
	const found = groups.groups();
	return { groups: found.slice(0, query.limit), total: found.length, ...coverage(stored.length) };
}

function combinations(span: Span, by: readonly Field[]): readonly (readonly (string | undefined)[])[] {
	let all: readonly (readonly (string | undefined)[])[] = [[]];
	for (const field of by) {
		const texts = [...listedTexts(field, itemOfSpan(span))];
		all = all.flatMap((begun) => (texts.length === 0 ? [[...begun, undefined]] : texts.map((text) => [...begun, text])));
	}
	return all;
}
