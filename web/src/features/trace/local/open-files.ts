/** The page's side of the file's worker. */
import type { LogRecordJson, SpanJson } from "@spanglass/shared/api/schemas";
import { ApiError } from "../../../api/client.ts";
import { saveJson } from "../../../ui/save-json.ts";
import type { OtlpEvents, TraceSource } from "../trace-source.ts";
import type { FileAnswer, FileFault, FileQuestion } from "./file-worker.ts";
import type { LocalSummary } from "./local-traces.ts";

/** Files that are open, and their traces as a source. */
export interface OpenFiles {
	readonly summary: LocalSummary;
	readonly source: TraceSource;
}

/** Thrown when the files cannot be opened. */
export class FileFaultError extends Error {
	readonly fault: FileFault;

	constructor(fault: FileFault) {
		super(`${fault.file} cannot be opened: ${fault.kind}`);
		this.name = "FileFaultError";
		this.fault = fault;
	}
}

type Asked = FileQuestion extends infer Q ? (Q extends FileQuestion ? Omit<Q, "id"> : never) : never;

/**
 * Open files under a key of the cache. Their worker lives until `signal` is aborted; what is asked after that throws.
 * Throws FileFaultError; Error when the worker does not start or runs out of memory.
 */
export async function openFiles(key: string, files: readonly File[], signal: AbortSignal): Promise<OpenFiles> {
	const ask = startWorker(signal);
	const opened = await ask({ type: "open", files });
	if ("fault" in opened) throw new FileFaultError(opened.fault);
	if (!("summary" in opened)) throw new Error("the worker answered another question");
	const { summary } = opened;
	const value = async (question: Asked): Promise<unknown> => {
		const answer = await ask(question);
		return "value" in answer ? answer.value : undefined;
	};
	const known = new Set(summary.traces.map(({ traceId }) => traceId));
	return {
		summary,
		source: {
			key,
			local: {
				has: (traceId) => known.has(traceId),
				download: (traceId) => void value({ type: "otlp", traceId }).then((otlp) => saveJson(`trace-${traceId}.json`, otlp)),
			},
			getSkeletonBytes: async (traceId) => {
				const bytes = (await value({ type: "skeleton", traceId })) as Uint8Array<ArrayBuffer> | undefined;
				if (bytes === undefined) throw new ApiError("not_found", 404, { message: "no such trace in the file" });
				return bytes;
			},
			getSpans: async (traceId, spanId) => ({ data: (await value({ type: "spans", traceId, spanId })) as SpanJson[], tookMs: 0 }),
			findLogs: async (traceId) => {
				const records = (await value({ type: "logs", traceId })) as readonly LogRecordJson[];
				return { records, total: records.length };
			},
			getOtlp: async (traceId) => (await value({ type: "otlp", traceId })) as OtlpEvents,
		},
	};
}

function startWorker(signal: AbortSignal): (question: Asked) => Promise<FileAnswer> {
	const worker = new Worker(new URL("./file-worker.ts", import.meta.url), { type: "module" });
	const waiting = new Map<number, PromiseWithResolvers<FileAnswer>>();
	let count = 0;
	const end = (reason: unknown): void => {
		worker.terminate();
		for (const { reject } of waiting.values()) reject(reason);
		waiting.clear();
	};
	signal.addEventListener("abort", () => end(signal.reason));
	worker.onmessage = ({ data }: MessageEvent<FileAnswer>) => {
		waiting.get(data.id)?.resolve(data);
		waiting.delete(data.id);
	};
	worker.onerror = (event) => end(new Error(event.message === "" ? "the file's worker did not start" : event.message));
	return (question) => {
		if (signal.aborted) return Promise.reject(signal.reason);
		const answer = Promise.withResolvers<FileAnswer>();
		waiting.set(++count, answer);
		worker.postMessage({ id: count, ...question });
		return answer.promise;
	};
}
