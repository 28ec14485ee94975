import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogRecord } from "../model/log-record.ts";
import { unixNanos } from "../units/time.ts";
import { itemOfLogRecord } from "./field-values.ts";
import { nameFromField } from "./fields.ts";
import { type Field, INTRINSICS } from "./filter.ts";
import { fieldFromText, isListed, listedTexts } from "./listed-values.ts";

const record: LogRecord = {
	time: unixNanos(1n),
	observedTime: unixNanos(1n),
	severityNumber: 18,
	severityText: "ERR2",
	body: { type: "string", value: "declined" },
	attributes: [
		{
			key: "tags",
			value: {
				type: "array",
				value: [
					{ type: "string", value: "a" },
					{ type: "int", value: 7n },
					{ type: "array", value: [{ type: "string", value: "a" }] },
				],
			},
		},
		{ key: "http.method", value: { type: "string", value: "GET" } },
		{ key: "http.request.method", value: { type: "string", value: "GET" } },
	],
	droppedAttributesCount: 0,
	flags: 0,
	traceId: "",
	spanId: "",
	eventName: "",
	resource: { attributes: [], droppedAttributesCount: 0, entityRefs: [], schemaUrl: "" },
	scope: { name: "", version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" },
	marks: 0,
};
const texts = (field: string) => [...listedTexts(fieldFromText(field), itemOfLogRecord(record))];

describe("listedTexts", () => {
	it.each([
		["level", ["error"]],
		["tags", ["a", "7"]],
		["http.method", ["GET"]],
		["span.http.request.method", ["GET"]],
		["resource.http.method", []],
		["service", ["unknown_service"]],
	])("of %s", (field, expected) => expect(texts(field)).toEqual(expected));

	it("leaves out what has as many values as there are items", () => {
		expect(INTRINSICS.filter((key) => !isListed({ scope: "intrinsic", key }))).toEqual(["duration", "trace", "span", "parent", "body"]);
	});
});

describe("fieldFromText", () => {
	it("reads what nameFromField writes", () => {
		const scope = fc.constantFrom("any", "span", "resource", "scope", "event", "link");
		fc.assert(
			fc.property(scope, fc.string({ minLength: 1, unit: "grapheme" }), (place, key) => {
				const field = { scope: place, key } as Field;
				expect(fieldFromText(nameFromField(field))).toEqual(field);
			}),
			{ seed: 4 },
		);
		for (const key of INTRINSICS) expect(fieldFromText(key)).toEqual({ scope: "intrinsic", key });
	});

	it.each(["a b", "(", "a:b", 'x"', "root.service", "-k"])("takes %s for a bare key", (text) =>
		expect(fieldFromText(text)).toEqual({ scope: "any", key: text }),
	);
});
