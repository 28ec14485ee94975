import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { field, fixed32, fixed64, pair, request, text, varint } from "../wire/otlp/message.testdata.ts";
import { walkLogs } from "../wire/otlp/walk-logs.ts";
import { record } from "../wire/otlp/walks.testdata.ts";
import { createGeneration } from "./create-generation.ts";
import { openGeneration } from "./generation-view.ts";
import { logRecordAt } from "./item-decoder.ts";

const NONE = new Uint32Array(0);

function throughColumns(bodies: readonly Uint8Array[]) {
	const generation = createGeneration("logs", { generationId: 1, firstSequence: 1 });
	const duplicateKeys = bodies.map((body, at) => {
		generation.beginRequest(at + 1, body);
		const counts = walkLogs(body, generation, NONE);
		generation.publish();
		return counts.duplicateKeys;
	});
	const view = openGeneration(generation.handle);
	const logs = Array.from({ length: view.counts.rows }, (_, row) => logRecordAt(view, row));
	return { logs, duplicateKeys, repaired: generation.repairedTexts };
}

const anyAttribute = fc
	.tuple(fc.constantFrom("a", "b", "c", "log.logger"), fc.constantFrom(text("x"), text("long enough"), varint(3, 7), text("")))
	.map(([key, value]) => pair(6, key, value));
const anyBody = fc.constantFrom("", "one", "two").map((body) => field(5, text(body)));
const anyRest = fc.oneof(
	fc.integer({ min: 0, max: 40 }).map((severity) => varint(2, severity)),
	fc.constantFrom("INFO", "ERROR", "").map((severity) => field(3, severity)),
	fc.constantFrom("", "started").map((name) => field(12, name)),
	fc.nat(3).map((flags) => fixed32(8, flags)),
	fc.nat(2).map((dropped) => varint(7, dropped)),
	fc.nat(9).map((time) => fixed64(1, time)),
);
/** The parts of a record in any order, each any number of times. */
const anyRecord = fc
	.array(fc.oneof({ weight: 3, arbitrary: anyAttribute }, anyBody, { weight: 2, arbitrary: anyRest }), { maxLength: 8 })
	.map((parts) => parts.reduce((all, part) => Buffer.concat([all, part]), Buffer.alloc(0)));

describe("records in columns", () => {
	it("are those that the walk reports to any other sink, whatever the order of their parts", () => {
		const anyBodies = fc.array(
			fc.array(anyRecord, { minLength: 1, maxLength: 6 }).map((records) => request(...records)),
			{ minLength: 1, maxLength: 3 },
		);
		fc.assert(
			fc.property(anyBodies, (bodies) => {
				const { logs, duplicateKeys } = throughColumns(bodies);
				const recorded = bodies.map((body) => record("logs", body));
				expect(logs).toEqual(recorded.flatMap((sink) => sink.logs));
				expect(duplicateKeys).toEqual(recorded.map((sink) => sink.duplicateKeys));
			}),
			{ numRuns: 400 },
		);
	});

	it("whose key is repeated have their body once, and its repair is counted once", () => {
		const broken = field(5, field(1, Uint8Array.of(0x61, 0xff)));
		const body = request(Buffer.concat([broken, pair(6, "a", text("1")), pair(6, "a", text("2"))]), broken);
		const { logs, repaired } = throughColumns([body]);
		expect(logs.map((log) => log.body)).toEqual([
			{ type: "string", value: "a\ufffd" },
			{ type: "string", value: "a\ufffd" },
		]);
		expect(logs[0]?.attributes).toEqual([{ key: "a", value: { type: "string", value: "2" } }]);
		expect(repaired).toBe(2);
	});

	it("that were taken back leave nothing behind in the next ones", () => {
		const generation = createGeneration("logs", { generationId: 1, firstSequence: 1 });
		const cut = request(Buffer.concat([varint(2, 9), field(3, "INFO"), pair(6, "a", text("1")), Uint8Array.of(0x0f)]));
		generation.beginRequest(1, cut);
		expect(() => walkLogs(cut, generation, NONE)).toThrow();
		generation.rollback();
		const whole = request(Buffer.concat([varint(2, 9), field(3, "WARN")]));
		generation.beginRequest(2, whole);
		walkLogs(whole, generation, NONE);
		generation.publish();
		const view = openGeneration(generation.handle);
		expect(view.counts.rows).toBe(1);
		expect(logRecordAt(view, 0)).toMatchObject({ severityText: "WARN", severityNumber: 9, attributes: [] });
	});
});
