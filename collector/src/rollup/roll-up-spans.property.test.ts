import { callsOf } from "@spanglass/shared/analysis/call-edges-of";
import { callSpanOf } from "@spanglass/shared/analysis/call-span";
import { durationBucket } from "@spanglass/shared/analysis/duration-counts";
import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import { EMPTY_SPAN, type Span, SpanKind } from "@spanglass/shared/model/span";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { serviceInstance, serviceVersion } from "@spanglass/shared/semconv/identity";
import { arbitraryCall, arbitraryLayers } from "@spanglass/shared/testing/arbitrary-calls";
import { unixNanos } from "@spanglass/shared/units/time";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generationOf, opened, sealed } from "../columns/block/block-harness.testdata.ts";
import { spanAt } from "../columns/item-decoder.ts";
import { DUPLICATE_BIT, SpanColumn } from "../columns/layout.ts";
import type { RowView } from "../columns/row-view.ts";
import { addPacks } from "./add-packs.ts";
import { edgeKeyTexts } from "./edge-keys.ts";
import { type PackRows, type RollupTable, TABLE_SHAPE } from "./pack.ts";
import { type EarlierFacts, rollUpSpans } from "./roll-up-spans.ts";
import { type SpanFactTable, spanFacts } from "./span-facts.ts";
import { Subjects } from "./subjects.ts";
import { WaitingLinks } from "./waiting-links.ts";

/** Numbers by what they count: the same for packs and for the plain look. */
type Numbers = Record<string, number>;

function add(numbers: Numbers, key: string, value: number): void {
	numbers[key] = (numbers[key] ?? 0) + value;
	if (numbers[key] === 0) delete numbers[key];
}

function finished<T>(steps: Generator<undefined, T, undefined>): T {
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
	}
}

function numbersOf(packs: readonly PackRows[]): Numbers {
	const numbers: Numbers = {};
	for (const table of ["red", "instance", "edge"] as const)
		addTable(
			numbers,
			table,
			addPacks(
				packs.filter((pack) => pack.table === table),
				{ table },
			),
		);
	return numbers;
}

function addTable(numbers: Numbers, table: RollupTable, rows: PackRows): void {
	const { counters: C, durations: D } = TABLE_SHAPE[table];
	for (let row = 0; row < rows.rowKeys.length; row++) {
		const place = JSON.stringify([table, rows.keys[rows.rowKeys[row] as number], rows.minutes[row]]);
		for (let counter = 0; counter < C; counter++) add(numbers, `${place} c${counter}`, rows.counters[row * C + counter] as number);
		for (let which = 0; which < D; which++) {
			const at = row * D + which;
			add(numbers, `${place} d${which} nanos`, rows.sums[at] as number);
			for (let entry = at === 0 ? 0 : (rows.ends[at - 1] as number); entry < (rows.ends[at] as number); entry++)
				add(numbers, `${place} d${which} b${rows.buckets[entry]}`, rows.counts[entry] as number);
		}
	}
}

function plainNumbers(spans: readonly Span[]): Numbers {
	const numbers: Numbers = {};
	const { counted, edges } = callsOf(spans.map((span) => ({ ...callSpanOf(span), span })));
	for (const { span, environment, namespace, service, canonical, start, durationNanos } of counted) {
		const { attributes } = span.resource;
		const flag = (is: boolean) => (is ? "1" : "0");
		const version = serviceVersion(attributes) ?? "";
		const { operation, kind, protocol, statusClass, isError } = canonical;
		const red = [environment, namespace, service, version, operation, String(kind), protocol, statusClass, flag(isError)];
		const isRequest = kind === SpanKind.server || kind === SpanKind.consumer;
		const instance = [environment, namespace, service, version, serviceInstance(attributes) ?? "", flag(isRequest), flag(isError)];
		const bucket = durationBucket(durationNanos);
		for (const place of [JSON.stringify(["red", red, start.minute]), JSON.stringify(["instance", instance, start.minute])]) {
			add(numbers, `${place} d0 b${bucket}`, 1);
			add(numbers, `${place} d0 nanos`, durationNanos);
		}
	}
	for (const edge of edges) {
		const place = JSON.stringify(["edge", edgeKeyTexts(edge), edge.minute]);
		add(numbers, `${place} c0`, 1);
		if (edge.isResend) add(numbers, `${place} c1`, 1);
		for (const [which, nanos] of [edge.clientNanos, edge.serverNanos, edge.queueNanos].entries()) {
			if (nanos === undefined) continue;
			add(numbers, `${place} d${which} b${durationBucket(nanos)}`, 1);
			add(numbers, `${place} d${which} nanos`, nanos);
		}
	}
	return numbers;
}

