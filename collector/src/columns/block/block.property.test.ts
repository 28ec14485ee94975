import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { MetricPoint } from "@spanglass/shared/model/metric";
import type { Signal } from "@spanglass/shared/model/signal";
import type { Span } from "@spanglass/shared/model/span";
import { encodeLogsRequest, encodeMetricsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { arbitraryLogRecords, arbitrarySpans } from "@spanglass/shared/testing/arbitrary";
import { arbitraryMetricPoints } from "@spanglass/shared/testing/arbitrary-metric";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RowView } from "../row-view.ts";
import { generationOf, itemsOf, opened, sealed } from "./block-harness.testdata.ts";

const BODIES: { readonly [S in Signal]: fc.Arbitrary<readonly Uint8Array[]> } = {
	traces: fc.array(arbitrarySpans.map(encodeTraceRequest), { minLength: 1, maxLength: 4 }),
	logs: fc.array(arbitraryLogRecords.map(encodeLogsRequest), { minLength: 1, maxLength: 4 }),
	metrics: fc.array(arbitraryMetricPoints.map(encodeMetricsRequest), { minLength: 1, maxLength: 4 }),
};

function compare(left: bigint | string, right: bigint | string): number {
	if (left < right) return -1;
	return left > right ? 1 : 0;
}

function eventTime(record: LogRecord): bigint {
	return record.time === 0n ? record.observedTime : record.time;
}

/** The order of the contract; `sort` is stable, and rows come in order of arrival. */
function inBlockOrder(view: RowView): readonly object[] {
	const items = itemsOf(view);
	if (view.signal === "traces") {
		return (items as readonly Span[]).toSorted(
			(a, b) => compare(a.traceId, b.traceId) || compare(a.startTime, b.startTime) || compare(a.spanId, b.spanId),
		);
	}
	if (view.signal === "logs") return (items as readonly LogRecord[]).toSorted((a, b) => compare(eventTime(a), eventTime(b)));
	const order = new Map<object, number>();
	for (const { series } of items as readonly MetricPoint[]) if (!order.has(series)) order.set(series, order.size);
	const rank = ({ series }: MetricPoint) => order.get(series) as number;
	return (items as readonly MetricPoint[]).toSorted((a, b) => rank(a) - rank(b) || compare(a.time, b.time));
}

function expectRoundTrip(view: RowView): void {
	const block = sealed([{ view }]);
	if (view.counts.rows === 0) {
		expect(block).toBeUndefined();
		return;
	}
	expect(block).toBeDefined();
	if (block !== undefined) expect(itemsOf(opened(block))).toEqual(inBlockOrder(view));
}

describe("what is sealed reads back, in the order of blocks", () => {
	for (const signal of ["traces", "logs", "metrics"] as const) {
		it(signal, () => {
			fc.assert(
				fc.property(BODIES[signal], (bodies) => expectRoundTrip(generationOf(signal, bodies))),
				{ numRuns: 150, seed: 20_260_811 },
			);
		});
	}
});
