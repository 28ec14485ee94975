/** Derives and lays out large traces beside the page's main thread. One request at a time. */
import type { SpanTree } from "@spanglass/shared/analysis/span-tree";
import { decodeSkeleton } from "@spanglass/shared/api/skeleton-codec";
import { type FlameLayout, layoutFlame } from "../../geometry/flame-layout.ts";
import { shapeOf, type TraceShape } from "../../geometry/trace-model.ts";

export type WorkerRequest =
	/** The bytes of a skeleton; they come back with the answer. */
	| { readonly type: "shape"; readonly bytes: Uint8Array<ArrayBuffer> }
	/** `tree` undefined: the one that was sent before. */
	| {
			readonly type: "layout";
			readonly tree: SpanTree | undefined;
			readonly folded: ReadonlySet<number>;
			readonly hidden: Uint8Array | undefined;
	  };

export type WorkerAnswer =
	| { readonly type: "shape"; readonly shape: TraceShape; readonly bytes: Uint8Array<ArrayBuffer> }
	| { readonly type: "layout"; readonly layout: FlameLayout };

/** What is used of the worker's global scope; the page's own types know only windows. */
interface WorkerScope {
	onmessage: ((event: { readonly data: WorkerRequest }) => void) | null;
	postMessage(answer: WorkerAnswer, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;

let kept: SpanTree | undefined;

scope.onmessage = ({ data: request }) => {
	if (request.type === "shape") {
		const shape = shapeOf(decodeSkeleton(request.bytes));
		scope.postMessage({ type: "shape", shape, bytes: request.bytes }, buffersOf(shape, [request.bytes.buffer]));
		return;
	}
	kept = request.tree ?? kept;
	if (kept === undefined) throw new Error("asked for a layout before there was a tree");
	const layout = layoutFlame(kept, { folded: request.folded, ...(request.hidden === undefined ? {} : { hidden: request.hidden }) });
	scope.postMessage({ type: "layout", layout }, buffersOf(layout, []));
};

/** Every distinct buffer below a plain object, to be handed over without a copy. */
function buffersOf(value: object, found: ArrayBuffer[]): ArrayBuffer[] {
	for (const part of Object.values(value)) {
		if (ArrayBuffer.isView(part)) {
			if (part.buffer instanceof ArrayBuffer && !found.includes(part.buffer)) found.push(part.buffer);
		} else if (typeof part === "object" && part !== null && !Array.isArray(part)) buffersOf(part, found);
	}
	return found;
}