function unrepeated(view: RowView): readonly Span[] {
	const rows = Array.from({ length: view.counts.rows }, (_, row) => row);
	return rows.filter((row) => (view.value(SpanColumn.bits, row) & DUPLICATE_BIT) === 0).map((row) => spanAt(view, row));
}

/** Batches one after the other, each in a view of its own that is open or a block, with one state. */
function rolledUp(batches: readonly (readonly Span[])[], isSealed: (batch: number) => boolean): { packs: PackRows[]; spans: Span[] } {
	const subjects = new Subjects();
	const tables: SpanFactTable[] = [];
	const links = new WaitingLinks();
	const earlier: EarlierFacts = { tablesOf: () => tables };
	const packs: PackRows[] = [];
	const spans: Span[] = [];
	for (const [batch, requests] of batches.entries()) {
		const open = generationOf(
			"traces",
			requests.map((span) => encodeTraceRequest([span])),
			1000 + batch * 500,
		);
		const block = isSealed(batch) ? sealed([{ view: open }]) : undefined;
		const view = block === undefined ? open : opened(block);
		spans.push(...unrepeated(open));
		const facts = finished(spanFacts({ view, from: 0, to: view.counts.rows }, subjects));
		packs.push(...finished(rollUpSpans({ facts, view, arrivedAt: batch }, { subjects, earlier, links })));
		tables.push(facts);
	}
	return { packs, spans };
}

/** A span that comes again in a later batch is marked as repeated before it is rolled up: here it is left out. */
function withoutResent(batches: readonly (readonly Span[])[]): readonly (readonly Span[])[] {
	const seen = new Set<string>();
	return batches.map((spans) => {
		const fresh = spans.filter(({ traceId, spanId }) => !seen.has(traceId + spanId));
		for (const { traceId, spanId } of spans) seen.add(traceId + spanId);
		return fresh;
	});
}

/** Batches of spans that have little to do with each other, and calls in layers whose spans lie in any of them. */
const arbitraryBatches = fc
	.tuple(
		fc.array(fc.array(arbitraryCall, { minLength: 1, maxLength: 14 }), { minLength: 1, maxLength: 5 }),
		fc.array(fc.tuple(arbitraryLayers, fc.array(fc.nat(4), { minLength: 4, maxLength: 4 })), { maxLength: 3 }),
	)
	.map(([batches, layers]) => {
		const placed = layers.flatMap(([spans, places]) => spans.map((span, at) => ({ span, batch: (places[at] as number) % batches.length })));
		return batches.map((spans, number) => [...spans, ...placed.filter(({ batch }) => batch === number).map(({ span }) => span)]);
	});

describe("roll-ups of spans", () => {
	it("add up to one look at everything, in whatever pieces and order the spans came", () => {
		fc.assert(
			fc.property(arbitraryBatches, (drawn) => {
				const batches = withoutResent(drawn);
				const { packs, spans } = rolledUp(batches, (batch) => batch % 2 === 1);
				expect(numbersOf(packs)).toEqual(plainNumbers(spans));
			}),
			{ numRuns: 300 },
		);
	});

	it("a wrapper that is found out later hands over its nanoseconds, though both lasted about as long", () => {
		const start = unixNanos(1_789_948_800_000_000_000n);
		const call = { ...EMPTY_SPAN, traceId: "1".padStart(32, "0") as TraceId, kind: SpanKind.client, name: "charge", startTime: start };
		const wrapper = { ...call, spanId: "2".padStart(16, "0") as SpanId, endTime: unixNanos(start + 1_000_000n) };
		const wrapped = {
			...call,
			spanId: "3".padStart(16, "0") as SpanId,
			parentSpanId: wrapper.spanId,
			endTime: unixNanos(start + 999_000n),
		};
		const { packs } = rolledUp([[wrapper], [wrapped]], () => false);
		const red = addPacks(
			packs.filter(({ table }) => table === "red"),
			{ table: "red" },
		);
		expect([red.rowKeys.length, red.sums[0], [...red.counts]]).toEqual([1, 999_000, [1]]);
	});
});
