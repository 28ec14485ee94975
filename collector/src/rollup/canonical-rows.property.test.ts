import type { Span } from "@spanglass/shared/model/span";
import { recordedFolders, recordingsFolder } from "@spanglass/shared/otlp/corpus.testdata";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { canonicalOfSpan } from "@spanglass/shared/semconv/canonical-of-span";
import { spanDisplayName } from "@spanglass/shared/semconv/display-name";
import { arbitrarySpans } from "@spanglass/shared/testing/arbitrary";
import { arbitraryConventionSpan } from "@spanglass/shared/testing/arbitrary-convention";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generationOf, opened, sealed } from "../columns/block/block-harness.testdata.ts";
import { createGeneration } from "../columns/create-generation.ts";
import { openGeneration } from "../columns/generation-view.ts";
import { spanAt } from "../columns/item-decoder.ts";
import type { RowView } from "../columns/row-view.ts";
import { transcodeJson } from "../wire/otlp/json.ts";
import { walkTraces } from "../wire/otlp/walk-traces.ts";
import { CanonicalList, CanonicalRows } from "./canonical-rows.ts";

const NONE = new Uint32Array(0);

/** Compare the records of all rows with those of the decoded spans. */
function expectRecords(view: RowView, list: CanonicalList): void {
	const rows = new CanonicalRows(view, list);
	for (let row = 0; row < view.counts.rows; row++) {
		const span = spanAt(view, row);
		const record = list.at(rows.numberOf(row));
		expect(record).toEqual(canonicalOfSpan(span));
		expect(record.operation).toBe(spanDisplayName(span));
	}
}

function expectSame(bodies: readonly Uint8Array[]): CanonicalList {
	const view = generationOf("traces", bodies);
	const list = new CanonicalList();
	expectRecords(view, list);
	const known = list.size;
	const block = sealed([{ view }]);
	if (block !== undefined) expectRecords(opened(block), list);
	expect(list.size).toBe(known);
	return list;
}

/** Every span twice, the second time with other values under the same keys: rows of one shape that differ. */
const arbitraryNeighbours = fc
	.array(fc.tuple(arbitraryConventionSpan, arbitraryConventionSpan), { maxLength: 6 })
	.map((pairs) => pairs.flatMap(([one, other]): Span[] => [one, { ...one, attributes: one.attributes.map(otherValueIn(other)) }, other]));

function otherValueIn(other: Span): (attribute: Span["attributes"][number]) => Span["attributes"][number] {
	return ({ key, value }) => ({ key, value: other.attributes.find((attribute) => attribute.key === key)?.value ?? value });
}

describe("canonical records by row", () => {
	it("equal those of the decoded spans, open and sealed", () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(arbitrarySpans, arbitraryNeighbours), { minLength: 1, maxLength: 3 }), (requests) => {
				expectSame(requests.map(encodeTraceRequest));
			}),
			{ numRuns: 150 },
		);
	});

	it("follow a generation that grows", () => {
		fc.assert(
			fc.property(fc.array(arbitraryNeighbours, { minLength: 2, maxLength: 4 }), (requests) => {
				const generation = createGeneration("traces", { generationId: 7, firstSequence: 100 });
				const view = openGeneration(generation.handle);
				const list = new CanonicalList();
				const rows = new CanonicalRows(view, list);
				let row = 0;
				requests.map(encodeTraceRequest).forEach((body, index) => {
					generation.beginRequest(100 + index, body);
					walkTraces(body, generation, NONE);
					generation.publish();
					view.refresh();
					for (; row < view.counts.rows; row++) expect(list.at(rows.numberOf(row))).toEqual(canonicalOfSpan(spanAt(view, row)));
				});
			}),
			{ numRuns: 50 },
		);
	});

	it("are few where a key with many values is not what tells them apart", () => {
		const spans = fc.sample(arbitraryConventionSpan, 1).flatMap((any) =>
			Array.from({ length: 500 }, (_, index): Span => {
				const value = { type: "string", value: `http://shop.example/users/${index}` } as const;
				const method = { key: "http.request.method", value: { type: "string", value: "GET" } } as const;
				const spanId = (index + 1).toString(16).padStart(16, "0") as Span["spanId"];
				return {
					...any,
					spanId,
					kind: 3,
					name: "GET",
					scope: { ...any.scope, name: "" },
					attributes: [method, { key: "url.full", value }],
				};
			}),
		);
		const list = expectSame([encodeTraceRequest(spans)]);
		expect(list.size).toBe(1);
		expect(list.at(0).peer?.node).toEqual({ type: "external", namespace: "", name: "shop.example", system: "" });
	});
});

const folders = recordedFolders();
describe(`canonical records of recorded requests${recordingsFolder() === undefined ? " (not run: they are not there)" : ""}`, () => {
	for (const { name, requests } of folders) {
		it(name, () => {
			const bodies = requests
				.filter(({ signal }) => signal === "traces")
				.map(({ bytes, encoding }) => (encoding === "json" ? transcodeJson("traces", bytes).body : bytes));
			expect(expectSame(bodies).size).toBeGreaterThan(3);
		});
	}
	it.runIf(folders.length === 0)("are not there", () => {
		expect(recordingsFolder()).toBeUndefined();
	});
});
