/** Traces found and opened, for both generations of the API. */
import { API_BASE } from "@spanglass/shared/api/paths";
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { TraceId } from "@spanglass/shared/model/ids";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { Span } from "@spanglass/shared/model/span";
import type { TraceSummary } from "@spanglass/shared/model/trace-summary";
import type { Filter } from "@spanglass/shared/query/filter";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { boundedBody } from "./bounded-body.ts";
import type { JaegerContext } from "./context.ts";

export interface TraceSearch {
	readonly filter: Filter;
	readonly range: TimeRange;
	readonly limit: number;
}

/** The newest traces that satisfy a search, page by page. */
export async function searchTraces(search: TraceSearch, { services, control }: JaegerContext): Promise<readonly TraceSummary[]> {
	const { filter, range, limit } = search;
	const found: TraceSummary[] = [];
	let cursor: string | undefined;
	do {
		const most = Math.min(limit - found.length, LIMITS.pageRowsMax);
		const page = await services.traces.find({ range, filter, sort: "newest", limit: most, cursor }, control);
		found.push(...page.traces);
		cursor = page.cursor;
	} while (cursor !== undefined && found.length < limit);
	return found;
}

/** A trace's spans in batches; undefined when it is not stored. */
export async function openTrace(
	traceId: TraceId,
	{ services, control }: JaegerContext,
): Promise<AsyncIterable<readonly Span[]> | undefined> {
	return unlessAbsent(() => services.traces.stream(traceId, control));
}

/** Spans of a trace; 0 when it is not stored. */
export async function countSpans(traceId: TraceId, { services, control }: JaegerContext): Promise<number> {
	const skeleton = await unlessAbsent(() => services.traces.getSkeleton(traceId, control));
	return skeleton?.spanCount ?? 0;
}

async function unlessAbsent<T>(get: () => Promise<T>): Promise<T | undefined> {
	try {
		return await get();
	} catch (error) {
		if (error instanceof SpanglassError && error.kind === "not_found") return undefined;
		throw error;
	}
}

/** Spans written so far. */
export interface Progress {
	spans: number;
}

export const TOO_LARGE = `larger than ${LIMITS.compatAnswerBytes / 1024 / 1024} MiB as JSON; ask for each trace at ${API_BASE}/traces/{traceId}/otlp`;

/** The text of spans as a body. Result undefined when it would be larger than an answer may be; `total` counts all spans. */
export function boundedSpans(
	texts: AsyncGenerator<string>,
	progress: Readonly<Progress>,
	total: () => Promise<number>,
): Promise<AsyncIterable<Uint8Array> | undefined> {
	return boundedBody(texts, {
		limitBytes: LIMITS.compatAnswerBytes,
		expectBytes: async (bytes) => (bytes / Math.max(1, progress.spans)) * (await total()),
	});
}
