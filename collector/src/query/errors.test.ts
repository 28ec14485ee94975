/** Groups of errors over time, over the reference store. */
import type { Span } from "@spanglass/shared/model/span";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { unixMillisFromNanos, unixNanos } from "@spanglass/shared/units/time";
import { beforeAll, describe, expect, it } from "vitest";
import { FREE_CONTROL, sendSpans } from "../store/conformance/ingest-helpers.ts";
import { createMemoryStore, type MemoryStore } from "../store/memory/memory-store.ts";
import { listErrors } from "./errors.ts";

const MINUTE = 60_000_000_000n;
/** Arrivals are of now. */
const END = (BigInt(Date.now()) / 60_000n + 1n) * MINUTE;
const RANGE = { start: unixNanos(END - 10n * MINUTE), end: unixNanos(END) };

function failing(
	number: number,
	minute: bigint,
	{ message, version }: { readonly message: string; readonly version: string },
): readonly Span[] {
	const id = number.toString(16).padStart(32, "0");
	const spans = traceFromText("pay: Charge {kind=server} [==!]", { traceId: id, start: RANGE.start + minute * MINUTE });
	const attribute = { key: "service.version", value: { type: "string", value: version } } as const;
	return spans.map((span) => ({
		...{ ...span, status: { code: 2, message } },
		resource: { ...span.resource, attributes: [...span.resource.attributes, attribute] },
	}));
}

describe("listErrors", () => {
	let store: MemoryStore;
	const ask = (decisions: Parameters<typeof listErrors>[2]["decisions"] = new Map()) =>
		listErrors(store.reader, { range: RANGE, filter: MATCH_ALL, environment: undefined, limit: 10 }, { decisions, control: FREE_CONTROL });

	beforeAll(async () => {
		store = createMemoryStore();
		for (let at = 0; at < 4; at++) await sendSpans(store.writer, failing(100 + at, -5n, { message: `lock ${at} is held`, version: "v1" }));
		for (let at = 0; at < 6; at++) await sendSpans(store.writer, failing(200 + at, 2n, { message: `lock ${at} is held`, version: "v1" }));
		await sendSpans(store.writer, failing(300, 9n, { message: "no route to bank", version: "v2" }));
	});

	it("tells new groups from those that were there before, and puts them first", async () => {
		const { errors, total, buckets } = await ask();
		expect(errors.map(({ state, template, count, before }) => [state, template, count, before])).toEqual([
			["new", "no route to bank", 1, 0],
			["ongoing", "lock <*> is held", 6, 4],
		]);
		expect(total).toBe(2);
		expect(errors[1]?.counts.reduce((sum, count) => sum + count, 0)).toBe(6);
		expect(errors[1]?.counts[Number((2n * MINUTE) / BigInt(buckets.stepNanos))]).toBe(6);
	});

	it("a resolved group that comes again has regressed, else it stays resolved; a muted one stays muted", async () => {
		const { errors } = await ask();
		const [fresh, old] = errors;
		const lastMs = unixMillisFromNanos(old?.last ?? unixNanos(0n));
		const statesAt = async (state: "resolved" | "muted", at: number) => {
			const told = await ask(new Map([[old?.fingerprint ?? "", { state, at, version: 7 }]]));
			return told.errors.find(({ fingerprint }) => fingerprint === old?.fingerprint);
		};
		expect(await statesAt("resolved", lastMs + 1)).toMatchObject({ state: "resolved", decisionVersion: 7 });
		expect(await statesAt("resolved", lastMs - 60_000)).toMatchObject({ state: "regressed" });
		expect(await statesAt("muted", 0)).toMatchObject({ state: "muted" });
		expect(fresh?.decisionVersion).toBe(0);
	});

	it("suspects a version that appeared shortly before, not one of later", async () => {
		const first = (await ask()).errors[0]?.first ?? unixNanos(0n);
		const suspectAt = async (at: bigint) => {
			const deploy = { environment: "", namespace: "", service: "pay", version: "v2", at: unixNanos(at) };
			const reader = { groupErrors: store.reader.groupErrors, listDeploys: async () => [deploy] };
			const told = await listErrors(
				reader,
				{ range: RANGE, filter: MATCH_ALL, environment: undefined, limit: 10 },
				{ decisions: new Map(), control: FREE_CONTROL },
			);
			return told.errors.map(({ suspect }) => suspect?.version);
		};
		expect(await suspectAt(first - MINUTE)).toEqual(["v2", undefined]);
		expect(await suspectAt(first + MINUTE)).toEqual([undefined, undefined]);
		expect(await suspectAt(first - 20n * MINUTE)).toEqual([undefined, undefined]);
	});
});
