/** What the address says about an open file: which of its traces is shown. The rest is the trace's own (`trace.ts`). */
import { parseTraceId } from "@spanglass/shared/model/ids";
import { type SearchValues, textValue } from "../url.ts";

export interface FileUrl {
	/** Undefined: the only one, or the list of them. */
	readonly trace: string | undefined;
}

/** Read the page's own value; what is not understood counts as absent. */
export function fileUrlFromSearch(values: SearchValues): FileUrl {
	return { trace: parseTraceId(textValue(values, "trace") ?? "") };
}

/** The address's whole search for a trace of the file, or for the list. */
export function searchFromFileUrl({ trace }: FileUrl): SearchValues {
	return trace === undefined ? {} : { trace };
}
