import { describe, expect, test } from "vitest";
import { overviewOf } from "../../testing/fake-overview.ts";
import { draggedWindow, firstWindow, movedWindow, playedWindow, type ScrubberScale, scaleOf, snapWindow, windowOfKey } from "./scrubber.ts";

const MINUTE = 60_000;
const SCALE: ScrubberScale = { fromMs: 0, toMs: 10 * MINUTE, stepMs: MINUTE, bars: Array.from({ length: 10 }, () => undefined) };
const minutes = (from: number, to: number) => ({ fromMs: from * MINUTE, toMs: to * MINUTE });
const key = (name: string, window: ReturnType<typeof minutes> | undefined, isShift = false) =>
	windowOfKey(SCALE, window, { key: name, isShift });

describe("a window", () => {
	test("lies on whole steps inside of the range, and is a step wide at least", () => {
		expect(snapWindow(SCALE, { fromMs: 61_000, toMs: 175_000 })).toEqual(minutes(1, 3));
		expect(snapWindow(SCALE, minutes(-5, -4))).toEqual(minutes(0, 1));
		expect(snapWindow(SCALE, minutes(50, 60))).toEqual(minutes(9, 10));
		expect(snapWindow(SCALE, { fromMs: 120_000, toMs: 121_000 })).toEqual(minutes(2, 3));
		expect(firstWindow(SCALE)).toEqual(minutes(8, 10));
	});

	test("moves, and stays as wide as it is at the ends", () => {
		expect(movedWindow(SCALE, minutes(2, 5), 3)).toEqual(minutes(5, 8));
		expect(movedWindow(SCALE, minutes(2, 5), 30)).toEqual(minutes(7, 10));
		expect(movedWindow(SCALE, minutes(2, 5), -30)).toEqual(minutes(0, 3));
	});

	test("is moved by arrows, resized with Shift, sent to the ends, taken away", () => {
		expect(key("ArrowRight", undefined)).toEqual(minutes(8, 10));
		expect(key("ArrowLeft", minutes(8, 10))).toEqual(minutes(7, 9));
		expect(key("ArrowRight", minutes(2, 4), true)).toEqual(minutes(2, 5));
		expect(key("ArrowLeft", minutes(2, 3), true)).toEqual(minutes(2, 3));
		expect([key("Home", minutes(4, 6)), key("End", minutes(4, 6))]).toEqual([minutes(0, 2), minutes(8, 10)]);
		expect([key("Escape", minutes(4, 6)), key("Escape", undefined), key("x", minutes(4, 6))]).toEqual(["none", undefined, undefined]);
	});

	test("plays from step to step and begins again at the end", () => {
		expect(playedWindow(SCALE, minutes(6, 9))).toEqual(minutes(7, 10));
		expect(playedWindow(SCALE, minutes(7, 10))).toEqual(minutes(0, 3));
	});

	test("is dragged by its middle or by an end, which never passes the other", () => {
		const drag = (grip: "start" | "end" | "whole", by: number) => draggedWindow(SCALE, minutes(3, 6), { grip, byMs: by * MINUTE });
		expect([drag("whole", 2), drag("whole", -9)]).toEqual([minutes(5, 8), minutes(0, 3)]);
		expect([drag("end", 2), drag("end", -9)]).toEqual([minutes(3, 8), minutes(3, 4)]);
		expect([drag("start", -2), drag("start", 9)]).toEqual([minutes(1, 6), minutes(5, 6)]);
	});
});

test("bars: failed ones, none, and what is still to come", () => {
	const at = (minute: number): string => String(BigInt(minute) * 60_000_000_000n);
	const { entry, ...rest } = overviewOf();
	const [point] = overviewOf().entry.points;
	const numbers = { ...(point?.numbers ?? entry.numbers), count: 40, errorCount: 3 };
	const answer = { ...rest, stepMinutes: 2, range: { from: at(10), to: at(20) }, entry: { ...entry, points: [{ at: at(12), numbers }] } };
	expect(scaleOf(answer, 16.5 * MINUTE)).toEqual({
		...{ fromMs: 10 * MINUTE, toMs: 20 * MINUTE, stepMs: 2 * MINUTE },
		bars: [{ requests: 0, errors: 0 }, { requests: 40, errors: 3 }, { requests: 0, errors: 0 }, { requests: 0, errors: 0 }, undefined],
	});
});
