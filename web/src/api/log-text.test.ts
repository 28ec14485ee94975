import type { LogRecordJson } from "@spanglass/shared/api/schemas";
import { describe, expect, it } from "vitest";
import { logBody, logLine, logPairs, logTime } from "./log-text.ts";

const PLACE = { attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
const RECORD: LogRecordJson = {
	id: "1",
	time: "1700000000632000000",
	observedTime: "1700000000700000000",
	severityNumber: 17,
	severityText: "ERROR",
	body: { stringValue: "call bank failed:\n  late" },
	attributes: [
		{ key: "order", value: { intValue: "8812" } },
		{ key: "retry", value: { boolValue: true } },
	],
	droppedAttributesCount: 0,
	flags: 1,
	traceId: "0af7651916cd43dd8448eb211c80319c",
	spanId: "",
	eventName: "",
	service: "payment",
	serviceColor: 3,
	resource: { ...PLACE, entityRefs: [] },
	scope: { ...PLACE, name: "", version: "" },
	marks: [],
};

describe("a log record as text", () => {
	it("is one line with time, level, service, body, attributes and ids", () => {
		expect(logLine(RECORD, "UTC")).toBe(
			"2023-11-14T22:13:20.632Z ERROR payment call bank failed: ⏎ late order=8812 retry=true trace_id=0af7651916cd43dd8448eb211c80319c",
		);
	});

	it("falls back to the observed time and the event's name", () => {
		expect(logTime({ time: "0", observedTime: "5" })).toBe("5");
		expect(logTime({ time: "4", observedTime: "5" })).toBe("4");
		expect(logBody({ body: null, eventName: "order.placed" })).toBe("order.placed");
		expect(logPairs(RECORD)).toBe("order=8812 retry=true");
	});
});
