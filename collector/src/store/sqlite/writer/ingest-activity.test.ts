import type { Signal } from "@spanglass/shared/model/signal";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { expect, it } from "vitest";
import { createColumns } from "../signal-columns.ts";
import { IngestActivity } from "./ingest-activity.ts";
import { manualClock } from "./writer-harness.testdata.ts";

const MINUTE_MS = 60_000;

function activityAt(start: number) {
	const clock = manualClock(start);
	const activity = new IngestActivity(clock);
	const count = (signal: Signal, items: number) =>
		activity.countReadable(signal, items, createColumns(signal, { generationId: 1, firstSequence: 1 }).columns);
	return { clock, activity, count };
}

it("counts by steps of ten seconds, and forgets what is older than an hour", () => {
	const { clock, activity, count } = activityAt(1_790_000_000_000);
	count("traces", 5);
	clock.advance(9_999);
	count("traces", 1);
	activity.countRejected(2);
	clock.advance(1);
	count("logs", 3);
	const { start, spans, logRecords, metricPoints, rejected } = activity.history();
	expect(start).toBe(unixNanosFromMillis(1_790_000_010_000 - 359 * 10_000));
	expect([spans.length, logRecords.length, metricPoints.length, rejected.length]).toEqual([360, 360, 360, 360]);
	expect([spans.at(-2), spans.at(-1), logRecords.at(-1), rejected.at(-2)]).toEqual([6, 0, 3, 2]);
	clock.advance(58 * MINUTE_MS);
	expect(activity.history().spans.reduce((sum, items) => sum + items, 0)).toBe(6);
	clock.advance(2 * MINUTE_MS);
	expect(activity.history().logRecords.every((items) => items === 0)).toBe(true);
	expect(activity.history().spans.every((items) => items === 0)).toBe(true);
});

it("survives a clock that is put back", () => {
	const { clock, activity, count } = activityAt(1_790_000_000_000);
	count("metrics", 4);
	clock.advance(-5 * MINUTE_MS);
	count("metrics", 1);
	expect(activity.history().metricPoints.at(-1)).toBe(5);
	clock.advance(-120 * MINUTE_MS);
	count("metrics", 2);
	expect(activity.history().metricPoints.at(-1)).toBe(2);
	expect(activity.history().metricPoints.reduce((sum, items) => sum + items, 0)).toBe(2);
});
