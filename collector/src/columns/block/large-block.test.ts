/** Blocks of several segments: traces and series across their bounds, more heads than have columns, ids of all bits. */
import type { Attribute } from "@spanglass/shared/model/attributes";
import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { MetricPoint } from "@spanglass/shared/model/metric";
import type { Span } from "@spanglass/shared/model/span";
import { encodeLogsRequest, encodeMetricsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { arbitraryLogRecord, arbitrarySpan } from "@spanglass/shared/testing/arbitrary";
import { arbitraryMetricPoint } from "@spanglass/shared/testing/arbitrary-metric";
import { unixNanos } from "@spanglass/shared/units/time";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SEGMENT_ROWS } from "../layout.ts";
import type { RowView } from "../row-view.ts";
import { CODECS, generationOf, opened, sealed } from "./block-harness.testdata.ts";
import type { BlockView } from "./block-view.ts";
import type { RowsToSeal } from "./contract.ts";

const ROWS = SEGMENT_ROWS + 1300;
const START = 1_790_000_000_000_000_000n;

/** A number out of a number, the same every time. */
function mixed(number: number): number {
	const step = Math.imul(number ^ (number >>> 16), 0x45d9_f3b);
	return (Math.imul(step ^ (step >>> 16), 0x45d9_f3b) ^ step) >>> 0;
}

function hex(number: number, digits: number): string {
	let text = "";
	for (let part = 0; text.length < digits; part++)
		text += mixed(number * 31 + part)
			.toString(16)
			.padStart(8, "0");
	return text.slice(0, digits);
}

/** Attributes of all types under many keys; each item has a few, one in 3,000 has 1,000. */
function attributesOf(row: number): Attribute[] {
	const count = row % 3000 === 7 ? 1000 : 3;
	return Array.from({ length: count }, (_, at): Attribute => {
		const number = mixed(row + at);
		const key = `key.${at === 0 ? 0 : count === 3 ? number % 400 : at}.${at}`;
		switch (number % 6) {
			case 0:
				return { key, value: { type: "int", value: BigInt(number | 0) } };
			case 1:
				return { key, value: { type: "int", value: BigInt(number) << 20n } };
			case 2:
				return { key, value: { type: "double", value: number / 7 } };
			case 3:
				return { key, value: { type: "bool", value: number % 4 > 1 } };
			case 4:
				return { key, value: { type: "array", value: [{ type: "string", value: `element ${number % 50}` }] } };
			default:
				return { key, value: { type: "string", value: `value ${number % 3000}` } };
		}
	});
}

const someSpans = fc.sample(arbitrarySpan, { numRuns: 40, seed: 1 });
const someRecords = fc.sample(arbitraryLogRecord, { numRuns: 40, seed: 2 });
const somePoints = fc.sample(arbitraryMetricPoint, { numRuns: 40, seed: 3 });

/** One trace has 4,000 spans, the others 30; most parents are in the trace. */
function spanNumber(row: number): Span {
	const trace = row < 4000 ? 0 : Math.floor(row / 30);
	const template = someSpans[row % 40] as Span;
	const parent = row % 30 === 0 ? undefined : ((row % 17 === 0 ? hex(row, 16) : hex(row - 1, 16)) as SpanId);
	const start = START + BigInt(mixed(row) % 1_000_000_000);
	return {
		...template,
		traceId: hex(trace + 1_000_000, 32) as TraceId,
		spanId: hex(row, 16) as SpanId,
		parentSpanId: parent,
		startTime: row % 1000 === 0 ? template.startTime : unixNanos(start),
		endTime: row % 1000 === 1 ? template.endTime : unixNanos(start + BigInt(mixed(row + 1) % 5_000_000)),
		attributes: attributesOf(row),
	};
}

function recordNumber(row: number): LogRecord {
	const template = someRecords[row % 40] as LogRecord;
	const time = START + BigInt(row * 1000 + (mixed(row) % 100_000));
	return {
		...template,
		time: row % 700 === 0 ? template.time : unixNanos(time),
		observedTime: row % 700 === 1 ? template.observedTime : unixNanos(time + 40n),
		traceId: row % 3 === 0 ? "" : (hex(Math.floor(row / 40), 32) as TraceId),
		body: row % 5 === 0 ? template.body : { type: "string", value: `step ${mixed(row)} of ${row % 12}` },
		attributes: attributesOf(row),
	};
}

/** 300 series, each some 60 points one after the other. */
function pointNumber(row: number): MetricPoint {
	const template = somePoints[row % 40] as MetricPoint;
	const series = row % 320;
	const attributes: Attribute[] = [{ key: "series", value: { type: "string", value: String(series) } }];
	return {
		...template,
		time: unixNanos(START + BigInt(Math.floor(row / 320)) * 10_000_000_000n),
		series: { ...template.series, attributes },
	};
}

function requestsOf<T>(itemNumber: (row: number) => T, encode: (items: readonly T[]) => Uint8Array): readonly Uint8Array[] {
	const bodies: Uint8Array[] = [];
	for (let row = 0; row < ROWS; row += 1000) {
		bodies.push(encode(Array.from({ length: Math.min(1000, ROWS - row) }, (_, at) => itemNumber(row + at))));
	}
	return bodies;
}

