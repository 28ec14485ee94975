import type { AttributeValue } from "@spanglass/shared/model/attributes";
import type { Span } from "@spanglass/shared/model/span";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { beforeAll, describe, expect, it } from "vitest";
import { type Ask, storeOf } from "../asked.testdata.ts";

const RANGE = "query.startTimeMin=2023-11-14T22:13:20Z&query.startTimeMax=2023-11-14T22:14:20Z";
const attribute = (key: string, value: AttributeValue) => ({ key, value });
const text = (value: string): AttributeValue => ({ type: "string", value });

/** One trace of one span each, named as the cases name them. */
function span(name: string, change: Partial<Span>): Span {
	const traceId = Buffer.from(name.padEnd(16, "-")).toString("hex");
	const [drawn] = traceFromText(`${name}: ${name} {kind=server} [========]`, { traceId });
	if (drawn === undefined) throw new Error("nothing drawn");
	return { ...drawn, ...change };
}
const event = (name: string) => ({
	time: 1_700_000_000_000_000_000n as Span["startTime"],
	name,
	attributes: [attribute("type", text(name))],
	droppedAttributesCount: 0,
});
const base = span("base", {});
const spans = [
	span("int", { attributes: [attribute("code", { type: "int", value: 500n }), attribute("zone", text("a"))] }),
	span("text", { attributes: [attribute("code", text("500"))] }),
	span("low", { attributes: [attribute("code", { type: "int", value: 9n })] }),
	{
		...span("res", {}),
		resource: { ...base.resource, attributes: [attribute("service.name", text("res")), attribute("code", text("404"))] },
	},
	{
		...span("both", { attributes: [attribute("code", text("1"))] }),
		resource: { ...base.resource, attributes: [attribute("service.name", text("both")), attribute("code", text("2"))] },
	},
	span("event", { events: [event("boom"), event("other")], status: { code: 2, message: "bad" } }),
];

let ask: Ask;
beforeAll(async () => {
	ask = await storeOf(spans, 1_700_000_060_000);
});

async function find(filter: object): Promise<readonly string[] | string> {
	const { status, json } = await ask("jaeger.v3.summaries", `${RANGE}&query.filter=${encodeURIComponent(JSON.stringify(filter))}`);
	if (status !== 200) return `${status} ${json.error.message}`;
	return json.summaries.map((summary: { readonly rootServiceName: string }) => summary.rootServiceName).sort();
}
const call = (op: string, ...args: readonly object[]) => ({ op, args });
const nest = (inner: object) => ({ call: inner });
const attr = (key: string, level?: string) => ({ attr: { key, ...(level === undefined ? {} : { level }) } });
const field = (level: string, name: string) => ({ field: { level, name } });
const scalar = (value: string, type?: string) => ({ scalar: { value, ...(type === undefined ? {} : { type }) } });
const list = (...values: readonly string[]) => ({ list: { values } });
const ALL = ["both", "event", "int", "low", "res", "text"];
const without = (...names: readonly string[]) => ALL.filter((name) => !names.includes(name));

