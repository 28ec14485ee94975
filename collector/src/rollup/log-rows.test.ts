import { LogLine } from "@spanglass/shared/analysis/log-line";
import { LogTemplates } from "@spanglass/shared/analysis/log-template";
import { EMPTY_LOG_RECORD, type LogRecord, logRecordTime } from "@spanglass/shared/model/log-record";
import { encodeLogsRequest } from "@spanglass/shared/otlp/protobuf";
import { environment, serviceName, serviceNamespace } from "@spanglass/shared/semconv/identity";
import { unixNanos } from "@spanglass/shared/units/time";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeLogs } from "../bench/dataset/encode-logs.ts";
import { generationOf } from "../columns/block/block-harness.testdata.ts";
import type { RowView } from "../columns/row-view.ts";
import { LogMiners, templateOwner } from "./log-miners.ts";
import { rollUpLogs } from "./log-rows.ts";
import { minuteOf } from "./minute.ts";
import type { PackRows } from "./pack.ts";

const START = 1_789_948_800_000_000_000n;
const MINUTE = 60_000_000_000n;

function rolledUp(view: RowView, miners: LogMiners, from = 0, to = view.counts.rows): PackRows {
	const steps = rollUpLogs({ view, from, to }, miners);
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
	}
}

/** Records by key and minute, over packs. */
function countsOf(packs: readonly PackRows[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { keys, rowKeys, minutes, counters } of packs) {
		for (let row = 0; row < rowKeys.length; row++) {
			const name = JSON.stringify([keys[rowKeys[row] as number], minutes[row]]);
			counts[name] = (counts[name] ?? 0) + (counters[row] as number);
		}
	}
	return counts;
}

const resourceOf = (service: string) => ({
	...EMPTY_LOG_RECORD.resource,
	attributes: [
		{ key: "service.name", value: { type: "string", value: service } },
		{ key: "deployment.environment.name", value: { type: "string", value: "prod" } },
	] as const,
});

const body = fc.oneof(
	fc
		.constantFrom("paid 7", "paid 8 of 9", "user ann is in", "user bob is in", "42", "", "a\nb")
		.map((value) => ({ type: "string" as const, value })),
	fc.constant(undefined),
	fc.constant({ type: "bool" as const, value: true }),
);
const record = fc
	.record({ body, service: fc.constantFrom("cart", "bank"), severity: fc.constantFrom(0, 9, 17), minute: fc.nat(3), isTimed: fc.boolean() })
	.map(({ body: said, service, severity, minute, isTimed }): LogRecord => {
		const time = unixNanos(START + BigInt(minute) * MINUTE + 59_999_999_999n);
		const times = isTimed ? { time, observedTime: unixNanos(1n) } : { time: unixNanos(0n), observedTime: time };
		return { ...EMPTY_LOG_RECORD, ...times, body: said, severityNumber: severity, eventName: "order.paid", resource: resourceOf(service) };
	});

