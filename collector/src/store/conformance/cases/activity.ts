import type { SpanId } from "@spanglass/shared/model/ids";
import { unixNanos } from "@spanglass/shared/units/time";
import { describe, expect, it } from "vitest";
import { HISTORY_STEP_NANOS, HISTORY_STEPS } from "../../api/ingest-activity.ts";
import { sendLogs, sendPoints, sendSpans } from "../ingest-helpers.ts";
import { sampleLogRecords, samplePoints, sampleSpans } from "../requests.ts";
import type { OpenStore } from "../suite.ts";

const SECOND = 1_000_000_000n;
const ago = (seconds: bigint) => unixNanos(BigInt(Date.now()) * 1_000_000n - seconds * SECOND);

/** What the status says of the last hour and of delay. */
export function activityCases(open: OpenStore): void {
	describe("activity", () => {
		it("tells how long items took to be readable, late ones apart", async () => {
			const { writer, close } = await open();
			expect((await writer.status()).delay).toEqual({ count: 0, late: 0, p50: undefined, p99: undefined });
			const spans = sampleSpans(100, 51).map((span, at) => ({ ...span, startTime: ago(7000n), endTime: ago(at < 99 ? 20n : -30n) }));
			await sendSpans(writer, spans);
			const timeless = { time: unixNanos(0n), observedTime: unixNanos(0n) };
			const times = [{ ...timeless, time: ago(3601n) }, { ...timeless, observedTime: ago(3601n) }, timeless];
			await sendLogs(
				writer,
				sampleLogRecords(3, 52).map((record, at) => ({ ...record, ...times[at] })),
			);
			await sendPoints(
				writer,
				samplePoints(1, 53).map((point) => ({ ...point, time: ago(600n) })),
			);
			await expect.poll(async () => (await writer.status()).delay).toMatchObject({ count: 101, late: 2 });
			const { p50, p99 } = (await writer.status()).delay;
			for (const delay of [p50, p99]) expect(Math.abs((delay ?? 0) / 20e9 - 1)).toBeLessThan(0.1);
			await close();
		});

		it("counts what arrived by steps of the last hour", async () => {
			const { writer, close } = await open();
			const [first, ...rest] = sampleSpans(12, 54);
			await sendSpans(writer, [{ ...first, spanId: "0".repeat(16) as SpanId } as (typeof rest)[number], ...rest]);
			await sendLogs(writer, sampleLogRecords(4, 55));
			await sendPoints(writer, samplePoints(3, 56));
			const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
			await expect.poll(async () => sum((await writer.status()).history.metricPoints)).toBe(3);
			const { start, spans, logRecords, metricPoints, rejected } = (await writer.status()).history;
			for (const counts of [spans, logRecords, metricPoints, rejected]) expect(counts).toHaveLength(HISTORY_STEPS);
			expect([sum(spans), sum(logRecords), sum(rejected)]).toEqual([11, 4, 1]);
			expect(sum(spans.slice(-3))).toBe(11);
			const end = Number(start) + HISTORY_STEPS * HISTORY_STEP_NANOS;
			expect(Math.abs(end - Date.now() * 1e6)).toBeLessThanOrEqual(2 * HISTORY_STEP_NANOS);
			await close();
		});
	});
}
