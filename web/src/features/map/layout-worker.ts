/** Lays out large graphs beside the page's main thread. One request per worker. */
import { extendLayout } from "../../geometry/graph-keep.ts";
import type { GraphLayout, GraphShape } from "../../geometry/graph-layout.ts";

export interface LayoutRequest {
	readonly shape: GraphShape;
	readonly kept: GraphLayout | undefined;
	/** Known nodes stay, however few they are. */
	readonly isHeld: boolean;
}

/** What is used of the worker's global scope; the page's own types know only windows. */
interface WorkerScope {
	onmessage: ((event: { readonly data: LayoutRequest }) => void) | null;
	postMessage(answer: GraphLayout): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data: { shape, kept, isHeld } }) => scope.postMessage(extendLayout(shape, kept, isHeld));
