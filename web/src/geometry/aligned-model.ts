import { alignClocks } from "@spanglass/shared/analysis/align-clocks";
import { marked, shapeOf, type TraceModel } from "./trace-model.ts";

/** The trace with the spans of skewed instances moved, all derived anew. Cost O(n log n). */
export function alignedModel({ skeleton: sent, skew }: TraceModel): TraceModel {
	const { skeleton } = alignClocks(sent, skew);
	const shape = shapeOf(skeleton);
	const moved = new Set(skew.instances.map(({ instance }) => instance));
	const rows = Uint32Array.from(skeleton.instance.keys()).filter((row) => moved.has(skeleton.instance[row] ?? -1));
	return { ...shape, skeleton, skew: { rows, instances: skew.instances }, skewed: marked(rows, shape.tree.nodeCount), isAligned: true };
}
