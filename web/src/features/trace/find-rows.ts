/** Finding with the query language: the collector answers, which has the attributes. */
import { getJson } from "../../api/client.ts";
import type { TraceModel } from "../../geometry/trace-model.ts";
import { traceQuery, traceRange } from "./span-queries.ts";
import { type Matches, matchesOf } from "./walk.ts";

export interface FoundRows {
	readonly of: TraceModel;
	readonly matches: Matches;
	readonly isPartial: boolean;
}

const PAGE = 1_000;
const PAGES = 10;

/** Spans of a trace that satisfy a query, at most 10,000. Throws ApiError. */
export async function findRows(model: TraceModel, text: string, signal: AbortSignal): Promise<FoundRows> {
	const ids = new Set<string>();
	const q = `${traceQuery(model.skeleton.traceId)} (${text})`;
	let cursor: string | undefined;
	for (let page = 0; page < PAGES; page++) {
		const answer = await getJson("spans", { query: { q, ...traceRange(model), limit: PAGE, cursor }, signal });
		for (const { spanId } of answer.data) ids.add(spanId);
		cursor = answer.cursor ?? undefined;
		if (cursor === undefined) return { of: model, matches: rowsWith(model, ids), isPartial: !answer.complete };
	}
	return { of: model, matches: rowsWith(model, ids), isPartial: true };
}

/** Rows of these ids; each row that has one, also where an id was sent twice. Cost O(n). */
function rowsWith(model: TraceModel, ids: ReadonlySet<string>): Matches {
	const { spanIds } = model.skeleton;
	const words = new DataView(spanIds.buffer, spanIds.byteOffset, spanIds.byteLength);
	const wanted = new Set(Array.from(ids, (id) => BigInt(`0x${id}`)));
	return matchesOf(model, (row) => wanted.has(words.getBigUint64(row * 8)));
}
