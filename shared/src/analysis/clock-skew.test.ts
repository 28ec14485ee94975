import { describe, expect, it } from "vitest";
import { SpanKind, StatusCode } from "../model/span.ts";
import { NO_PARENT, type TraceSkeleton } from "../model/trace-skeleton.ts";
import { alignClocks } from "./align-clocks.ts";
import { findClockSkew } from "./clock-skew.ts";
import { type BareRow, bareSkeleton } from "./drawn-skeleton.testdata.ts";
import { buildSpanTree } from "./span-tree.ts";

const { client, server, consumer } = SpanKind;

/** Rows whose instance is that of their service: `a` is a-1 and so on. */
function trace(rows: readonly BareRow[]): TraceSkeleton {
	const skeleton = bareSkeleton(rows);
	return { ...skeleton, instances: skeleton.services.map((name) => `${name}-1`), instance: Uint32Array.from(skeleton.service) };
}

const root: BareRow = { parent: NO_PARENT, start: 100, duration: 100, service: "a", kind: server };
const call: BareRow = { parent: 0, start: 110, duration: 60, service: "a", kind: client };
const answer = (start: number, more: Partial<BareRow> = {}): BareRow => ({
	parent: 1,
	start,
	duration: 40,
	service: "b",
	kind: server,
	...more,
});
const skewOf = (...rows: readonly BareRow[]) => {
	const skeleton = trace(rows);
	return findClockSkew(buildSpanTree(skeleton), skeleton);
};

describe("findClockSkew", () => {
	it.each([
		["starts before its call", answer(72), 48],
		["starts after the end of its call", answer(210), -90],
		["ends after its call was answered", answer(140), -20],
	])("a server that %s has another clock: in the middle of the call is where it fits", (_what, child, shiftMs) => {
		const { rows, instances } = skewOf(root, call, child);
		expect([...rows]).toEqual([2]);
		expect(instances).toEqual([{ instance: 1, spanCount: 1, shiftNanos: shiftMs * 1e6 }]);
	});

	it.each([
		["lies inside of its call", [root, call, answer(120)]],
		["is off by less than a millisecond", [root, call, answer(109.5)]],
		["works on after its client gave up", [root, { ...call, status: StatusCode.error }, answer(120, { duration: 500 })]],
		["is a consumer that starts late", [root, call, answer(900, { kind: consumer })]],
		["is of the same instance", [root, call, answer(20, { service: "a" })]],
	])("a span that %s contradicts nothing", (_what, rows) => {
		expect(skewOf(...rows)).toEqual({ rows: new Uint32Array(), instances: [] });
	});

	it("several calls of one instance narrow the estimate, and instances below it move along", () => {
		const second: BareRow = { parent: 0, start: 172, duration: 26, service: "a", kind: client };
		const below: BareRow = { parent: 2, start: 75, duration: 10, service: "c", kind: server };
		const { instances } = skewOf(root, call, answer(72), second, { ...answer(134), parent: 3, duration: 22 }, below);
		expect(instances).toEqual([{ instance: 1, spanCount: 2, shiftNanos: 40e6 }]);
	});
});

describe("alignClocks", () => {
	it("moves spans of the instance alone, keeps durations and parents, and orders rows anew", () => {
		const skeleton = trace([root, call, answer(72), { ...answer(75), parent: 2, kind: SpanKind.internal, duration: 5 }]);
		const skew = findClockSkew(buildSpanTree(skeleton), skeleton);
		const { skeleton: aligned, rowBefore } = alignClocks(skeleton, skew);
		expect([...aligned.start].map((nanos) => nanos / 1e6)).toEqual([0, 10, 20, 23]);
		expect([...aligned.duration].map((nanos) => nanos / 1e6)).toEqual([100, 60, 40, 5]);
		expect([...aligned.parent]).toEqual([NO_PARENT, 0, 1, 2]);
		expect(aligned.startTime - skeleton.startTime).toBe(100_000_000n);
		expect([...rowBefore]).toEqual([0, 1, 2, 3]);
		expect(findClockSkew(buildSpanTree(aligned), aligned).rows).toHaveLength(0);
	});

	it("ids and messages go with their rows", () => {
		const skeleton = trace([answer(0, { parent: 2, status: StatusCode.error }), root, { ...call, parent: 1 }]);
		const { skeleton: aligned, rowBefore } = alignClocks(skeleton, findClockSkew(buildSpanTree(skeleton), skeleton));
		expect([...rowBefore]).toEqual([1, 2, 0]);
		expect([...aligned.spanIds.subarray(20, 24)]).toEqual([0, 0, 0, 1]);
		expect(aligned.errorMessages).toEqual([{ row: 2, message: "failed" }]);
		expect([...aligned.parent]).toEqual([NO_PARENT, 0, 1]);
	});
});
