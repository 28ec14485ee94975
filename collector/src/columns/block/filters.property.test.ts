import type { Attributes, AttributeValue } from "@spanglass/shared/model/attributes";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { Span } from "@spanglass/shared/model/span";
import { encodeLogsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import type { FilterValue, ItemFilter } from "@spanglass/shared/query/filter";
import { evaluateLogRecord, evaluateSpan } from "@spanglass/shared/query/filter-eval";
import { numberFromText } from "@spanglass/shared/query/value-test";
import { keyNames } from "@spanglass/shared/semconv/renames";
import { valueText } from "@spanglass/shared/semconv/value-text";
import { arbitraryLogRecords, arbitrarySpans, arbitraryText } from "@spanglass/shared/testing/arbitrary";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generationOf, itemsOf, opened, sealed } from "./block-harness.testdata.ts";
import type { BlockView } from "./block-view.ts";

function literal(text: string, quoted = false): FilterValue {
	const number = numberFromText(text);
	return { text, number: quoted || number === undefined ? undefined : Number(number), quoted };
}

/** Literals that may equal a value, written in several ways. */
function literalsOf(value: AttributeValue): FilterValue[] {
	const text = valueText(value);
	const inner = value.type === "array" ? value.value.flatMap(literalsOf) : [];
	const number = numberFromText(text);
	const written = number === undefined ? [] : [`+${text}`, `${text}.0`, `${text}e0`, `0${text}`, String(Number(number))];
	return [literal(text), literal(text, true), ...written.map((other) => literal(other)), ...inner];
}

function listsOf(item: Span | LogRecord): readonly Attributes[] {
	const inner = "events" in item ? [...item.events, ...item.links].map(({ attributes }) => attributes) : [];
	return [item.attributes, item.resource.attributes, item.scope.attributes, ...inner];
}

function expectNoMiss(view: BlockView, matches: (filter: ItemFilter, item: object) => boolean): void {
	const items = itemsOf(view) as readonly (Span | LogRecord)[];
	const attributes = items.flatMap((item) => listsOf(item).flat());
	const keys = new Set(attributes.flatMap(({ key }) => keyNames(key)));
	const literals = attributes.slice(0, 24).flatMap(({ value }) => literalsOf(value));
	for (const key of keys) {
		for (const value of literals) {
			if (view.mayHoldValue(key, value)) continue;
			for (const scope of ["any", "span", "resource", "scope", "event", "link"] as const) {
				const filter: ItemFilter = { type: "compare", field: { scope, key }, op: "=", value };
				expect(items.filter((item) => matches(filter, item))).toEqual([]);
			}
		}
	}
}

describe("a filter of a block never rules out what is there", () => {
	it("values of spans, their resources, scopes, events and links", () => {
		fc.assert(
			fc.property(arbitrarySpans, (spans) => {
				const block = sealed([{ view: generationOf("traces", [encodeTraceRequest(spans)]) }]);
				if (block !== undefined) expectNoMiss(opened(block), (filter, item) => evaluateSpan(filter, item as Span));
			}),
			{ numRuns: 25, seed: 20_260_821 },
		);
	});

	it("values of log records", () => {
		fc.assert(
			fc.property(arbitraryLogRecords, (records) => {
				const block = sealed([{ view: generationOf("logs", [encodeLogsRequest(records)]) }]);
				if (block !== undefined) expectNoMiss(opened(block), (filter, item) => evaluateLogRecord(filter, item as LogRecord));
			}),
			{ numRuns: 25, seed: 20_260_822 },
		);
	});

	it("texts in bodies, whatever their type and case", () => {
		const parts = fc.array(fc.tuple(fc.nat(60), fc.nat(30)), { maxLength: 8 });
		fc.assert(
			fc.property(arbitraryLogRecords, fc.array(arbitraryText, { maxLength: 4 }), parts, (records, texts, cuts) => {
				const block = sealed([{ view: generationOf("logs", [encodeLogsRequest(records)]) }]);
				if (block === undefined) return;
				const view = opened(block);
				const items = itemsOf(view) as readonly LogRecord[];
				const bodies = items.map(({ body }) => (body === undefined ? "" : valueText(body)));
				const cut = bodies.flatMap((body) => cuts.map(([start, length]) => body.slice(start, start + length)));
				for (const text of [...texts, ...cut, ...cut.map((part) => part.toUpperCase())]) {
					if (view.mayHoldText(text)) continue;
					expect(items.filter((item) => evaluateLogRecord({ type: "text", text }, item))).toEqual([]);
				}
			}),
			{ numRuns: 200, seed: 20_260_823 },
		);
	});

	it("rules out values, keys and texts that are nowhere", () => {
		const body = { type: "string", value: "reservation k7p2m9x4q1zz accepted by worker 12 after 830 ms" } as const;
		const records = fc.sample(arbitraryLogRecords, { numRuns: 20, seed: 3 }).flat().slice(0, 12);
		const block = sealed([{ view: generationOf("logs", [encodeLogsRequest(records.map((record) => ({ ...record, body })))]) }]);
		if (block === undefined) throw new Error("nothing was sealed");
		const view = opened(block);
		expect(view.mayHoldText("K7P2M9X4")).toBe(true);
		expect(view.mayHoldText("p2m9x4q1z")).toBe(true);
		expect(view.mayHoldText("k7p2m9x5")).toBe(false);
		expect(view.mayHoldText("cancelled")).toBe(false);
		const absent = Array.from({ length: 200 }, (_, at) => view.mayHoldValue("order.id", literal(`none-${at}`)));
		expect(absent.filter(Boolean).length).toBeLessThan(20);
	});
});
