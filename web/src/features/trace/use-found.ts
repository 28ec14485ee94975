/** What is found in a trace: words in names at once; the query language is asked of the collector, which has the attributes. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ApiError } from "../../api/client.ts";
import type { TraceModel } from "../../geometry/trace-model.ts";
import type { FoundRows } from "./find-rows.ts";
import { findSpans, type Matches } from "./walk.ts";

export interface Found {
	/** Undefined: nothing is searched, or the answer is not there yet. */
	readonly matches: Matches | undefined;
	/** Why the query cannot be answered, in the collector's words. */
	readonly fault: string | undefined;
	/** There are more than are shown. */
	readonly isPartial: boolean;
}

/** `status:error`, `duration>5ms`, `-kind:internal`, `"POST /pay"`, `(a OR b)`: more than words. */
const QUERY = /[:=<>"()]|^-|\s-|\bOR\b|\bNOT\b/;

/** Find in a trace. A query's answer stays while the next is on its way. */
export function useFound(model: TraceModel, text: string): Found {
	const isQuery = QUERY.test(text);
	const words = useMemo(() => (isQuery ? undefined : findSpans(model, text)), [model, text, isQuery]);
	const asked = useQuery<FoundRows>({
		queryKey: ["trace-find", model.skeleton.traceId, model.skeleton.spanCount, model.isAligned === true, text],
		enabled: isQuery,
		retry: false,
		placeholderData: keepPreviousData,
		queryFn: async ({ signal }) => (await import("./find-rows.ts")).findRows(model, text, signal),
	});
	const { data, error } = asked;
	// rows of another trace, or of this one before late spans came, mean other spans
	const answered = isQuery && data?.of === model ? data.matches : undefined;
	if (!isQuery) return { matches: words, fault: undefined, isPartial: false };
	const fault = error instanceof ApiError ? error.message : undefined;
	return { matches: fault === undefined ? answered : undefined, fault, isPartial: data?.isPartial === true };
}