describe("records of a pack", () => {
	it("are all there, by service, level and minute, in whatever pieces they are rolled up", () => {
		fc.assert(
			fc.property(fc.array(record, { minLength: 1, maxLength: 60 }), fc.nat(), (records, cut) => {
				const view = generationOf("logs", [encodeLogsRequest(records)]);
				const rows = view.counts.rows;
				const whole = new LogMiners({ owner: "" });
				const all = countsOf([rolledUp(view, whole)]);
				const first = new LogMiners({ owner: "" });
				const packs = [rolledUp(view, first, 0, cut % rows)];
				const second = new LogMiners({ owner: "", stored: JSON.parse(JSON.stringify(first.changed())) });
				expect(countsOf([...packs, rolledUp(view, second, cut % rows)])).toEqual(all);
				expect(countsWithoutTemplate(all)).toEqual(plainCounts(records));
			}),
			{ numRuns: 60 },
		);
	});

	it("without a text are told by the name of their event", () => {
		const miners = new LogMiners({ owner: "" });
		const { keys } = rolledUp(generationOf("logs", [encodeLogsRequest([{ ...EMPTY_LOG_RECORD, eventName: "order.paid" }])]), miners);
		expect(keys).toHaveLength(1);
		const [, namespace = "", service = "", level, template = ""] = keys[0] ?? [];
		expect(level).toBe("unspecified");
		expect(miners.textOf({ namespace, service }, template)).toBe("order.paid");
	});

	it("of the load are of its 200 templates in each service, and none is left over", () => {
		const bodies = encodeLogs({ seed: 7, base: { high: 0x17a0_0000, low: 0 }, first: 0, count: 65_536 });
		const miners = new LogMiners({ owner: "" });
		const view = generationOf(
			"logs",
			bodies.map(({ bytes }) => bytes),
		);
		const { keys } = rolledUp(view, miners);
		const merged = new Map(miners.merged());
		const byService = Map.groupBy(keys, ([, , service]) => service ?? "");
		expect(byService.size).toBe(16);
		for (const ofService of byService.values()) {
			const ids = new Set(ofService.map(([, , , , template = ""]) => merged.get(template) ?? template));
			expect(ids.size).toBeGreaterThan(190);
			expect(ids.size).toBeLessThanOrEqual(200);
			expect(ids.has("__other__")).toBe(false);
		}
	});
});

const dataOf = ({ buffer, byteOffset, byteLength }: Uint8Array) => new DataView(buffer, byteOffset, byteLength);

it("what is remembered of a line is what its service's templates would say", () => {
	const word = fc.constantFrom("user", "ann", "bob", "cyd", "dan", "eve", "fay", "gil", "hal", "ida", "7", "is");
	const text = fc.tuple(word, word, word).map((words) => words.join(" "));
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.nat(1), text), { minLength: 1, maxLength: 300, size: "max" }), (messages) => {
			const miners = new LogMiners({ owner: "" });
			const plainOf = (service: string) => new LogTemplates(undefined, { owner: templateOwner("", { namespace: "", service }) });
			const plain = [plainOf("s0"), plainOf("s1")] as const;
			const line = new LogLine();
			for (const [service, message] of messages) {
				const bytes = Buffer.from(message);
				line.read(bytes, 0, bytes.length);
				const number = miners.serviceNumber({ namespace: "", service: `s${service}` });
				const templates = plain[service] ?? plain[0];
				expect(miners.idOf(number, miners.templateOf(number, { bytes, data: dataOf(bytes) }, 0, bytes.length))).toBe(
					templates.idOf(templates.add(line)),
				);
			}
		}),
		{ numRuns: 30 },
	);
});

it("minutes of any time are exact", () => {
	fc.assert(
		fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (nanos) => {
			expect(minuteOf(Number(nanos >> 32n), Number(nanos & 0xffff_ffffn))).toBe(Number(nanos / MINUTE));
		}),
	);
});

function countsWithoutTemplate(counts: Record<string, number>): Record<string, number> {
	const sums: Record<string, number> = {};
	for (const [name, count] of Object.entries(counts)) {
		const [key, minute]: [string[], number] = JSON.parse(name);
		const place = JSON.stringify([key.slice(0, 4), minute]);
		sums[place] = (sums[place] ?? 0) + count;
	}
	return sums;
}

function plainCounts(records: readonly LogRecord[]): Record<string, number> {
	const counts: Record<string, number> = {};
	const levels: Record<number, string> = { 0: "unspecified", 9: "info", 17: "error" };
	for (const item of records) {
		const { attributes } = item.resource;
		const key = [environment(attributes) ?? "", serviceNamespace(attributes), serviceName(attributes), levels[item.severityNumber]];
		const place = JSON.stringify([key, Number(logRecordTime(item) / MINUTE)]);
		counts[place] = (counts[place] ?? 0) + 1;
	}
	return counts;
}
