import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RecordingSink } from "../wire/otlp/recording-sink.testdata.ts";
import { walkMetrics } from "../wire/otlp/walk-metrics.ts";
import { createGeneration } from "./create-generation.ts";
import { openGeneration } from "./generation-view.ts";
import { pointAt } from "./item-decoder.ts";

const NONE = new Uint32Array(0);
/** A field with a message or text of fewer than 128 bytes. */
const field = (number: number, ...content: readonly Uint8Array[]): Uint8Array => {
	const bytes = Buffer.concat(content);
	return Buffer.concat([Buffer.of((number << 3) | 2, (bytes.length & 0x7f) | 0x80, bytes.length >>> 7), bytes]);
};
const text = (value: string): Uint8Array => Buffer.from(value, "latin1");
const attribute = (key: string, value: string): Uint8Array => field(7, field(1, text(key)), field(2, field(1, text(value))));
const VALUE = Buffer.of(0x31, 1, 2, 3, 4, 5, 6, 7, 8);
const TIME = Buffer.of(0x19, 8, 7, 6, 5, 4, 3, 2, 1);
const EXEMPLAR = field(5, field(7, field(1, text("seen")), field(2, field(1, text("x")))), VALUE);
const FIELDS = [VALUE, TIME, EXEMPLAR, attribute("a", "1"), attribute("b", "2"), attribute("a", "2"), attribute("b", "no\xffutf8")];

/** Fields in any order: attributes apart from each other, doubled, more than the last time, broken. */
const points = fc.array(fc.array(fc.nat(FIELDS.length - 1), { maxLength: 4 }), { minLength: 1, maxLength: 4 });
const metric = fc.record({ name: fc.constantFrom("m", "n"), points });
const request = fc.record({ service: fc.constantFrom("s", "t"), metrics: fc.array(metric, { minLength: 1, maxLength: 2 }) });
/** A few requests, sent again and again; -1: the next one is rolled back. */
const sent = fc.tuple(
	fc.array(request, { minLength: 3, maxLength: 3 }),
	fc.array(fc.integer({ min: -1, max: 2 }), { minLength: 6, maxLength: 20 }),
);

function bodyOf({ service, metrics }: typeof request extends fc.Arbitrary<infer T> ? T : never): Uint8Array {
	const resource = field(1, field(1, field(1, text("service.name")), field(2, field(1, text(service)))));
	const encoded = metrics.map(({ name, points: list }) =>
		field(2, field(1, text(name)), field(5, ...list.map((fields) => field(1, ...fields.map((at) => FIELDS[at] as Uint8Array))))),
	);
	return field(1, resource, field(2, ...encoded));
}

describe("points that come again", () => {
	it("have the series that their bytes say, whatever was expected", () => {
		fc.assert(
			fc.property(sent, ([requests, order]) => {
				const bodies = requests.map(bodyOf);
				const generation = createGeneration("metrics", { generationId: 1, firstSequence: 1 });
				const expected: object[] = [];
				let repaired = 0;
				order.forEach((index, at) => {
					const body = bodies[Math.max(0, index)] as Uint8Array;
					const sink = new RecordingSink(body);
					const counts = walkMetrics(body, sink, NONE);
					const before = generation.repairedTexts;
					generation.beginRequest(1 + at, body);
					expect(walkMetrics(body, generation, NONE)).toEqual(counts);
					repaired = sink.points
						.flatMap(({ series }) => series.attributes)
						.filter(({ value }) => value.type === "string" && value.value.includes("�")).length;
					expect(generation.repairedTexts - before).toBe(repaired);
					if (index < 0) generation.rollback();
					else expected.push(...sink.points);
					generation.publish();
				});
				const view = openGeneration(generation.handle);
				expect(Array.from({ length: view.counts.rows }, (_, row) => pointAt(view, row))).toEqual(expected);
			}),
			{ numRuns: 500, seed: 20_260_843 },
		);
	});

	it("are not read again", () => {
		const list = Array.from({ length: 8 }, (_, at) => [0, 3, 4].slice(0, 1 + (at % 3)));
		const body = bodyOf({ service: "s", metrics: [{ name: "m", points: list.map((fields) => [...fields, 3]) }] });
		const generation = createGeneration("metrics", { generationId: 1, firstSequence: 1 });
		let read = 0;
		const { attribute: write } = generation;
		generation.attribute = (...values) => {
			read++;
			write.apply(generation, values);
		};
		const reads = Array.from({ length: 4 }, (_, at) => {
			const before = read;
			generation.beginRequest(1 + at, body);
			walkMetrics(body, generation, NONE);
			generation.publish();
			return read - before;
		});
		expect(reads.at(-1)).toBeLessThan(reads[0] as number);
	});
});
