/** Where a trace comes from: the collector, or a file that is open in this browser. */
import type { LogRecordJson, SpanAnswerJson } from "@spanglass/shared/api/schemas";
import { createContext, useContext } from "react";
import { ApiError, apiUrl, getJson, getSkeletonBytes } from "../../api/client.ts";

/** What is read of a trace in its OTLP form. */
export interface OtlpEvents {
	readonly resourceSpans?: readonly {
		readonly scopeSpans?: readonly {
			readonly spans?: readonly {
				readonly spanId?: string;
				readonly events?: readonly {
					readonly timeUnixNano?: string;
					readonly name?: string;
					readonly attributes?: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
				}[];
			}[];
		}[];
	}[];
}

export interface LogsAnswer {
	/** In any order. */
	readonly records: readonly LogRecordJson[];
	/** How many there are, at least. */
	readonly total: number;
}

/** Answers what the page asks of a trace. Every call may throw ApiError; an aborted one throws the signal's reason. */
export interface TraceSource {
	/** Part of every cache key, different for every file. */
	readonly key: string;
	/** Undefined: the collector. Nothing of a local trace may be asked of it, and no link to its pages would find anything there. */
	readonly local: LocalTraces | undefined;
	/** The bytes that `decodeSkeleton` reads; the caller owns them. */
	getSkeletonBytes(traceId: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
	getSpans(traceId: string, spanId: string, signal: AbortSignal): Promise<SpanAnswerJson>;
	findLogs(traceId: string, logCount: number, signal: AbortSignal): Promise<LogsAnswer>;
	getOtlp(traceId: string, signal: AbortSignal): Promise<OtlpEvents>;
}

/** The traces of a file. */
export interface LocalTraces {
	has(traceId: string): boolean;
	/** Hand a trace with its log records to the browser as a file. */
	download(traceId: string): void;
}

const LOG_PAGE = 1_000;
const LOG_PAGES = 5;

const COLLECTOR: TraceSource = {
	key: "",
	local: undefined,
	getSkeletonBytes,
	getSpans: (traceId, spanId, signal) => getJson("traceSpan", { path: { traceId, spanId }, signal }),
	findLogs: async (traceId, logCount, signal) => {
		const records: LogRecordJson[] = [];
		let total = 0;
		let cursor: string | undefined;
		for (let page = 0; page < LOG_PAGES; page++) {
			const answer = await getJson("traceLogs", { path: { traceId }, query: { limit: LOG_PAGE, cursor }, signal });
			records.push(...answer.data);
			total = Math.max(logCount, answer.total ?? records.length);
			cursor = answer.cursor ?? undefined;
			if (cursor === undefined) break;
		}
		return { records, total };
	},
	getOtlp: async (traceId, signal) => {
		const response = await fetch(apiUrl("traceOtlp", { path: { traceId } }), { signal });
		if (!response.ok) throw new ApiError("unavailable", response.status, { message: `HTTP ${response.status}` });
		return (await response.json()) as OtlpEvents;
	},
};

export const TraceSourceContext = createContext(COLLECTOR);

/** Where the trace on screen comes from. */
export function useTraceSource(): TraceSource {
	return useContext(TraceSourceContext);
}

/** The file that the trace on screen comes from; undefined when it is the collector's. */
export function useLocalTraces(): LocalTraces | undefined {
	return useTraceSource().local;
}
