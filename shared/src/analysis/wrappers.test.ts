import { describe, expect, it } from "vitest";
import { SpanKind } from "../model/span.ts";
import { NO_PARENT } from "../model/trace-skeleton.ts";
import { criticalPath } from "./critical-path.ts";
import { type BareRow, bareSkeleton } from "./drawn-skeleton.testdata.ts";
import { selfTimes } from "./self-time.ts";
import { buildSpanTree } from "./span-tree.ts";
import { nestWrapped } from "./wrappers.ts";

/** As web frameworks report it: 1 is the handler, 2 the call that it makes, 3 what that call leads to, 4 an earlier step of its own. */
function served(handler: Partial<BareRow> = {}) {
	return bareSkeleton([
		{ parent: NO_PARENT, start: 0, duration: 100, kind: SpanKind.server },
		{ parent: 0, start: 1, duration: 98, kind: SpanKind.internal, ...handler },
		{ parent: 0, start: 10, duration: 80, kind: SpanKind.client },
		{ parent: 2, start: 12, duration: 70, kind: SpanKind.server, service: "b" },
	]);
}

describe("nestWrapped", () => {
	it("gives a handler the calls that lie inside of it, so that self time and path go to who spent it", () => {
		const skeleton = served();
		const sent = buildSpanTree(skeleton);
		const tree = nestWrapped(sent, skeleton);
		expect([...tree.parent]).toEqual([NO_PARENT, 0, 1, 2]);
		expect([...sent.parent]).toEqual([NO_PARENT, 0, 0, 2]);
		expect([...selfTimes(tree)].map((nanos) => nanos / 1e6)).toEqual([2, 18, 10, 70]);
		expect([...criticalPath(tree).held].map((nanos) => nanos / 1e6)).toEqual([2, 18, 10, 70]);
		expect(criticalPath(sent).held[1]).toBe(98e6);
	});

	it("believes a handler's name, even when it covers less, but not that of a step before it", () => {
		const skeleton = bareSkeleton([
			{ parent: NO_PARENT, start: 0, duration: 100, kind: SpanKind.server },
			{ parent: 0, start: 1, duration: 2, kind: SpanKind.internal, operation: "middleware - json" },
			{ parent: 0, start: 10, duration: 80, kind: SpanKind.internal, operation: "request handler" },
			{ parent: 0, start: 20, duration: 60, kind: SpanKind.client },
		]);
		const tree = nestWrapped(buildSpanTree(skeleton), skeleton);
		expect([...tree.parent]).toEqual([NO_PARENT, 0, 0, 2]);
		expect([...criticalPath(tree).held].map((nanos) => nanos / 1e6)).toEqual([18, 2, 20, 60]);
	});

	it.each([
		["covers too little of its parent", { duration: 85 }],
		["is no internal span", { kind: SpanKind.client }],
		["is of another service", { service: "b" }],
	])("leaves the tree as it is when the span %s", (_why, handler) => {
		const skeleton = served(handler);
		const tree = buildSpanTree(skeleton);
		expect(nestWrapped(tree, skeleton)).toBe(tree);
	});

	it("takes in neither what reaches beyond the handler nor its own kind, and never a handler that has children", () => {
		const beyond = bareSkeleton([
			{ parent: NO_PARENT, start: 0, duration: 100, kind: SpanKind.server },
			{ parent: 0, start: 0, duration: 95, kind: SpanKind.internal },
			{ parent: 0, start: 2, duration: 92, kind: SpanKind.internal },
			{ parent: 0, start: 50, duration: 50, kind: SpanKind.client },
		]);
		const tree = buildSpanTree(beyond);
		expect(nestWrapped(tree, beyond)).toBe(tree);
		const nested = bareSkeleton([
			{ parent: NO_PARENT, start: 0, duration: 100 },
			{ parent: 0, start: 0, duration: 95 },
			{ parent: 0, start: 10, duration: 20, kind: SpanKind.client },
			{ parent: 1, start: 40, duration: 20, kind: SpanKind.client },
		]);
		const other = buildSpanTree(nested);
		expect(nestWrapped(other, nested)).toBe(other);
	});
});
