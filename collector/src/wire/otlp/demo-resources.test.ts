import { DEMO_ATTRIBUTE, isDemoResource } from "@spanglass/shared/model/demo";
import { decodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { describe, expect, it } from "vitest";
import { demoShare } from "./demo-resources.ts";
import { field, joined, type Part, pair, span, text, varint } from "./message.testdata.ts";

const demo = (value: Part) => pair(1, DEMO_ATTRIBUTE, value);
const TRUE = varint(2, 1);
const FALSE = varint(2, 0);
const service = pair(1, "service.name", text("shop"));
const named = (name: string) => field(2, span(field(5, name)));
const resource = (...attributes: readonly Part[]) => field(1, ...attributes);
/** A ResourceSpans with spans of these names. */
const spans = (head: Part, ...names: readonly string[]) => field(1, head, field(2, ...names.map(named)));

describe("demoShare", () => {
	it.each([
		["a boolean", resource(service, demo(TRUE)), "all"],
		["a text", resource(demo(text("true")), service), "all"],
		["false", resource(demo(FALSE)), "none"],
		["another text", resource(demo(text("TRUE"))), "none"],
		["a number", resource(demo(varint(3, 1))), "none"],
		["no value", resource(field(1, field(1, DEMO_ATTRIBUTE))), "none"],
		["another key", resource(pair(1, `${DEMO_ATTRIBUTE}s`, TRUE)), "none"],
		["a key sent twice: the last wins", resource(demo(TRUE), demo(FALSE)), "none"],
		["a resource in two pieces", joined(resource(service), resource(demo(TRUE))), "all"],
	])("of %s", (_what, head, share) => {
		const body = spans(head, "a");
		expect(demoShare(body)).toBe(share);
		expect(decodeTraceRequest(body).every((each) => isDemoResource(each.resource.attributes))).toBe(share === "all");
	});

	it("of an empty request, of two resources, of an attribute of a span", () => {
		expect(demoShare(new Uint8Array())).toBe("none");
		expect(demoShare(joined(spans(resource(demo(TRUE)), "a"), spans(resource(service), "b")))).toBe("some");
		expect(demoShare(spans(resource(service), "a", "b"))).toBe("none");
		const own = field(1, resource(service), field(2, field(2, span(pair(9, DEMO_ATTRIBUTE, TRUE)))));
		expect(demoShare(own)).toBe("none");
	});
});
