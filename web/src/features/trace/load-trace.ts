/** From a trace id to its model: bytes, then analysis here (small traces) or in a worker. */
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

/** The same in a worker. */
export async function layoutLater(model: TraceModel, wish: LayoutWish, signal: AbortSignal): Promise<FlameLayout> {
	const answer = await askWorker({ type: "layout", tree: model.tree, ...wish }, [], signal);
	if (answer.type !== "layout") throw new Error("the worker answered another question");
	return answer.layout;
}

function askWorker(request: WorkerRequest, transfer: Transferable[], signal: AbortSignal): Promise<WorkerAnswer> {
	return new Promise((resolve, reject) => {
		const worker = new Worker(new URL("./trace-worker.ts", import.meta.url), { type: "module" });
		const finish = (): void => {
			worker.terminate();
			signal.removeEventListener("abort", onAbort);
		};
		const onAbort = (): void => {
			finish();
			reject(signal.reason);
		};
		signal.addEventListener("abort", onAbort);
		worker.onmessage = (event: MessageEvent<WorkerAnswer>) => {
			finish();
			resolve(event.data);
		};
		worker.onerror = (event) => {
			finish();
			reject(new Error(event.message === "" ? "the layout worker did not start" : event.message));
		};
		worker.postMessage(request, transfer);
	});
}
