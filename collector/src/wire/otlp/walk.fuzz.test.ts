import { SpanglassError } from "@spanglass/shared/model/errors";
import { SIGNALS, type Signal } from "@spanglass/shared/model/signal";
import { recordedFolders } from "@spanglass/shared/otlp/corpus.testdata";
import { encodeLogsRequest, encodeMetricsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { arbitraryLogRecords, arbitrarySpans } from "@spanglass/shared/testing/arbitrary";
import { arbitraryMetricPoints } from "@spanglass/shared/testing/arbitrary-metric";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { transcodeJson } from "./json.ts";
import { WireError } from "./protobuf.ts";
import { validateRequest } from "./validate.ts";
import { NONE, record } from "./walks.testdata.ts";

const INPUTS = 5000;
const SEED = 20260103;
const JSON_SEEDS = [
	'{"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":{"stringValue":"b"}}]},"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"n","kind":2,"startTimeUnixNano":"1544712660000000000","attributes":[{"key":"k","value":{"kvlistValue":{"values":[{"key":"x","value":{"doubleValue":"NaN"}}]}}}]}]}]}]}',
	'{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":1544712660300000001,"body":{"bytesValue":"aGk="},"traceId":"5B8EFFF798038103D269B633813FC60C"}]}]}]}',
	'{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","sum":{"aggregationTemporality":2,"dataPoints":[{"asInt":"-1","timeUnixNano":"1"}]}}]}]}]}',
];

/** mulberry32: the same inputs in every run. */
function createRandom(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * below);
	};
}

type Random = ReturnType<typeof createRandom>;

/** A copy with a few bytes changed, doubled, removed or cut off; sometimes noise alone. */
function mutate(seed: Uint8Array, random: Random): Uint8Array {
	if (random(20) === 0) return Uint8Array.from({ length: random(200) }, () => random(256));
	let bytes = Array.from(seed);
	for (let change = random(4); change >= 0; change--) {
		const at = random(bytes.length + 1);
		const kind = random(6);
		if (kind === 0) bytes[at] = random(256);
		else if (kind === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
		else if (kind === 2) bytes.splice(at, random(12));
		else if (kind === 3) bytes.splice(at, 0, ...bytes.slice(at, at + random(40)));
		else if (kind === 4) bytes.splice(at, 0, ...Array.from({ length: random(11) }, () => 0x80 | random(128)));
		else if (random(8) === 0) bytes = bytes.slice(0, at);
	}
	return Uint8Array.from(bytes, (byte) => byte ?? 0);
}

function seedsOf(signal: Signal): readonly Uint8Array[] {
	const options = { seed: SEED, numRuns: 40 };
	const recorded = recordedFolders()
		.flatMap(({ requests }) => requests)
		.filter((request) => request.signal === signal && request.encoding === "pb" && request.bytes.length < 8000)
		.map(({ bytes }) => bytes);
	if (signal === "traces") return [...recorded, ...fc.sample(arbitrarySpans, options).map(encodeTraceRequest)];
	if (signal === "logs") return [...recorded, ...fc.sample(arbitraryLogRecords, options).map(encodeLogsRequest)];
	return [...recorded, ...fc.sample(arbitraryMetricPoints, options).map(encodeMetricsRequest)];
}

/** What `attempt` answers; undefined when it threw the one error that it may throw. */
function unless<T>(kind: new (...args: never[]) => Error, attempt: () => T): T | undefined {
	try {
		return attempt();
	} catch (error) {
		if (error instanceof kind) return undefined;
		throw error;
	}
}

describe("broken and hostile bytes", () => {
	it.each(SIGNALS)("of %s: nothing but WireError, and what validation lets pass is walked", (signal) => {
		const random = createRandom(SEED);
		const seeds = seedsOf(signal);
		let passed = 0;
		for (let input = 0; input < INPUTS; input++) {
			const body = mutate(seeds[random(seeds.length)] ?? new Uint8Array(0), random);
			const validation = unless(WireError, () => validateRequest(signal, body));
			if (validation === undefined) {
				unless(WireError, () => record(signal, body));
				continue;
			}
			passed++;
			const sink = record(signal, body, validation.rejected);
			expect(sink.items).toBe(validation.items - validation.rejected.length);
			expect(sink.spans.every(({ traceId, spanId }) => traceId !== "" && spanId !== "")).toBe(true);
			expect(record(signal, body, NONE).items).toBe(validation.items);
		}
		expect(passed).toBeGreaterThan(INPUTS / 20);
	});

	it("of JSON: nothing but an invalid_input", () => {
		const random = createRandom(SEED);
		const seeds = JSON_SEEDS.map((text) => new TextEncoder().encode(text));
		for (let input = 0; input < INPUTS; input++) {
			const signal = SIGNALS[random(3)] ?? "traces";
			const body = mutate(seeds[random(seeds.length)] ?? new Uint8Array(0), random);
			const transcoded = unless(SpanglassError, () => transcodeJson(signal, body));
			if (transcoded === undefined) continue;
			const validation = validateRequest(signal, transcoded.body);
			expect(record(signal, transcoded.body, validation.rejected).items).toBe(validation.items - validation.rejected.length);
		}
	});
});
