import type { Span } from "@spanglass/shared/model/span";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import type { Filter } from "@spanglass/shared/query/filter";
import { ALL_TIME } from "@spanglass/shared/query/time-range";
import { evaluateTrace } from "@spanglass/shared/query/trace-eval";
import { expect, it } from "vitest";
import { createGeneration } from "../../../columns/create-generation.ts";
import { type GenerationView, openGeneration } from "../../../columns/generation-view.ts";
import { spanAt } from "../../../columns/item-decoder.ts";
import { walkTraces } from "../../../wire/otlp/walk-traces.ts";
import { sampleFamilies, sampleTraceFilters } from "../../conformance/requests.ts";
import { confirmTraces } from "./confirm-traces.ts";
import { halvesRange } from "./halves-range.ts";
import { Pace } from "./pace.ts";
import type { Part, Rows } from "./part.ts";
import type { IndexedPart } from "./search-parts.ts";
import { TraceIndex } from "./trace-index.ts";
import { sumsOf } from "./trace-sums.ts";

function generationOf(spans: readonly Span[], firstSequence: number): GenerationView {
	const generation = createGeneration("traces", { generationId: firstSequence, firstSequence });
	const body = encodeTraceRequest(spans);
	generation.beginRequest(firstSequence, body);
	walkTraces(body, generation, new Uint32Array(0));
	generation.publish();
	return openGeneration(generation.handle);
}

const spans = sampleFamilies(240, 71);
const views = [0, 1, 2].map((part) => generationOf(spans.slice(part * 80, part * 80 + 80), part + 1));
const stored = views.flatMap((view) => Array.from({ length: view.counts.rows }, (_, row) => spanAt(view, row)));
const range = halvesRange(ALL_TIME);

/** How many traces stay marked when so many rows are held at once. */
async function countConfirmed(
	filter: Filter,
	rowsAtOnce: number,
	pace: Pace,
): Promise<{ readonly confirmed: number; readonly opened: number }> {
	const index = new TraceIndex();
	const parts: IndexedPart[] = [];
	for (const view of views) {
		const rows: Rows = { view, again: () => view, from: 0, to: view.counts.rows, has: undefined };
		const part: Part = {
			times: undefined,
			mayOverlap: () => true,
			mayHold: () => true,
			mayHoldAfter: () => true,
			mayMatch: () => true,
			services: undefined,
			open: async () => rows,
		};
		const sums = await sumsOf(rows, pace);
		const { traces, counts } = view;
		const ordinals = new Int32Array(counts.traces);
		for (let trace = 0; trace < counts.traces; trace++) {
			const ordinal = index.intern(traces, trace);
			index.addSums(ordinal, sums, trace);
			ordinals[trace] = ordinal;
		}
		parts.push({ part, ordinals });
	}
	index.columns.matched.fill(1);
	let opened = 0;
	const open = (part: Part) => {
		opened++;
		return part.open();
	};
	await confirmTraces({ filter, range, parts, open, rowsAtOnce }, index, pace);
	const matched = index.columns.matched.subarray(0, index.count);
	return { confirmed: matched.filter((mark) => mark !== 0).length, opened };
}

it("confirms the same traces whether they fit into one batch or each is one of its own", async () => {
	const pace = new Pace({ checkpoint: async () => undefined });
	const traces = [...Map.groupBy(stored, ({ traceId }) => traceId).values()];
	let batches = 0;
	for (const filter of sampleTraceFilters(100, 72)) {
		const expected = traces.filter((trace) => evaluateTrace(filter, trace).includes(true)).length;
		for (const rowsAtOnce of [1, 50, 1000]) {
			const { confirmed, opened } = await countConfirmed(filter, rowsAtOnce, pace);
			expect(confirmed, JSON.stringify(filter)).toBe(expected);
			batches = Math.max(batches, opened / views.length);
		}
	}
	expect(batches).toBe(traces.length);
});