const BODIES = {
	traces: () => requestsOf(spanNumber, encodeTraceRequest),
	logs: () => requestsOf(recordNumber, encodeLogsRequest),
	metrics: () => requestsOf(pointNumber, encodeMetricsRequest),
};

/** An item as text, so that comparing many is fast. */
function textOf(view: RowView, row: number): string {
	return JSON.stringify(CODECS[view.signal].at(view, row), (_, value) => {
		if (typeof value === "bigint") return `${value}n`;
		if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) return Object.is(value, -0) ? "-0" : String(value);
		return value;
	});
}

function textsOf(view: RowView): readonly string[] {
	return Array.from({ length: view.counts.rows }, (_, row) => textOf(view, row));
}

function sealedView(sources: readonly RowsToSeal[]): BlockView {
	const block = sealed(sources);
	if (block === undefined) throw new Error("nothing was sealed");
	return opened(block);
}

describe("a block of several segments", () => {
	for (const signal of ["traces", "logs", "metrics"] as const) {
		it(`${signal}: holds every row once, in order, also when it is merged of parts`, () => {
			const bodies = BODIES[signal]();
			const view = generationOf(signal, bodies);
			expect(view.counts.rows).toBe(ROWS);
			const block = sealedView([{ view }]);
			const texts = textsOf(block);
			expect(texts.toSorted()).toEqual(textsOf(view).toSorted());
			const parts = [bodies.slice(0, 4), bodies.slice(4)].map((part, at) => {
				return { view: sealedView([{ view: generationOf(signal, part, 100 + at * 12) }]) };
			});
			expect(textsOf(sealedView(parts))).toEqual(texts);
		});
	}

	it("reads values under any head like its words", () => {
		const view = generationOf("traces", BODIES.traces());
		const block = sealedView([{ view }]);
		const readers = new Map<number, ReturnType<BlockView["attributeReader"]>>();
		for (let row = 0; row < block.counts.rows; row += 11) {
			const tail = block.value(12, row);
			const words = block.wordsOf(Math.floor(row / SEGMENT_ROWS));
			expect(block.shapeOf(row)).toBe(words[tail]);
			let at = tail + 1;
			for (const head of block.shape(block.shapeOf(row))) {
				const reader = readers.get(head) ?? block.attributeReader(head);
				readers.set(head, reader);
				const width = [0, 1, 1, 1, 2, 1, 1, 1, 2][head >>> 28] as number;
				if (width > 0) expect(reader.first(row)).toBe(words[at]);
				if (width > 1) expect(reader.second(row)).toBe(words[at + 1]);
				at += width;
			}
		}
		expect(readers.size).toBeGreaterThan(300);
	});

	it("reads single traces and records without the words of others", () => {
		for (const signal of ["traces", "logs", "metrics"] as const) {
			const block = sealedView([{ view: generationOf(signal, BODIES[signal]()) }]);
			for (const [start, end] of [
				[0, 3],
				[4017, 4025],
				[SEGMENT_ROWS - 5, SEGMENT_ROWS + 5],
				[ROWS - 2, ROWS],
			] as const) {
				const narrow = block.forRows(start, end);
				for (let row = start; row < end; row++) expect(textOf(narrow, row)).toBe(textOf(block, row));
			}
		}
	});

	it("knows the traces of spans and records", () => {
		const spans = sealedView([{ view: generationOf("traces", BODIES.traces()) }]);
		const table = spans.traceTable();
		const id = (view: BlockView, trace: number) => view.traces.slice(trace * 4, trace * 4 + 4);
		for (let trace = 0; trace < table.count; trace++) {
			expect(spans.findTrace(id(spans, trace))).toBe(trace);
			const rows = [...spans.rowsOfTrace(trace)];
			const items = rows.map((row) => CODECS.traces.at(spans, row) as Span);
			const starts = items.map(({ startTime }) => startTime).sort();
			expect(rows.map((row) => spans.value(1, row))).toEqual(rows.map(() => trace));
			expect(table.errors[trace]).toBe(items.filter(({ status }) => status.code === 2).length);
			const root = items.findIndex(({ parentSpanId }) => parentSpanId === undefined);
			expect(table.root[trace]).toBe(root < 0 ? -1 : (rows[root] as number));
			expect((BigInt(table.start.high[trace] as number) << 32n) | BigInt(table.start.low[trace] as number)).toBe(
				starts.reduce((least, time) => (time < least ? time : least)),
			);
			expect((BigInt(table.end.high[trace] as number) << 32n) | BigInt(table.end.low[trace] as number)).toBe(
				items.reduce((most, { endTime }) => (endTime > most ? endTime : most), 0n),
			);
		}
		expect(spans.findTrace(Uint32Array.of(1, 2, 3, 4))).toBe(-1);
		const records = sealedView([{ view: generationOf("logs", BODIES.logs()) }]);
		let count = 0;
		for (let trace = 0; trace < records.counts.traces; trace++) {
			const rows = records.rowsOfTrace(trace);
			count += rows.length;
			expect([...rows].every((row) => records.value(1, row) === trace + 1)).toBe(true);
		}
		expect(count).toBe(ROWS - Math.ceil(ROWS / 3));
	});
});
