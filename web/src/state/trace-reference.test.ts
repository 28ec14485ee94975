import { describe, expect, test } from "vitest";
import { findTraceReference, traceIdFromText } from "./trace-reference.ts";

const ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const SPAN = "00f067aa0ba902b7";

describe("one id", () => {
	test.each([
		[ID, ID],
		[ID.toUpperCase(), ID],
		[` ${ID}\n`, ID],
		["4bf92f35-77b3-4da6-a3ce-929d0e0e4736", ID],
		["a3ce929d0e0e4736", "0000000000000000a3ce929d0e0e4736"],
		[BigInt(`0x${ID}`).toString(), ID],
		["11803532876627986230", "0000000000000000a3ce929d0e0e4736"],
	])("%s", (text, id) => {
		expect(traceIdFromText(text)).toBe(id);
	});

	test.each(["", "0".repeat(32), "4bf92f35", "hello", "1763579647218", "9".repeat(39), `${ID}0`, "g".repeat(32)])("%s is none", (text) => {
		expect(traceIdFromText(text)).toBeUndefined();
	});
});

describe("text that speaks of a trace", () => {
	test.each([
		["traceparent", `00-${ID}-${SPAN}-01`, SPAN],
		["traceparent in a header line", `traceparent: 00-${ID}-${SPAN}-01`, SPAN],
		["b3", `b3: ${ID}-${SPAN}-1`, SPAN],
		["logfmt", `level=error trace_id=${ID} span_id=${SPAN} msg="deadline exceeded"`, SPAN],
		["JSON", `{"level":"error","traceId":"${ID}","spanId":"${SPAN}"}`, SPAN],
		["escaped JSON", `{\\"trace.id\\":\\"${ID}\\"}`, undefined],
		["upper case", `2026-11-20 TraceID: ${ID.toUpperCase()} failed`, undefined],
		["a dashed id", "trace-id=4bf92f35-77b3-4da6-a3ce-929d0e0e4736 ok", undefined],
		["32 hex digits anywhere", `[2026-11-20 03:14:07,218] (${ID}) call bank failed`, undefined],
		["a decimal id", `dd.trace_id=${BigInt(`0x${ID}`)} dd.service=pay`, undefined],
		["an address", `http://127.0.0.1:4319/t/${ID}?view=wf`, undefined],
	])("%s", (_name, text, spanId) => {
		expect(findTraceReference(text)).toEqual({ traceId: ID, spanId });
	});

	test.each([
		"",
		"nothing here",
		"order 8812 took 300 ms",
		"sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		`trace_id=${"0".repeat(32)}`,
	])("%s holds none", (text) => {
		expect(findTraceReference(text)).toBeUndefined();
	});
});
