import { expect, it } from "vitest";
import { field, pair, request, span, text, varint } from "../wire/otlp/message.testdata.ts";
import { walkTraces } from "../wire/otlp/walk-traces.ts";
import { record } from "../wire/otlp/walks.testdata.ts";
import { createGeneration } from "./create-generation.ts";
import { openGeneration } from "./generation-view.ts";
import { spanAt } from "./item-decoder.ts";

const NONE = new Uint32Array(0);
const int = (value: number) => varint(3, value);
const attribute = (key: string, value = text(`of ${key}`)) => pair(9, key, value);

/** Walk spans into columns, one request each, and through the list of the walk itself, which a sink asks for that takes no attributes. */
function bothWays(...spans: readonly Uint8Array[]) {
	const generation = createGeneration("traces", { generationId: 1, firstSequence: 1 });
	let duplicateKeys = 0;
	spans.forEach((item, at) => {
		const body = request(item);
		generation.beginRequest(at + 1, body);
		duplicateKeys += walkTraces(body, generation, NONE).duplicateKeys;
		generation.publish();
	});
	const view = openGeneration(generation.handle);
	const stored = spans.map((_, row) => spanAt(view, row));
	const listed = spans.map((item) => record("traces", request(item)));
	return {
		stored,
		listed: listed.flatMap((walk) => walk.spans),
		duplicateKeys,
		listedDuplicateKeys: listed.reduce((sum, walk) => sum + walk.duplicateKeys, 0),
		repairedTexts: generation.repairedTexts,
	};
}

function expectSame(walked: ReturnType<typeof bothWays>): void {
	expect(walked.stored).toEqual(walked.listed);
	expect(walked.duplicateKeys).toBe(walked.listedDuplicateKeys);
}

it("keeps the last value of a repeated key at the place of the first, also when the keys were seen in that order before", () => {
	const repeated = span(attribute("a"), attribute("b", int(1)), attribute("a", int(2)), attribute("c"));
	const walked = bothWays(span(attribute("a"), attribute("b", int(1))), repeated, repeated, span(attribute("a"), attribute("a")));
	expectSame(walked);
	expect(walked.stored[1]?.attributes.map(({ key }) => key)).toEqual(["a", "b", "c"]);
	expect(walked.duplicateKeys).toBe(3);
});

it("counts repeated keys of an event once, when the span's own attributes make the walk start again", () => {
	const event = field(11, field(2, "e"), pair(3, "x", int(1)), pair(3, "x", int(2)));
	const walked = bothWays(span(event, attribute("a"), event, attribute("a"), attribute("b")));
	expectSame(walked);
	expect(walked.stored[0]?.events).toHaveLength(2);
	expect(walked.duplicateKeys).toBe(3);
});

it("takes more lists than it follows: of many first keys, and longer ones", () => {
	const many = Array.from({ length: 100 }, (_, at) => span(attribute(`key ${at % 70}`), attribute("b", int(at))));
	const long = span(...Array.from({ length: 300 }, (_, at) => attribute(`key ${at}`)));
	expectSame(bothWays(...many, long, long, ...many));
});

it("tells lists apart that differ in the type of a value only, and finds a list that is empty", () => {
	const values = [text("1"), int(1), int(-1), varint(2, 1), int(2 ** 40), text("1"), int(1)];
	expectSame(bothWays(span(), ...values.map((value) => span(attribute("a", value), attribute("b"))), span()));
});

it("repairs a key at every sight of it, once", () => {
	const broken = field(9, field(1, Uint8Array.from([0x61, 0xff])), field(2, int(1)));
	const other = field(9, field(1, Uint8Array.from([0x61, 0xfe])), field(2, int(2)));
	expect(bothWays(span(broken), span(attribute("b"), broken), span(broken)).repairedTexts).toBe(3);
	const both = bothWays(span(broken, other), span(broken, attribute("b"), attribute("b")));
	expectSame(both);
	expect(both.repairedTexts).toBe(3);
});

it("forgets what was rolled back", () => {
	const generation = createGeneration("traces", { generationId: 1, firstSequence: 1 });
	const bodies = [
		["x", "y"],
		["p", "q"],
		["x", "p"],
	].map((keys) => request(span(field(5, keys[0] ?? ""), ...keys.map((key) => attribute(key)))));
	bodies.forEach((body, at) => {
		generation.beginRequest(at + 1, body);
		walkTraces(body, generation, NONE);
		if (at === 1) generation.rollback();
		else generation.publish();
	});
	const view = openGeneration(generation.handle);
	const expected = bodies.filter((_, at) => at !== 1).flatMap((body) => record("traces", body).spans);
	expect([0, 1].map((row) => spanAt(view, row))).toEqual(expected);
});