describe("query.filter", () => {
	it.each<[string, object, readonly string[]]>([
		["eq at any type", call("eq", attr("code"), scalar("500")), ["int", "text"]],
		["eq of strings only", call("eq", attr("code"), scalar("500", "string")), ["text"]],
		["eq looks at span and resource", call("eq", attr("code"), scalar("404")), ["res"]],
		["eq at one level", call("eq", attr("code", "span"), scalar("404")), []],
		["ne: there, and nothing equal", call("ne", attr("code"), scalar("500")), ["both", "low", "res"]],
		["ne at one level", call("ne", attr("code", "resource"), scalar("2")), ["res"]],
		["ne of several values: none matches", call("ne", attr("code"), scalar("2")), ["int", "low", "res", "text"]],
		["not turns absence around", call("not", nest(call("eq", attr("code"), scalar("500")))), without("int", "text")],
		["order is of numbers", call("gt", attr("code", "span"), scalar("9")), ["int", "text"]],
		["order with its sides changed", call("gte", scalar("9"), attr("code", "span")), ["both", "low"]],
		["exists", call("exists", attr("code", "resource")), ["both", "res"]],
		["in", call("in", attr("code"), list("9", "404")), ["low", "res"]],
		["not_in: there, and in none", call("not_in", attr("code"), list("9", "404", "2")), ["int", "text"]],
		["regex anywhere in the value", call("regex", attr("code"), scalar("0[04]")), ["int", "res", "text"]],
		[
			"and, or",
			call(
				"or",
				nest(call("and", nest(call("eq", attr("zone"), scalar("a"))), nest(call("exists", attr("code"))))),
				nest(call("eq", field("resource", "service"), scalar("low"))),
			),
			["int", "low"],
		],
		["duration", call("gte", field("span", "duration"), scalar("10ms")), ALL],
		["duration, below", call("lt", field("span", "duration"), scalar("10ms")), []],
		["durations of a list", call("in", field("span", "duration"), list("10ms", "1h")), ALL],
		[
			"status and kind by their words",
			call("and", nest(call("eq", field("span", "status"), scalar("error"))), nest(call("eq", field("span", "kind"), scalar("server")))),
			["event"],
		],
		["status message", call("eq", field("span", "statusMessage"), scalar("bad")), ["event"]],
		["event name, any of them", call("eq", field("event", "name"), scalar("other")), ["event"]],
		[
			"some with one condition",
			call("some", { nested: { level: "event" } }, nest(call("eq", field("event", "name"), scalar("boom")))),
			["event"],
		],
		["attributes of events", call("eq", attr("type", "event"), scalar("boom")), ["event"]],
		[
			"trace id in any case",
			call("eq", field("span", "traceID"), scalar(Buffer.from("low".padEnd(16, "-")).toString("hex").toUpperCase())),
			["low"],
		],
		["references before they were split", call("eq", { ref: { name: "code", level: "span", attr: true } }, scalar("9")), ["low"]],
		["fields before references were split", call("eq", { ref: { name: "name", level: "span" } }, scalar("low")), ["low"]],
	])("%s", async (_what, filter, expected) => {
		expect(await find(filter)).toEqual(expected);
	});

	it.each<[object, string]>([
		[[], "a call must be an object"],
		[call("matches", attr("code"), scalar("1")), "unknown filter operator"],
		[call("constructor", attr("code"), scalar("1")), "unknown filter operator"],
		[call("and", nest(call("exists", attr("code")))), "two or more"],
		[call("and", attr("a"), attr("b")), "take calls"],
		[call("eq", attr("code")), "two arguments"],
		[call("eq", attr(""), scalar("1")), "needs its key"],
		[call("eq", attr("code", "trace"), scalar("1")), "unknown level"],
		[call("eq", field("span", "size"), scalar("1")), "no field"],
		[call("eq", field("span", "toString"), scalar("1")), "no field"],
		[call("eq", attr("code"), scalar("1", "date")), "unknown type"],
		[call("eq", { attr: { key: "a" }, scalar: { value: "1" } }, scalar("1")), "exactly one of"],
		[{ ...call("exists", attr("code")), more: 1 }, "unknown field"],
		[call("gt", field("span", "duration"), scalar("2")), "no duration"],
		[call("gt", field("span", "status"), scalar("error")), "no order"],
		[call("eq", field("span", "status"), scalar("ERROR")), "one of unset, ok, error"],
		[call("eq", field("span", "name"), scalar("1", "int")), "is text"],
		[call("regex", attr("code"), scalar("(")), "no regular expression"],
		[call("regex", attr("code"), scalar("a".repeat(257))), "256 characters"],
		[call("regex", field("span", "duration"), scalar("1")), "no text"],
		[call("in", attr("code"), scalar("1")), "a list"],
		[call("in", attr("code"), list()), "needs a value"],
		[call("in", attr("code"), list(...Array.from({ length: 65 }, String))), "more than 64"],
		[Array.from({ length: 40 }).reduce<object>((inner) => call("not", nest(inner)), call("exists", attr("code"))), "more than 32 calls"],
	])("refuses %j", async (filter, message) => {
		const answer = await find(filter);
		expect(answer).toMatch(/^400 malformed parameter query\.filter: /);
		expect(answer).toContain(message);
	});

	it.each<[object, string]>([
		[call("eq", attr("code"), scalar("500", "int")), "leave it out"],
		[call("gt", attr("code"), scalar("b")), "order of texts"],
		[call("gt", field("span", "name"), scalar("1")), "order of texts"],
		[call("eq", attr("a"), attr("b")), "two references"],
		[call("eq", scalar("1"), scalar("1")), "two constants"],
		[call("gt", field("span", "startTime"), scalar("2023-11-14T22:13:20Z")), "span.startTime"],
		[call("phrase", attr("code"), list("a")), "phrase"],
		[call("some", { nested: { level: "event" } }, nest(call("ne", field("event", "name"), scalar("boom")))), "several conditions"],
		[call("some", { nested: { level: "link" } }, nest(call("eq", field("event", "name"), scalar("boom")))), "several conditions"],
	])("names what it cannot do: %j", async (filter, what) => {
		const answer = await find(filter);
		expect(answer).toMatch(/^501 /);
		expect(answer).toContain(what);
	});

	it("stands alone", async () => {
		const filter = encodeURIComponent(JSON.stringify(call("exists", attr("code"))));
		const { status, json } = await ask("jaeger.v3.traces", `${RANGE}&query.filter=${filter}&query.service_name=low`);
		expect([status, json.error.message]).toEqual([400, "malformed parameter query.filter: it cannot stand beside query.service_name"]);
	});
});
