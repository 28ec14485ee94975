/** From a trace id to its model: bytes, then analysis here (small traces) or in a worker. */
import type { SpanTree } from "@spanglass/shared/analysis/span-tree";
import { decodeSkeleton } from "@spanglass/shared/api/skeleton-codec";
import type { TraceSkeleton } from "@spanglass/shared/model/trace-skeleton";
import { markStep } from "../../charts/frame-times.ts";
import { type FlameLayout, layoutFlame } from "../../geometry/flame-layout.ts";
import { shapeOf, type TraceModel } from "../../geometry/trace-model.ts";
import type { TraceSource } from "./trace-source.ts";
import type { WorkerAnswer, WorkerRequest } from "./trace-worker.ts";

/** Larger traces are worked on beside the main thread. */
const MAIN_THREAD_SPANS = 5_000;

/** Fetch and derive one trace; `before` itself when nothing was added to it. Throws ApiError. */
export async function loadTrace(
	traceId: string,
	source: TraceSource,
	signal: AbortSignal,
	before: TraceModel | undefined,
): Promise<TraceModel> {
	const bytes = await source.getSkeletonBytes(traceId, signal);
	if (before === undefined) markStep("trace-bytes");
	const skeleton = decodeSkeleton(bytes);
	if (before !== undefined && isSame(before.skeleton, skeleton)) return before;
	if (skeleton.spanCount <= MAIN_THREAD_SPANS) return { skeleton, ...shapeOf(skeleton) };
	const answer = await askWorker({ type: "shape", bytes }, [bytes.buffer], signal);
	if (answer.type !== "shape") throw new Error("the worker answered another question");
	return { skeleton: decodeSkeleton(answer.bytes), ...answer.shape };
}

function isSame(a: TraceSkeleton, b: TraceSkeleton): boolean {
	return a.spanCount === b.spanCount && a.logCount === b.logCount && a.complete === b.complete && a.startTime === b.startTime;
}

export interface LayoutWish {
	readonly folded: ReadonlySet<number>;
	readonly hidden: Uint8Array | undefined;
}

/** The layout for a wish when it costs no frame: nothing is folded or hidden, or the trace is small. */
export function layoutNow(model: TraceModel, wish: LayoutWish): FlameLayout | undefined {
	if (wish.folded.size === 0 && wish.hidden === undefined) return model.layout;
	if (model.skeleton.spanCount > MAIN_THREAD_SPANS) return undefined;
	return layoutFlame(model.tree, { folded: wish.folded, ...(wish.hidden === undefined ? {} : { hidden: wish.hidden }) });
}

/** A worker that has a trace's tree and waits for the next wish. */
interface LayoutWorker {
	readonly tree: SpanTree;
	readonly worker: Worker;
}

let idle: LayoutWorker | undefined;

/** The same in a worker. It stays, with its copy of the tree, until another trace is laid out or `releaseLayout` is called. */
export async function layoutLater(model: TraceModel, wish: LayoutWish, signal: AbortSignal): Promise<FlameLayout> {
	const known = idle?.tree === model.tree ? idle : undefined;
	if (known === undefined) idle?.worker.terminate();
	idle = undefined;
	const worker = known?.worker ?? createWorker();
	const request: WorkerRequest = { type: "layout", tree: known === undefined ? model.tree : undefined, ...wish };
	const answer = await answerOf(worker, { request, transfer: [], signal });
	if (answer.type !== "layout") throw new Error("the worker answered another question");
	releaseLayout();
	idle = { tree: model.tree, worker };
	return answer.layout;
}

/** End the worker that waits. */
export function releaseLayout(): void {
	idle?.worker.terminate();
	idle = undefined;
}

function createWorker(): Worker {
	return new Worker(new URL("./trace-worker.ts", import.meta.url), { type: "module" });
}

async function askWorker(request: WorkerRequest, transfer: Transferable[], signal: AbortSignal): Promise<WorkerAnswer> {
	const worker = createWorker();
	const answer = await answerOf(worker, { request, transfer, signal });
	worker.terminate();
	return answer;
}

interface Question {
	readonly request: WorkerRequest;
	readonly transfer: Transferable[];
	readonly signal: AbortSignal;
}

/** Whoever is not answered, or no longer wants to be, has no worker any more. */
function answerOf(worker: Worker, { request, transfer, signal }: Question): Promise<WorkerAnswer> {
	return new Promise((resolve, reject) => {
		const give = (): void => signal.removeEventListener("abort", onAbort);
		const fail = (reason: unknown): void => {
			worker.terminate();
			give();
			reject(reason);
		};
		const onAbort = (): void => fail(signal.reason);
		signal.addEventListener("abort", onAbort);
		worker.onmessage = (event: MessageEvent<WorkerAnswer>) => {
			give();
			resolve(event.data);
		};
		worker.onerror = (event) => fail(new Error(event.message === "" ? "the layout worker did not start" : event.message));
		worker.postMessage(request, transfer);
	});
}
