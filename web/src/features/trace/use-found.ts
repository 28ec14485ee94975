/** What is found in a trace: words in names at once; the query language is asked of the collector, which has the attributes. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ApiError, getJson } from "../../api/client.ts";
import type { TraceModel } from "../../geometry/trace-model.ts";
import { traceQuery, traceRange } from "./span-queries.ts";
import { findSpans, type Matches, matchesOf } from "./walk.ts";

export interface Found {
	/** Undefined: nothing is searched, or the answer is not there yet. */
	readonly matches: Matches | undefined;
	/** Why the query cannot be answered, in the collector's words. */
	readonly fault: string | undefined;
	/** There are more than are shown. */
	readonly isPartial: boolean;
}

const PAGE = 1_000;
const PAGES = 10;
/** `status:error`, `duration>5ms`, `-kind:internal`, `"POST /pay"`, `(a OR b)`: more than words. */
const QUERY = /[:=<>"()]|^-|\s-|\bOR\b|\bNOT\b/;

/** Find in a trace. A query's answer stays while the next is on its way. */
export function useFound(model: TraceModel, text: string): Found {
	const isQuery = QUERY.test(text);
	const words = useMemo(() => (isQuery ? undefined : findSpans(model, text)), [model, text, isQuery]);
	const asked = useQuery<Ids>({
		queryKey: ["trace-find", model.skeleton.traceId, model.skeleton.spanCount, text],
		enabled: isQuery,
		retry: false,
		placeholderData: keepPreviousData,
		queryFn: ({ signal }) => findIds(model, text, signal),
	});
	const { data, error } = asked;
	const answered = useMemo(() => (isQuery && data !== undefined ? rowsWith(model, data.ids) : undefined), [model, isQuery, data]);
	if (!isQuery) return { matches: words, fault: undefined, isPartial: false };
	const fault = error instanceof ApiError ? error.message : undefined;
	return { matches: fault === undefined ? answered : undefined, fault, isPartial: data?.isPartial === true };
}

interface Ids {
	readonly ids: ReadonlySet<string>;
	readonly isPartial: boolean;
}

async function findIds(model: TraceModel, text: string, signal: AbortSignal): Promise<Ids> {
	const ids = new Set<string>();
	const q = `${traceQuery(model.skeleton.traceId)} (${text})`;
	let cursor: string | undefined;
	for (let page = 0; page < PAGES; page++) {
		const answer = await getJson("spans", { query: { q, ...traceRange(model), limit: PAGE, cursor }, signal });
		for (const { spanId } of answer.data) ids.add(spanId);
		cursor = answer.cursor ?? undefined;
		if (cursor === undefined) return { ids, isPartial: !answer.complete };
	}
	return { ids, isPartial: true };
}

/** Rows of these ids; each row that has one, also where an id was sent twice. Cost O(n). */
function rowsWith(model: TraceModel, ids: ReadonlySet<string>): Matches {
	const { spanIds } = model.skeleton;
	const words = new DataView(spanIds.buffer, spanIds.byteOffset, spanIds.byteLength);
	const wanted = new Set(Array.from(ids, (id) => BigInt(`0x${id}`)));
	return matchesOf(model, (row) => wanted.has(words.getBigUint64(row * 8)));
}
