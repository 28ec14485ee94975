import { describe, expect, it } from "vitest";
import { getStringAttribute } from "../model/attributes.ts";
import { SpanKind, StatusCode } from "../model/span.ts";
import { traceFromText } from "./trace-from-text.ts";

describe("traceFromText", () => {
	const spans = traceFromText(
		`
		gateway: POST /pay {kind=server}   [==============]
		  gateway: charge                    [=====!]
		    bank: debit {db.system=pg a=b=c}   [==]
		  ? mailer: send                              [==]
		  gateway: done                             |
		`,
		{ start: 1_000_000_000n },
	);

	it("reads parents from the indent", () => {
		expect(spans.map((span) => span.parentSpanId)).toEqual([
			undefined,
			"0000000000000001",
			"0000000000000002",
			"ffffffffffffffff",
			"0000000000000001",
		]);
	});

	it("reads times from the bars", () => {
		const times = spans.map((span) => [Number(span.startTime) / 1e6 - 1000, Number(span.endTime) / 1e6 - 1000]);
		expect(times).toEqual([
			[0, 16],
			[2, 10],
			[4, 8],
			[11, 15],
			[9, 9],
		]);
	});

	it("reads names, services, kinds, attributes and errors", () => {
		expect(spans.map((span) => span.name)).toEqual(["POST /pay", "charge", "debit", "send", "done"]);
		expect(spans.map((span) => getStringAttribute(span.resource.attributes, "service.name"))).toEqual([
			"gateway",
			"gateway",
			"bank",
			"mailer",
			"gateway",
		]);
		expect(spans[0]?.resource).toBe(spans[1]?.resource);
		expect(spans[0]?.kind).toBe(SpanKind.server);
		expect(getStringAttribute(spans[2]?.attributes ?? [], "a")).toBe("b=c");
		expect(spans.map((span) => span.status.code === StatusCode.error)).toEqual([false, true, false, false, false]);
	});

	it("scales, and names the trace", () => {
		const [span] = traceFromText("a: b [=]", { charNanos: 10n, start: 5n, traceId: "ab".repeat(16) });
		expect([span?.startTime, span?.endTime, span?.traceId]).toEqual([5n, 35n, "ab".repeat(16)]);
	});

	it("refuses a line without a bar and an unknown kind", () => {
		expect(() => traceFromText("a: b")).toThrow('not a drawn span: "a: b"');
		expect(() => traceFromText("a: b {kind=odd} [=]")).toThrow('no span kind is called "odd"');
	});
});
