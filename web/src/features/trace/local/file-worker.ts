/** Reads files and keeps what is in them, beside the page's main thread: one worker for the files that are open. */
import { messageOf } from "@spanglass/shared/model/errors";
import { readTraceFile, type TraceFile, TraceFileError, type TraceFileFault } from "@spanglass/shared/otlp/trace-file";
import { FileTextError, type FileTextFault, fileText } from "./file-text.ts";
import { createLocalTraces, type LocalAnswers, type LocalSummary } from "./local-traces.ts";

/** What the page asks; each is answered once, under its id. `open` comes first. */
export type FileQuestion = { readonly id: number } & (
	| { readonly type: "open"; readonly files: readonly File[] }
	| { readonly type: "skeleton" | "logs" | "otlp"; readonly traceId: string }
	| { readonly type: "spans"; readonly traceId: string; readonly spanId: string }
);

/** Why the files are not open. mute: spans are in none of them, only log records. */
export type FileFault = { readonly file: string } & (TraceFileFault | FileTextFault | { readonly kind: "mute" });

export type FileAnswer = { readonly id: number } & (
	| { readonly summary: LocalSummary }
	| { readonly fault: FileFault }
	| { readonly value: unknown }
);

/** What is used of the worker's global scope; the page's own types know only windows. */
interface WorkerScope {
	onmessage: ((event: { readonly data: FileQuestion }) => void) | null;
	postMessage(answer: FileAnswer): void;
}

const scope = globalThis as unknown as WorkerScope;
let answers: LocalAnswers | undefined;

scope.onmessage = ({ data: question }) => {
	if (question.type === "open") void open(question.files).then((answer) => scope.postMessage({ id: question.id, ...answer }));
	else scope.postMessage({ id: question.id, value: answerTo(question) });
};

async function open(files: readonly File[]): Promise<{ readonly summary: LocalSummary } | { readonly fault: FileFault }> {
	const read: TraceFile[] = [];
	for (const file of files) {
		try {
			read.push(readTraceFile(await fileText(file)));
		} catch (error) {
			if (error instanceof TraceFileError || error instanceof FileTextError) return { fault: { file: file.name, ...error.fault } };
			return { fault: { file: file.name, kind: "unreadable", reason: messageOf(error) } };
		}
	}
	answers = createLocalTraces(read);
	if (answers.summary.traces.length === 0) return { fault: { file: files[0]?.name ?? "", kind: "mute" } };
	return { summary: answers.summary };
}

function answerTo(question: Exclude<FileQuestion, { readonly type: "open" }>): unknown {
	switch (question.type) {
		case "skeleton":
			return answers?.skeleton(question.traceId);
		case "spans":
			return answers?.spans(question.traceId, question.spanId) ?? [];
		case "logs":
			return answers?.logs(question.traceId) ?? [];
		case "otlp":
			return answers?.otlp(question.traceId) ?? {};
	}
}
