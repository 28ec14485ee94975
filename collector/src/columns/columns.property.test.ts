import type { Signal } from "@spanglass/shared/model/signal";
import {
	decodeLogsRequest,
	decodeMetricsRequest,
	decodeTraceRequest,
	encodeLogsRequest,
	encodeMetricsRequest,
	encodeTraceRequest,
} from "@spanglass/shared/otlp/protobuf";
import { arbitraryLogRecords, arbitrarySpans } from "@spanglass/shared/testing/arbitrary";
import { arbitraryMetricPoints } from "@spanglass/shared/testing/arbitrary-metric";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { walkLogs } from "../wire/otlp/walk-logs.ts";
import { walkMetrics } from "../wire/otlp/walk-metrics.ts";
import { walkTraces } from "../wire/otlp/walk-traces.ts";
import { createGeneration } from "./create-generation.ts";
import type { GenerationOf } from "./generation.ts";
import { type GenerationView, openGeneration } from "./generation-view.ts";
import { logRecordAt, pointAt, spanAt } from "./item-decoder.ts";

const NONE = new Uint32Array(0);

interface Codec<S extends Signal> {
	readonly walk: (body: Uint8Array, sink: GenerationOf[S], rejected: Uint32Array) => unknown;
	readonly decode: (body: Uint8Array) => readonly object[];
	readonly at: (view: GenerationView, row: number) => object;
}

const CODECS: { readonly [S in Signal]: Codec<S> } = {
	traces: { walk: walkTraces, decode: decodeTraceRequest, at: spanAt },
	logs: { walk: walkLogs, decode: decodeLogsRequest, at: logRecordAt },
	metrics: { walk: walkMetrics, decode: decodeMetricsRequest, at: pointAt },
};

function unmarked(item: object): object {
	return { ...item, marks: 0 };
}

/** Walk requests into one generation; read everything back from the handle. */
function throughColumns<S extends Signal>(signal: S, bodies: readonly Uint8Array[]): readonly object[] {
	const generation = createGeneration(signal, { generationId: 7, firstSequence: 100 });
	const codec = CODECS[signal];
	bodies.forEach((body, index) => {
		generation.beginRequest(100 + index * 3, body);
		codec.walk(body, generation, NONE);
		generation.publish();
	});
	const view = openGeneration(generation.handle);
	return Array.from({ length: view.counts.rows }, (_, row) => unmarked(codec.at(view, row)));
}

function expectRoundTrip(signal: Signal, bodies: readonly Uint8Array[]): void {
	const { decode } = CODECS[signal];
	expect(throughColumns(signal, bodies)).toEqual(bodies.flatMap((body) => decode(body).map(unmarked)));
}

describe("what is walked into columns reads back as shared/otlp decodes it", () => {
	it("spans", () => {
		const bodies = fc.array(arbitrarySpans.map(encodeTraceRequest), { minLength: 1, maxLength: 4 });
		fc.assert(
			fc.property(bodies, (list) => expectRoundTrip("traces", list)),
			{ numRuns: 150, seed: 20_260_801 },
		);
	});

	it("log records", () => {
		const bodies = fc.array(arbitraryLogRecords.map(encodeLogsRequest), { minLength: 1, maxLength: 4 });
		fc.assert(
			fc.property(bodies, (list) => expectRoundTrip("logs", list)),
			{ numRuns: 150, seed: 20_260_802 },
		);
	});

	it("metric points", () => {
		const bodies = fc.array(arbitraryMetricPoints.map(encodeMetricsRequest), { minLength: 1, maxLength: 4 });
		fc.assert(
			fc.property(bodies, (list) => expectRoundTrip("metrics", list)),
			{ numRuns: 150, seed: 20_260_803 },
		);
	});
});

describe("rolling back", () => {
	it("leaves what was before, and what comes after reads back", () => {
		const body = fc.tuple(arbitrarySpans, arbitrarySpans, arbitrarySpans);
		fc.assert(
			fc.property(body, (requests) => {
				const [first, failed, last] = requests.map(encodeTraceRequest) as [Uint8Array, Uint8Array, Uint8Array];
				const generation = createGeneration("traces", { generationId: 1, firstSequence: 1 });
				const walk = (sequence: number, bytes: Uint8Array) => {
					generation.beginRequest(sequence, bytes);
					walkTraces(bytes, generation, NONE);
				};
				walk(1, first);
				generation.publish();
				walk(2, failed);
				generation.rollback();
				walk(3, last);
				generation.publish();
				const view = openGeneration(generation.handle);
				const spans = Array.from({ length: view.counts.rows }, (_, row) => unmarked(spanAt(view, row)));
				expect(spans).toEqual([...decodeTraceRequest(first), ...decodeTraceRequest(last)].map(unmarked));
			}),
			{ numRuns: 100, seed: 20_260_804 },
		);
	});
});
