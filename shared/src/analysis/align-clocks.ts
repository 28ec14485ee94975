import { NO_PARENT, type TraceSkeleton } from "../model/trace-skeleton.ts";
import type { ClockSkew } from "./clock-skew.ts";

/**
 * The same trace with the spans of skewed instances moved; durations stay as they were sent.
 *
 * Result  a fresh skeleton, its rows in the order of their new starts, and the old row of each.   Cost  O(n log n).
 */
export function alignClocks(
	skeleton: TraceSkeleton,
	skew: ClockSkew,
): { readonly skeleton: TraceSkeleton; readonly rowBefore: Uint32Array } {
	const shifts = new Map(skew.instances.map(({ instance, shiftNanos }) => [instance, shiftNanos]));
	const moved = skeleton.start.map((start, row) => start + (shifts.get(skeleton.instance[row] ?? 0) ?? 0));
	const first = moved.reduce((least, start) => Math.min(least, start), Number.POSITIVE_INFINITY);
	const rowBefore = Uint32Array.from(moved.keys()).sort(
		(a, b) => (moved[a] ?? 0) - (moved[b] ?? 0) || (skeleton.duration[b] ?? 0) - (skeleton.duration[a] ?? 0) || a - b,
	);
	const rowAfter = new Int32Array(rowBefore.length);
	for (const [after, before] of rowBefore.entries()) rowAfter[before] = after;
	const origin = Number.isFinite(first) ? first : 0;
	const take = <A extends { [row: number]: number; slice(): A }>(column: A, pick = (row: number): number => column[row] ?? 0): A => {
		const next = column.slice();
		for (const [after, before] of rowBefore.entries()) next[after] = pick(before);
		return next;
	};
	return {
		rowBefore,
		skeleton: {
			...skeleton,
			startTime: (skeleton.startTime + BigInt(Math.round(origin))) as TraceSkeleton["startTime"],
			start: take(skeleton.start, (row) => (moved[row] ?? 0) - origin),
			duration: take(skeleton.duration),
			parent: take(skeleton.parent, (row) => {
				const parent = skeleton.parent[row] ?? NO_PARENT;
				return parent >= 0 && parent < rowAfter.length ? (rowAfter[parent] ?? NO_PARENT) : parent;
			}),
			service: take(skeleton.service),
			operation: take(skeleton.operation),
			instance: take(skeleton.instance),
			kind: take(skeleton.kind),
			status: take(skeleton.status),
			marks: take(skeleton.marks),
			eventCount: take(skeleton.eventCount),
			linkCount: take(skeleton.linkCount),
			spanLogCount: take(skeleton.spanLogCount),
			spanIds: movedIds(skeleton.spanIds, rowBefore),
			parentIds: movedIds(skeleton.parentIds, rowBefore),
			errorMessages: skeleton.errorMessages.map(({ row, message }) => ({ row: rowAfter[row] ?? row, message })),
		},
	};
}

function movedIds(ids: Uint8Array, rowBefore: Uint32Array): Uint8Array {
	const next = new Uint8Array(ids.length);
	for (const [after, before] of rowBefore.entries()) next.set(ids.subarray(before * 8, before * 8 + 8), after * 8);
	return next;
}
