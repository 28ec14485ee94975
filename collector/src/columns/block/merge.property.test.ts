import type { Signal } from "@spanglass/shared/model/signal";
import { encodeLogsRequest, encodeMetricsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { arbitraryLogRecords, arbitrarySpans } from "@spanglass/shared/testing/arbitrary";
import { arbitraryMetricPoints } from "@spanglass/shared/testing/arbitrary-metric";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RowView } from "../row-view.ts";
import { generationOf, itemsOf, opened, sealed } from "./block-harness.testdata.ts";
import type { RowsToSeal, SealedBlock } from "./contract.ts";

const BODY: { readonly [S in Signal]: fc.Arbitrary<Uint8Array> } = {
	traces: arbitrarySpans.map(encodeTraceRequest),
	logs: arbitraryLogRecords.map(encodeLogsRequest),
	metrics: arbitraryMetricPoints.map(encodeMetricsRequest),
};

function blockOf(sources: readonly RowsToSeal[]): readonly RowsToSeal[] {
	const block = sealed(sources);
	return block === undefined ? [] : [{ view: opened(block) }];
}

/** Everything but the bytes of the chunks, which may be numbered otherwise. */
function directoryOf(block: SealedBlock | undefined): object | undefined {
	return block === undefined ? undefined : { ...block, chunks: [] };
}

function arrivals(view: RowView): readonly object[] {
	return Array.from({ length: view.counts.rows }, (_, row) => ({ sequence: view.sequenceOf(row), place: placeOf(view, row) }));
}

function placeOf(view: RowView, row: number): number {
	return view.signal === "logs" ? view.placeOf(row) : 0;
}

/** Requests twice over, so that traces and series go on in the next part. */
function expectMerged(signal: Signal, bodies: readonly Uint8Array[], cuts: readonly number[]): void {
	const requests = [...bodies, ...bodies];
	const whole = sealed([{ view: generationOf(signal, requests) }]);
	const bounds = [0, ...cuts.map((cut) => cut % requests.length).sort((a, b) => a - b), requests.length];
	const parts = bounds.slice(1).flatMap((end, at) => {
		const start = bounds[at] as number;
		const view = generationOf(signal, requests.slice(start, end), 100 + start * 3);
		// The last part is merged as open columns.
		return at === bounds.length - 2 ? [{ view }] : blockOf([{ view }]);
	});
	const merged = sealed(parts);
	expect(directoryOf(merged)).toEqual(directoryOf(whole));
	if (merged === undefined || whole === undefined) return;
	expect(itemsOf(opened(merged))).toEqual(itemsOf(opened(whole)));
	expect(arrivals(opened(merged))).toEqual(arrivals(opened(whole)));
}

describe("blocks merged are the block of all their rows", () => {
	for (const signal of ["traces", "logs", "metrics"] as const) {
		it(signal, () => {
			const bodies = fc.array(BODY[signal], { minLength: 1, maxLength: 4 });
			const cuts = fc.array(fc.nat(7), { minLength: 1, maxLength: 3 });
			fc.assert(
				fc.property(bodies, cuts, (list, places) => expectMerged(signal, list, places)),
				{ numRuns: 60, seed: 20_260_831 },
			);
		});
	}

	it("rows can be told apart before: each goes into one block", () => {
		fc.assert(
			fc.property(fc.array(BODY.traces, { minLength: 1, maxLength: 4 }), fc.nat(5), (bodies, by) => {
				const view = generationOf("traces", bodies);
				const isOdd = (row: number) => (row + by) % 3 === 0;
				const some = blockOf([{ view, has: isOdd }]);
				const rest = blockOf([{ view, has: (row) => !isOdd(row) }]);
				const count = [...some, ...rest].reduce((sum, part) => sum + part.view.counts.rows, 0);
				expect(count).toBe(view.counts.rows);
				expect([...some, ...rest].flatMap((part) => itemsOf(part.view)).length).toBe(view.counts.rows);
				if (some.length + rest.length < 2) return;
				const both = blockOf([...some, ...rest]);
				const whole = blockOf([{ view }]);
				expect(both.flatMap((part) => itemsOf(part.view))).toEqual(whole.flatMap((part) => itemsOf(part.view)));
			}),
			{ numRuns: 40, seed: 20_260_832 },
		);
	});
});
