import { describe, expect, it } from "vitest";
import { SpanKind } from "../model/span.ts";
import { NO_PARENT } from "../model/trace-skeleton.ts";
import { criticalPath } from "./critical-path.ts";
import { bareSkeleton, drawnSkeleton } from "./drawn-skeleton.testdata.ts";
import { errorChain } from "./error-chain.ts";
import { findGaps } from "./gaps.ts";
import { findQueueTimes, queueNameOf } from "./queue-times.ts";
import { selfTimes } from "./self-time.ts";
import { buildSpanTree } from "./span-tree.ts";
import { traceFacts } from "./trace-facts.ts";

const QUEUED = bareSkeleton([
	{ parent: NO_PARENT, start: 0, duration: 6, operation: "POST /orders", kind: SpanKind.server },
	{ parent: 0, start: 2, duration: 3, operation: "send orders", kind: SpanKind.producer },
	{ parent: 1, start: 2, duration: 2, operation: "early", kind: SpanKind.consumer },
	{ parent: 1, start: 20, duration: 6, operation: "process orders", kind: SpanKind.consumer },
	{ parent: 3, start: 21, duration: 2, operation: "inside" },
]);
const TREE = buildSpanTree(QUEUED);

describe("findQueueTimes", () => {
	it("measures from the producer's end to the consumer's start, negative when the consumer was earlier", () => {
		const { consumer, producer, waited } = findQueueTimes(TREE, QUEUED);
		expect([...consumer]).toEqual([2, 3]);
		expect([...producer]).toEqual([1, 1]);
		expect([...waited]).toEqual([-3e6, 15e6]);
	});

	it("leaves consumers of other parents alone", () => {
		const skeleton = drawnSkeleton(`
			shop: root {kind=server}     [=====]
			  mail: poll {kind=consumer}        [==]
		`);
		expect(findQueueTimes(buildSpanTree(skeleton), skeleton).consumer).toHaveLength(0);
	});
});

describe("queueNameOf", () => {
	it.each([
		["send orders", "orders"],
		["orders publish", "orders"],
		["Process shop.orders v2", "shop.orders v2"],
		["publish", "publish"],
		["orders", "orders"],
		["(anonymous) send", "(anonymous)"],
		["checkout order placed", "checkout order placed"],
	])("%s -> %s", (operation, name) => expect(queueNameOf(operation)).toBe(name));
});

describe("what rests on it", () => {
	const queues = findQueueTimes(TREE, QUEUED);
	const self = selfTimes(TREE);
	const path = criticalPath(TREE);
	const errors = errorChain(TREE, QUEUED.status);
	const facts = traceFacts({ skeleton: QUEUED, tree: TREE, self, path, errors, retries: [], queues });

	it("the sentence speaks of the longest wait when it is a large part of the trace", () => {
		expect(facts.sentence).toContainEqual({ kind: "queued", row: 3, waitedNanos: 15e6, ratio: 15 / 26 });
	});

	it("but not of a short one", () => {
		const skeleton = bareSkeleton([
			{ parent: NO_PARENT, start: 0, duration: 20, kind: SpanKind.server },
			{ parent: 0, start: 2, duration: 3, kind: SpanKind.producer },
			{ parent: 1, start: 7, duration: 6, kind: SpanKind.consumer },
		]);
		const tree = buildSpanTree(skeleton);
		const input = {
			skeleton,
			tree,
			self: selfTimes(tree),
			path: criticalPath(tree),
			errors: errorChain(tree, skeleton.status),
			retries: [],
		};
		const short = findQueueTimes(tree, skeleton);
		expect([...short.waited]).toEqual([2e6]);
		expect(traceFacts({ ...input, queues: short }).sentence.map(({ kind }) => kind)).not.toContain("queued");
	});

	it("a producer that only waits for its broker is no gap", () => {
		expect([...findGaps(TREE, QUEUED.kind).node]).not.toContain(1);
	});
});
