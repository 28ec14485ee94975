/** Numbers of what is in no block yet, asked for between requests. */
import { callsOf } from "@spanglass/shared/analysis/call-edges-of";
import { callSpanOf } from "@spanglass/shared/analysis/call-span";
import { durationBucket } from "@spanglass/shared/analysis/duration-counts";
import type { GraphNode } from "@spanglass/shared/model/call-graph";
import { DEMO_ATTRIBUTE } from "@spanglass/shared/model/demo";
import type { Span } from "@spanglass/shared/model/span";
import { ALL_TIME } from "@spanglass/shared/query/time-range";
import { arbitraryCall } from "@spanglass/shared/testing/arbitrary-calls";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { RollupReader } from "../../../api/rollup-queries.ts";
import { FREE_CONTROL, partsOf, sendSpans } from "../../../conformance/ingest-helpers.ts";
import { createCells, publishSequence } from "../../shared-cells.ts";
import { openStore, temporaryFolders } from "../reader-harness.testdata.ts";

const folders = temporaryFolders();
afterAll(folders.removeAll);

const RED = ["environment", "service", "version", "operation", "kind", "protocol", "statusClass", "isError"] as const;
const EDGE = ["environment", "type", "evidence", "operation", "statusClass", "isError"] as const;

/** Each id once: what comes again is left out of all numbers. */
function sampleCalls(count: number, seed: number): readonly Span[] {
	const spans = fc.sample(arbitraryCall, { numRuns: count, seed });
	return [...new Map(spans.map((span) => [span.traceId + span.spanId, span])).values()];
}

/** Counts by bucket under a name for each thing that is counted. */
type Numbers = Record<string, number>;

function add(numbers: Numbers, place: readonly unknown[], value: number): void {
	const name = JSON.stringify(place);
	numbers[name] = (numbers[name] ?? 0) + value;
}

function nodeName({ type, namespace, name, system }: GraphNode): string {
	return [type, namespace, name, system].join("|");
}

function plainNumbers(spans: readonly Span[]): Numbers {
	const numbers: Numbers = {};
	const { counted, edges } = callsOf(spans.map((span) => ({ ...callSpanOf(span), span })));
	for (const { canonical, environment, service, durationNanos } of counted) {
		const { operation, kind, protocol, statusClass, isError } = canonical;
		add(numbers, ["red", environment, service, operation, kind, protocol, statusClass, isError, durationBucket(durationNanos)], 1);
	}
	for (const edge of edges) {
		const { environment, caller, callee, type, evidence, operation, statusClass, isError } = edge;
		const place = ["edge", environment, nodeName(caller), nodeName(callee), type, evidence, operation, statusClass, isError];
		add(numbers, [...place, "attempts"], 1);
		if (edge.isResend) add(numbers, [...place, "resends"], 1);
		for (const [which, nanos] of [edge.clientNanos, edge.serverNanos, edge.queueNanos].entries()) {
			if (nanos !== undefined) add(numbers, [...place, which, durationBucket(nanos)], 1);
		}
	}
	return numbers;
}

async function toldNumbers(reader: RollupReader): Promise<Numbers> {
	const numbers: Numbers = {};
	for (const { key, durations } of await reader.sumRed({ range: ALL_TIME, by: RED, where: {} }, FREE_CONTROL)) {
		const place = ["red", key.environment, key.service, key.operation, key.kind, key.protocol, key.statusClass, key.isError];
		for (const [at, bucket] of durations.buckets.entries()) add(numbers, [...place, bucket], durations.counts[at] ?? 0);
	}
	for (const { key, ...edge } of await reader.sumEdges({ range: ALL_TIME, by: EDGE, where: {} }, FREE_CONTROL)) {
		const { environment, caller, callee, type, evidence, operation, statusClass, isError } = key;
		const place = ["edge", environment, nodeName(caller), nodeName(callee), type, evidence, operation, statusClass, isError];
		add(numbers, [...place, "attempts"], edge.attempts);
		if (edge.resends > 0) add(numbers, [...place, "resends"], edge.resends);
		for (const [which, { buckets, counts }] of [edge.client, edge.server, edge.queue].entries()) {
			for (const [at, bucket] of buckets.entries()) add(numbers, [...place, which, bucket], counts[at] ?? 0);
		}
	}
	return numbers;
}

function asDemo(span: Span): Span {
	const { resource } = span;
	const mark = { key: DEMO_ATTRIBUTE, value: { type: "bool", value: true } } as const;
	return { ...span, resource: { ...resource, attributes: [...resource.attributes, mark] } };
}

describe("roll-ups of open rows", () => {
	it.each([
		["open", 65_536, 1],
		["open", 65_536, 2],
		["sealed now and then", 20, 3],
		["sealed now and then", 20, 4],
		["sealed at once", 1, 5],
		["sealed at once", 1, 6],
	])("equal one look at everything after each request: %s (generations of %i rows, seed %i)", async (_, generationRows, seed) => {
		const { writer, reader, close } = openStore(folders.create(), { limits: { generationRows } });
		const calls = sampleCalls(160, seed);
		let sent: readonly Span[] = [];
		for (const part of partsOf(calls, 7)) {
			await sendSpans(writer, part);
			sent = [...sent, ...part];
			expect(await toldNumbers(reader)).toEqual(plainNumbers(sent));
		}
		await close();
	});
	it("are the same whether they were asked for before or not, and side by side", async () => {
		const { writer, reader, addReader, close } = openStore(folders.create());
		const late = addReader(1 << 20);
		for (const part of partsOf(sampleCalls(160, 4), 11)) {
			await sendSpans(writer, part);
			await Promise.all([toldNumbers(reader), toldNumbers(reader)]);
		}
		expect(await toldNumbers(late)).toEqual(await toldNumbers(reader));
		await close();
	});
	it("count what is committed and not published in time", async () => {
		const { writer, reader, addReader, close } = openStore(folders.create());
		const calls = sampleCalls(80, 5);
		for (const part of partsOf(calls, 20)) await sendSpans(writer, part);
		const expected = plainNumbers(calls);
		expect(await toldNumbers(reader)).toEqual(expected);
		const late = createCells();
		publishSequence(late, 0);
		expect(await toldNumbers(addReader(1 << 20, late))).toEqual(expected);
		await close();
	});
	it("never pair spans of the demo with others", async () => {
		const { writer, reader, close } = openStore(folders.create());
		const calls = sampleCalls(120, 6);
		const isDemo = (span: Span) => span.resource.attributes.some(({ value }) => value.type === "string" && value.value === "gateway");
		const marked = calls.map((span) => (isDemo(span) ? asDemo(span) : span));
		for (const part of partsOf(marked, 9)) await sendSpans(writer, part);
		const [demo, main] = [calls.filter(isDemo), calls.filter((span) => !isDemo(span))].map(plainNumbers);
		const expected = { ...main };
		for (const [name, count] of Object.entries(demo ?? {})) expected[name] = (expected[name] ?? 0) + count;
		expect(await toldNumbers(reader)).toEqual(expected);
		await close();
	});
});
