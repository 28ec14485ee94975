import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import type { Span } from "@spanglass/shared/model/span";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { describe, expect, it } from "vitest";
import { walkTraces } from "../wire/otlp/walk-traces.ts";
import { createGeneration } from "./create-generation.ts";
import type { GenerationHandle, ServiceIdentity, TraceGeneration } from "./generation.ts";
import { openGeneration } from "./generation-view.ts";
import { spanAt } from "./item-decoder.ts";
import { SEGMENT_ROWS } from "./layout.ts";
import { mayHoldTrace } from "./trace-filter.ts";

const NONE = new Uint32Array(0);
const DRAWN = `
gateway: GET /pay [=======]
  payments: charge [====]
`;

function traceNumber(number: number): readonly Span[] {
	return traceFromText(DRAWN, { traceId: number.toString(16).padStart(32, "0") });
}

function add(generation: TraceGeneration, sequence: number, spans: readonly Span[]): void {
	const body = encodeTraceRequest(spans);
	generation.beginRequest(sequence, body);
	walkTraces(body, generation, NONE);
}

describe("a generation", () => {
	it("shows readers what is published, and nothing else", () => {
		const generation = createGeneration("traces", { generationId: 3, firstSequence: 10 });
		const view = openGeneration(generation.handle);
		add(generation, 10, traceNumber(1));
		view.refresh();
		expect(view.counts.rows).toBe(0);
		generation.publish();
		view.refresh();
		expect(view.counts.rows).toBe(2);
		expect(spanAt(view, 1).name).toBe("charge");
	});

	it("is read through a handle that crossed a message port before the buffers grew", () => {
		const generation = createGeneration("traces", { generationId: 3, firstSequence: 1 });
		const { port1, port2 } = new MessageChannel();
		port1.postMessage(generation.handle);
		const { message } = receiveMessageOnPort(port2) as { readonly message: GenerationHandle };
		const view = openGeneration(message);
		const requests = SEGMENT_ROWS / 2 / 64 + 2;
		for (let sequence = 1; sequence <= requests; sequence++) {
			add(generation, sequence, Array.from({ length: 64 }, (_, at) => traceNumber(sequence * 64 + at)).flat());
			generation.publish();
		}
		view.refresh();
		expect(view.counts.rows).toBe(requests * 128);
		expect(view.rowsUpTo(1)).toBe(128);
		expect(view.rowsUpTo(requests - 1)).toBe((requests - 1) * 128);
		expect(spanAt(view, view.counts.rows - 1)).toMatchObject({ name: "charge", traceId: traceNumber(requests * 64 + 63)[0]?.traceId });
		port1.close();
		port2.close();
	});

	it("says which services it met, and sums itself up for the directory", () => {
		const services: ServiceIdentity[] = [];
		const generation = createGeneration("traces", { generationId: 1, firstSequence: 5, onNewService: (service) => services.push(service) });
		const spans = traceNumber(1);
		add(generation, 5, spans);
		add(generation, 8, traceNumber(2));
		expect(services.map(({ name }) => name)).toEqual(["gateway", "payments"]);
		const summary = generation.summarize();
		const starts = spans.map((span) => span.startTime).sort();
		expect(summary).toMatchObject({ rows: 4, firstSequence: 5, lastSequence: 8, serviceNames: ["gateway", "payments"] });
		expect([summary.minTime, summary.maxTime]).toEqual([starts[0], starts.at(-1)]);
		expect(mayHoldTrace(summary.traceFilter, Uint32Array.of(0, 0, 0, 2))).toBe(true);
	});

	it("sums up to nothing when it is empty", () => {
		const summary = createGeneration("logs", { generationId: 1, firstSequence: 5 }).summarize();
		expect(summary).toMatchObject({ rows: 0, firstSequence: 5, lastSequence: 4, minTime: 0n, maxTime: 0n, serviceNames: [] });
	});
});
