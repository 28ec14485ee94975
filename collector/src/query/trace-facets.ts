import { SpanglassError } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import { type FacetKey, withoutKey } from "@spanglass/shared/query/facet-key";
import { nameFromField } from "@spanglass/shared/query/fields";
import { printFilter } from "@spanglass/shared/query/filter-print";
import { isListed } from "@spanglass/shared/query/listed-values";
import type { Facet, MatchQuery } from "../store/api/match-queries.ts";
import type { Coverage, QueryControl, TelemetryReader } from "../store/api/telemetry-store.ts";

export interface TraceFacetsQuery extends MatchQuery {
	readonly keys: readonly FacetKey[];
	/** Values of each. */
	readonly limit: number;
}

/** One for each key. */
export interface TraceFacets extends Coverage {
	readonly facets: readonly Facet[];
}

/**
 * Values of keys in what a search finds, each key without its own terms of the filter: what a click on a value would find.
 *
 * Throws  unsupported: a key has as many values as there are spans.
 * Cost    one pass for each different rest of the filter: one when the filter speaks of none of the keys.
 */
export async function countTraceFacets(reader: TelemetryReader, query: TraceFacetsQuery, control: QueryControl): Promise<TraceFacets> {
	for (const { field } of query.keys) assertListed(nameFromField(field), isListed(field), "keys");
	const asked = query.keys.map((key, place) => ({ key, place, filter: withoutKey(query.filter, key) }));
	const facets: Facet[] = [];
	const passes: Coverage[] = [];
	for (const group of Map.groupBy(asked, ({ filter }) => printFilter(filter)).values()) {
		const [first] = group;
		if (first === undefined) continue;
		const { range, limit } = query;
		const keys = group.map(({ key }) => key);
		const { facets: found, ...pass } = await reader.countFacets(
			{ range, filter: first.filter, keys, limit, rows: LIMITS.suggestionRows },
			control,
		);
		for (const [at, { place }] of group.entries()) facets[place] = found[at] ?? { values: [], total: 0 };
		passes.push(pass);
	}
	return { facets, ...together(passes) };
}

/** Throws unsupported for a key with as many values as there are items. */
export function assertListed(name: string, isListedKey: boolean, field: string): void {
	if (isListedKey) return;
	throw new SpanglassError("unsupported", `the values of ${name} are too many to list`, { field });
}

/** What several passes over one range covered: what all of them did. */
function together(passes: readonly Coverage[]): Coverage {
	const [first] = passes;
	const shortest = passes.find(({ scannedRange }) => scannedRange !== undefined) ?? first;
	return {
		complete: passes.every(({ complete }) => complete),
		...(shortest?.scannedRange === undefined ? {} : { scannedRange: shortest.scannedRange }),
		scannedRows: passes.reduce((sum, { scannedRows }) => sum + scannedRows, 0),
		scannedBlocks: passes.reduce((sum, { scannedBlocks }) => sum + scannedBlocks, 0),
		warnings: [...new Set(passes.flatMap(({ warnings }) => warnings))],
	};
}
