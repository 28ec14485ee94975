import { bareSkeleton } from "@spanglass/shared/analysis/drawn-skeleton.testdata";
import { SpanKind } from "@spanglass/shared/model/span";
import { NO_PARENT } from "@spanglass/shared/model/trace-skeleton";
import { describe, expect, it } from "vitest";
import { freeStretch, placeQueueLabel } from "./queue-lines.ts";
import { queueName, shapeOf } from "./trace-model.ts";

const SKELETON = bareSkeleton([
	{ parent: NO_PARENT, start: 0, duration: 40, operation: "root", kind: SpanKind.server },
	{ parent: 0, start: 1, duration: 3, operation: "send orders", kind: SpanKind.producer },
	{ parent: 0, start: 7, duration: 4, operation: "other" },
	{ parent: 1, start: 25, duration: 7, operation: "process orders", kind: SpanKind.consumer },
]);
const MODEL = { skeleton: SKELETON, ...shapeOf(SKELETON) };
const [SEND, OTHER, PROCESS] = [1, 2, 3] as const;

describe("queues of a model", () => {
	it("knows who waited for how long, and what the queue is called", () => {
		const { consumer, producer, waited } = MODEL.queues;
		expect([...consumer]).toEqual([PROCESS]);
		expect([...producer]).toEqual([SEND]);
		expect([...waited]).toEqual([21e6]);
		expect(queueName(MODEL, PROCESS)).toBe("orders");
	});
});

describe("freeStretch", () => {
	const { layout, tree } = MODEL;

	it("is everything in an empty lane", () => {
		expect(freeStretch(layout, tree, layout.laneCount - 1, { from: 3e6, to: 20e6 })).toEqual({ from: 3e6, to: 20e6 });
	});

	it("is the longest part between the bars of a lane", () => {
		const lane = layout.lane[OTHER] ?? 0;
		expect(lane).toBe(layout.lane[SEND]);
		expect(freeStretch(layout, tree, lane, { from: 4e6, to: 25e6 })).toEqual({ from: 11e6, to: 25e6 });
		expect(freeStretch(layout, tree, lane, { from: 3e6, to: 12e6 })).toEqual({ from: 4e6, to: 7e6 });
		expect(freeStretch(layout, tree, lane, { from: 8e6, to: 10e6 })).toEqual({ from: 8e6, to: 8e6 });
	});
});

describe("placeQueueLabel", () => {
	const widths = { name: 40, text: 80, short: 30 };

	it("centres name and time, then the time in words, then the bare time, then nothing", () => {
		expect(placeQueueLabel({ from: 100, to: 400 }, widths)).toEqual({ left: 175, nameX: 187, textX: 239, right: 325, isShort: false });
		expect(placeQueueLabel({ from: 100, to: 240 }, widths)).toEqual({
			left: 124,
			nameX: undefined,
			textX: 130,
			right: 216,
			isShort: false,
		});
		expect(placeQueueLabel({ from: 100, to: 200 }, widths)).toEqual({ left: 129, nameX: undefined, textX: 135, right: 171, isShort: true });
		expect(placeQueueLabel({ from: 100, to: 150 }, widths)).toBeUndefined();
	});
});
