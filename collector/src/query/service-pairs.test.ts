import { ALL_TIME } from "@spanglass/shared/query/time-range";
import { arbitraryCall, arbitraryLayers } from "@spanglass/shared/testing/arbitrary-calls";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FREE_CONTROL, sendSpans } from "../store/conformance/ingest-helpers.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import { createFakeReader } from "./fake-stores.testdata.ts";
import { listServicePairs } from "./service-pairs.ts";

describe("listServicePairs", () => {
	it("counts by roll-ups what counting the pairs of spans gives", async () => {
		let most = 0;
		const traffic = fc.tuple(fc.array(arbitraryCall, { maxLength: 40 }), arbitraryLayers).map(([calls, layers]) => [...calls, ...layers]);
		await fc.assert(
			fc.asyncProperty(traffic, async (spans) => {
				const { writer, reader } = createMemoryStore();
				await sendSpans(writer, spans);
				const all = await reader.listServiceEdges(ALL_TIME, FREE_CONTROL);
				const pairs = await listServicePairs(reader, ALL_TIME, FREE_CONTROL);
				most = Math.max(most, pairs.length);
				expect(pairs).toEqual(all.filter(({ parent, child }) => parent !== child));
			}),
		);
		expect(most).toBeGreaterThan(2);
	});

	it("counts pairs of spans while something is not in the roll-ups", async () => {
		const counters = { partnerLate: 0, droppedEarly: 0, blocksToRollUp: 1 };
		const reader = { ...createFakeReader({}), pairingCounters: async () => counters, sumEdges: async () => [] };
		expect(await listServicePairs(reader, ALL_TIME, FREE_CONTROL)).toEqual([{ parent: "gateway", child: "bank", count: 3 }]);
	});
});
