import { describe, expect, it } from "vitest";
import { transcodeJson } from "./json.ts";
import { receive } from "./walks.testdata.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const TRACE_ID = "5B8EFFF798038103D269B633813FC60C";

function traces(span: object): Uint8Array {
	return bytes(
		JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: TRACE_ID, spanId: "EEE19B7EC3C1B174", ...span }] }] }] }),
	);
}

function receiveJson(signal: "traces" | "logs" | "metrics", body: Uint8Array) {
	const transcoded = transcodeJson(signal, body);
	return receive(signal, transcoded.body, { warnings: transcoded.warnings });
}

describe("OTLP/JSON", () => {
	it("becomes the same items as protobuf, ids in lower case (J01), 64 bits exact (J06)", () => {
		const { validation, sink } = receiveJson("traces", traces({ name: "n", startTimeUnixNano: "1544712660300000001", endTimeUnixNano: 9 }));
		expect(validation).toMatchObject({ items: 1, message: "" });
		expect(sink.spans[0]).toMatchObject({ traceId: TRACE_ID.toLowerCase(), startTime: 1544712660300000001n, endTime: 9n });
	});

	it.each([
		["traceId", "W47/95gDgQPSabYzgT/GDA==", /base64/],
		["traceId", "zz8efff798038103d269b633813fc60c", /not hex/],
		["traceId", "abc", /not hex/],
		["traceId", "0".repeat(32), /16 bytes/],
		["spanId", "7uGbfsPBsXQ=", /base64/],
	])("with %s %s rejects that item and says so (J02, P02)", (key, id, message) => {
		const { validation, sink } = receiveJson("traces", traces({ [key]: id }));
		expect(validation).toMatchObject({ items: 1, rejected: Uint32Array.of(0) });
		expect(validation.message).toMatch(message);
		expect(sink.spans).toHaveLength(0);
	});

	it("rejects log records with base64 ids, counted, and keeps the rest", () => {
		const records = [
			{ traceId: "W47/95gDgQPSabYzgT/GDA==" },
			{ timeUnixNano: "5", body: { stringValue: "kept" } },
			{ spanId: "7uGbfsPBsXQ=" },
		];
		const { validation, sink } = receiveJson("logs", bytes(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: records }] }] })));
		expect(validation).toMatchObject({ items: 3, rejected: Uint32Array.of(1, 2), timeless: false });
		expect(sink.logs.map(({ body }) => body)).toEqual([{ type: "string", value: "kept" }]);
	});

	it("warns of keys that OTLP does not have (P04, J05)", () => {
		const { validation } = receiveJson("traces", bytes('{"resource_spans":[]}'));
		expect(validation).toMatchObject({ items: 0, rejected: new Uint32Array(0), message: expect.stringContaining("resource_spans") });
	});

	it("refuses what would become millions of objects, not millions of brackets in a text", () => {
		const wide = (inner: string) => bytes(`{"unknown":[${inner}0]}`);
		expect(() => transcodeJson("traces", wide("[],".repeat(4_000_000)))).toThrow("more than 4000000 objects and lists");
		expect(() => transcodeJson("traces", wide(`"${'\\\\\\"{['.repeat(2_100_000)}",`))).not.toThrow();
	});

	it("rejects an item whose value is nested too deeply (H05)", () => {
		const value = (depth: number): object => (depth === 1 ? { intValue: 1 } : { arrayValue: { values: [value(depth - 1)] } });
		const at = (depth: number) =>
			receiveJson("traces", traces({ attributes: [{ key: "k", value: value(depth) }] })).validation.rejected.length;
		expect([at(32), at(64), at(65), at(100)]).toEqual([0, 0, 1, 1]);
	});

	it.each(["\ufeff{}", "{}\n", '{"resourceSpans":[]}', '{"resourceSpans":null}'])("of %j is an empty request (T10, J10)", (text) => {
		expect(receiveJson("traces", bytes(text)).validation).toMatchObject({ items: 0, message: "" });
	});

	it.each(["", "{} x", "{}{}", "[]", "null", '{"a":NaN}', "{/**/}", "\u0000{\u0000}", '{"resourceSpans":7}', "[".repeat(1_000_000)])(
		"is refused as a whole when it is not one request (J10)",
		(text) => {
			expect(() => transcodeJson("traces", bytes(text))).toThrow(expect.objectContaining({ kind: "invalid_input" }));
		},
	);

	it("names UTF-16 when it meets it", () => {
		const utf16 = Uint8Array.from([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]);
		expect(() => transcodeJson("logs", utf16)).toThrow(/UTF-16/);
	});
});
