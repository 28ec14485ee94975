import { EMPTY_LOG_RECORD } from "@spanglass/shared/model/log-record";
import { encodeLogsRequest } from "@spanglass/shared/otlp/protobuf";
import { describe, expect, it } from "vitest";
import { generationOf, itemsOf, opened, sealed } from "./block-harness.testdata.ts";

describe("the dictionary of a block", () => {
	it.each(["", "a", "ab", "abc", "abcd", "abcde"])("may hold nothing but %j", (text) => {
		const request = encodeLogsRequest([{ ...EMPTY_LOG_RECORD, body: { type: "string", value: text } }]);
		const view = generationOf("logs", [request]);
		const block = sealed([{ view }]);
		expect(block && itemsOf(opened(block))).toEqual(itemsOf(view));
	});

	it("is merged from blocks that hold as little", () => {
		const views = ["x", "yz", ""].map((text, at) => {
			const request = encodeLogsRequest([{ ...EMPTY_LOG_RECORD, body: { type: "string", value: text } }]);
			const block = sealed([{ view: generationOf("logs", [request], 100 * (at + 1)) }]);
			if (block === undefined) throw new Error("nothing was sealed");
			return opened(block);
		});
		const merged = sealed(views.map((view) => ({ view })));
		expect(merged && itemsOf(opened(merged))).toEqual(views.flatMap(itemsOf));
	});
});
