import { expect, test } from "vitest";
import { logRecord } from "../../testing/fake-api.ts";
import { bodyText, lineOf, recordNanos } from "./log-line.ts";

const text = (value: string) => ({ stringValue: value });
const line = (more: Parameters<typeof logRecord>[1]) => {
	const { text: said, hints } = lineOf(logRecord(0, { attributes: [], ...more }));
	return [said, ...hints.map(({ key, value }) => `${key}=${value}`)];
};

test("a text with the record's attributes", () => {
	expect(line({ body: text("call failed"), attributes: [{ key: "attempt", value: { intValue: "2" } }] })).toEqual([
		"call failed",
		"attempt=2",
	]);
});

test("a JSON text is its message and its other fields, without what the row shows already", () => {
	const json = '{"level":"info","ts":17,"msg":"request done","status":200,"user":{"tier":"gold"},"trace_id":"0af7"}';
	expect(line({ body: text(json) })).toEqual(["request done", "status=200", 'user={"tier":"gold"}']);
});

test("a map is read like JSON; without a message its fields stand alone", () => {
	const kvlistValue = {
		values: [
			{ key: "sku", value: text("4411") },
			{ key: "count", value: { intValue: "3" } },
		],
	};
	expect(line({ body: { kvlistValue } })).toEqual(["", "sku=4411", "count=3"]);
});

test.each([
	["{not json", "{not json"],
	["[1,2]", "[1,2]"],
	['"quoted"', '"quoted"'],
])("%s is no object and stays as it is", (body, said) => {
	expect(line({ body: text(body) })).toEqual([said]);
});

test("an event without a body is its name", () => {
	expect(line({ body: null, eventName: "session.start" })).toEqual(["session.start"]);
});

test("hints are few, short and of one line; where the code stands, and its stack, is left to the open record", () => {
	const attributes = [
		{ key: "code.function.name", value: text("main") },
		{ key: "exception.stacktrace", value: text("at a\nat b") },
		{ key: "reason", value: text("one\ntwo") },
		{ key: "long", value: text("x".repeat(200)) },
		...Array.from({ length: 20 }, (_, index) => ({ key: `k${index}`, value: text("v") })),
	];
	const [, ...hints] = line({ body: text("said"), attributes });
	expect(hints).toHaveLength(12);
	expect(hints[0]).toBe("reason=one …");
	expect(hints[1]).toBe(`long=${"x".repeat(80)}…`);
});

test("the whole body: JSON is set out", () => {
	expect(bodyText(logRecord(0, { body: text('{"a":{"b":1}}') }))).toBe('{\n  "a": {\n    "b": 1\n  }\n}');
	expect(bodyText(logRecord(0, { body: { arrayValue: { values: [{ intValue: "1" }] } } }))).toBe('[\n  "1"\n]');
	expect(bodyText(logRecord(0, { body: text("two\nlines") }))).toBe("two\nlines");
});

test("a record without a time of its own is ordered by when it was observed", () => {
	expect(recordNanos({ time: "0", observedTime: "17" })).toBe(17n);
	expect(recordNanos({ time: "4", observedTime: "17" })).toBe(4n);
});
