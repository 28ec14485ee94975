/** Questions about everything that a search finds: traces as numbers, values of keys, groups of spans. */
import type { DurationCounts } from "@spanglass/shared/analysis/duration-counts";
import type { ErrorGroup } from "@spanglass/shared/analysis/error-group";
import type { FacetKey } from "@spanglass/shared/query/facet-key";
import type { Field, Filter } from "@spanglass/shared/query/filter";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { TimeBuckets } from "@spanglass/shared/units/time-buckets";
import type { Coverage, QueryControl } from "./telemetry-store.ts";

/** The traces that `findTraces` would list. */
export interface MatchQuery {
	readonly range: TimeRange;
	readonly filter: Filter;
}

/** One entry of each column for each trace, in no order; spans outside of the range count too. */
export interface TraceMeasures extends Coverage {
	readonly count: number;
	/** 4 words of each id, the first digits first. */
	readonly ids: Uint32Array;
	/** Nanoseconds since the epoch. */
	readonly starts: BigUint64Array;
	/** Nanoseconds from the first start to the last end; not below 0. */
	readonly durations: Float64Array;
	readonly spanCounts: Uint32Array;
	readonly errorCounts: Uint32Array;
}

export interface FacetQuery extends MatchQuery {
	/** Fields that are listed (`isListed`). */
	readonly keys: readonly FacetKey[];
	/** Values of each key. */
	readonly limit: number;
	/** As of `SuggestionQuery`. */
	readonly rows: number;
}

export interface FacetValue {
	readonly text: string;
	/** Traces that the search would find with `key:text` beside its filter. */
	readonly count: number;
}

export interface Facet {
	/** By count, largest first, then text. */
	readonly values: readonly FacetValue[];
	/** Values found, more than `limit` included. */
	readonly total: number;
}

/** One facet for each key that was asked for. */
export interface FacetPage extends Coverage {
	readonly facets: readonly Facet[];
}

/** The spans that `findSpans` would list, by the values of fields. A span with several values of a field is in a group of each. */
export interface SpanGroupQuery extends MatchQuery {
	/** Fields that are listed, 1 to 3. */
	readonly by: readonly Field[];
	/** They cover the range. */
	readonly buckets: TimeBuckets;
	readonly limit: number;
	/** As of `SuggestionQuery`. */
	readonly rows: number;
}

export interface SpanGroup {
	/** One for each field; undefined: the span has none. */
	readonly texts: readonly (string | undefined)[];
	readonly count: number;
	readonly errorCount: number;
	readonly durations: DurationCounts;
	/** Spans by bucket of their start. */
	readonly counts: readonly number[];
}

/** By count, largest first, then texts. */
export interface SpanGroupPage extends Coverage {
	readonly groups: readonly SpanGroup[];
	/** Groups found, more than `limit` included, and spans that match. */
	readonly total: number;
	readonly spans: number;
}

/** Failed spans (status Error) among those that `findSpans` would list. */
export interface ErrorGroupQuery extends MatchQuery {
	/** They cover the range. */
	readonly buckets: TimeBuckets;
	readonly limit: number;
	/** As of `SuggestionQuery`. */
	readonly rows: number;
}

/** By count, largest first, then fingerprint. */
export interface ErrorGroupPage extends Coverage {
	readonly groups: readonly ErrorGroup[];
	/** Groups found, more than `limit` included. */
	readonly total: number;
}

export interface MatchReader {
	/** See `TraceMeasures`. Cost: as `findTraces` with a sort other than newest, to the end of the list. */
	measureTraces(query: MatchQuery, control: QueryControl): Promise<TraceMeasures>;
	/** See `FacetPage`. Cost: bounded by its `rows`, and the spans of the traces found when a key asks about others than the span itself. */
	countFacets(query: FacetQuery, control: QueryControl): Promise<FacetPage>;
	/** See `SpanGroupPage`. Cost: bounded by its `rows`. */
	groupSpans(query: SpanGroupQuery, control: QueryControl): Promise<SpanGroupPage>;
	/** See `ErrorGroupPage`. Cost: bounded by its `rows`; failed spans are decoded, 100,000 at most. */
	groupErrors(query: ErrorGroupQuery, control: QueryControl): Promise<ErrorGroupPage>;
}

/** Below 0 when `a` is listed before `b`. */
export function compareGroups(a: SpanGroup, b: SpanGroup): number {
	if (a.count !== b.count) return b.count - a.count;
	const [left, right] = [JSON.stringify(a.texts), JSON.stringify(b.texts)];
	return left < right ? -1 : left > right ? 1 : 0;
}
