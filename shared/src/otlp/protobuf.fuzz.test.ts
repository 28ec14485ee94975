import fc from "fast-check";
import { expect, it } from "vitest";
import { SpanglassError } from "../model/errors.ts";
import { arbitraryLogRecords, arbitrarySpans } from "../testing/arbitrary.ts";
import { arbitraryMetricPoints } from "../testing/arbitrary-metric.ts";
import {
	decodeLogsRequest,
	decodeMetricsRequest,
	decodeTraceRequest,
	encodeLogsRequest,
	encodeMetricsRequest,
	encodeTraceRequest,
} from "./protobuf.ts";

const RUNS = { seed: 7, numRuns: 600 };
const arbitraryEdits = fc.array(fc.tuple(fc.nat(1_000_000), fc.nat(255)), { minLength: 1, maxLength: 6 });

/** Some bytes replaced, and perhaps the end cut off. */
function damaged(bytes: Uint8Array, edits: readonly (readonly [number, number])[], cut: number): Uint8Array {
	const copy = bytes.slice(0, bytes.length - (cut % (bytes.length + 1)));
	for (const [place, byte] of edits) if (copy.length > 0) copy[place % copy.length] = byte;
	return copy;
}

/** The items, or undefined when the bytes were refused in the proper way. */
function attempt<T>(decode: (bytes: Uint8Array) => T, bytes: Uint8Array): T | undefined {
	try {
		return decode(bytes);
	} catch (error) {
		if (error instanceof SpanglassError && error.kind === "invalid_input") return undefined;
		throw error;
	}
}

it("damaged trace requests are refused or read, and what is read survives", () => {
	const property = fc.property(arbitrarySpans, arbitraryEdits, fc.oneof(fc.constant(0), fc.nat()), (spans, edits, cut) => {
		const items = attempt(decodeTraceRequest, damaged(encodeTraceRequest(spans), edits, cut));
		if (items !== undefined) expect(decodeTraceRequest(encodeTraceRequest(items))).toEqual(items);
	});
	fc.assert(property, RUNS);
});

it("damaged log requests are refused or read, and what is read survives", () => {
	const property = fc.property(arbitraryLogRecords, arbitraryEdits, fc.oneof(fc.constant(0), fc.nat()), (records, edits, cut) => {
		const items = attempt(decodeLogsRequest, damaged(encodeLogsRequest(records), edits, cut));
		if (items !== undefined) expect(decodeLogsRequest(encodeLogsRequest(items))).toEqual(items);
	});
	fc.assert(property, RUNS);
});

it("damaged metric requests are refused or read, and what is read survives", () => {
	const property = fc.property(arbitraryMetricPoints, arbitraryEdits, fc.oneof(fc.constant(0), fc.nat()), (points, edits, cut) => {
		const items = attempt(decodeMetricsRequest, damaged(encodeMetricsRequest(points), edits, cut));
		if (items !== undefined) expect(decodeMetricsRequest(encodeMetricsRequest(items))).toEqual(items);
	});
	fc.assert(property, RUNS);
});

it("arbitrary bytes are refused or read", () => {
	const property = fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
		attempt(decodeTraceRequest, bytes);
		attempt(decodeLogsRequest, bytes);
		attempt(decodeMetricsRequest, bytes);
	});
	fc.assert(property, { seed: 7, numRuns: 2000 });
});
