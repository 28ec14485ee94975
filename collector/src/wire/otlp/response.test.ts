import { LIMITS } from "@spanglass/shared/model/limits";
import { SIGNALS } from "@spanglass/shared/model/signal";
import { describe, expect, it } from "vitest";
import { encodeExportResponse, encodeStatus } from "./response.ts";

const ascii = (text: string) => Buffer.from(text).toString("hex");
const bytes = (...parts: readonly string[]) => parts.map((part) => part.replaceAll(" ", "")).join("");
const hex = (body: Uint8Array) => Buffer.from(body).toString("hex");
const text = (body: Uint8Array) => Buffer.from(body).toString();

describe("export responses (otlp.md §1.6)", () => {
	it.each(SIGNALS)("leave partial_success unset on full success of %s", (signal) => {
		expect(encodeExportResponse(signal, 0, "", "protobuf")).toHaveLength(0);
		expect(text(encodeExportResponse(signal, 0, "", "json"))).toBe("{}");
	});

	it("name the rejected items", () => {
		expect(hex(encodeExportResponse("traces", 3, "bad", "protobuf"))).toBe(bytes("0a 07 08 03 12 03 62 61 64"));
		expect(text(encodeExportResponse("traces", 3, "bad", "json"))).toBe('{"partialSuccess":{"rejectedSpans":"3","errorMessage":"bad"}}');
		expect(text(encodeExportResponse("metrics", 300, "bad", "json"))).toContain('"rejectedDataPoints":"300"');
		expect(text(encodeExportResponse("logs", 1, "bad", "json"))).toContain('"rejectedLogRecords":"1"');
		expect(hex(encodeExportResponse("logs", 300, "bad", "protobuf"))).toBe(bytes("0a 08 08 ac 02 12 03 62 61 64"));
	});

	it("warn without rejecting", () => {
		expect(hex(encodeExportResponse("traces", 0, "w", "protobuf"))).toBe(bytes("0a 03 12 01 77"));
		expect(text(encodeExportResponse("traces", 0, "w", "json"))).toBe('{"partialSuccess":{"errorMessage":"w"}}');
	});

	it.each(["protobuf", "json"] as const)("stay under 4 MiB in %s, whatever the message", (encoding) => {
		const message = "\u0001€".repeat(3_000_000);
		expect(encodeExportResponse("traces", 1_000_000, message, encoding).length).toBeLessThanOrEqual(LIMITS.responseBytes);
		expect(encodeStatus({ code: 3, message, badRequestField: "body" }, encoding).length).toBeLessThanOrEqual(LIMITS.responseBytes);
	});
});

describe("statuses (otlp.md §1.6)", () => {
	it("carry a BadRequest for bad data", () => {
		const status = { code: 3, message: "invalid protobuf", badRequestField: "body" };
		expect(hex(encodeStatus(status, "protobuf"))).toBe(
			bytes(
				"08 03 12 10",
				ascii("invalid protobuf"),
				"1a 47 0a 29",
				ascii("type.googleapis.com/google.rpc.BadRequest"),
				"12 1a 0a 18 0a 04",
				ascii("body"),
				"12 10",
				ascii("invalid protobuf"),
			),
		);
		expect(text(encodeStatus(status, "json"))).toBe(
			'{"code":3,"message":"invalid protobuf","details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"body","description":"invalid protobuf"}]}]}',
		);
	});

	it.each([
		[8, "08"],
		[14, "0e"],
	])("carry a RetryInfo with code %i", (code, codeHex) => {
		const status = { code, message: "overloaded", retryDelaySeconds: 5 };
		expect(hex(encodeStatus(status, "protobuf"))).toBe(
			bytes(
				`08 ${codeHex} 12 0a`,
				ascii("overloaded"),
				"1a 30 0a 28",
				ascii("type.googleapis.com/google.rpc.RetryInfo"),
				"12 04 0a 02 08 05",
			),
		);
		expect(text(encodeStatus(status, "json"))).toBe(
			`{"code":${code},"message":"overloaded","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"5s"}]}`,
		);
	});

	it("are bare without details", () => {
		const message = "request body exceeds 67108864 bytes after decompression";
		expect(text(encodeStatus({ code: 8, message }, "json"))).toBe(`{"code":8,"message":"${message}"}`);
		expect(hex(encodeStatus({ code: 8, message }, "protobuf"))).toBe(bytes("08 08 12 37", ascii(message)));
	});
});
