import { expect, test } from "vitest";
import { callsOf, durationsOf, edgeOf, nodeOf, serviceDetailOf } from "../../testing/fake-rollups.ts";
import { earlierLatency, edgeSelection, latencyOf, waitShare } from "./neighbour-rows.ts";
import { telltaleCallees } from "./use-deploy-flags.ts";

const NONE = durationsOf(0, 0);
const edge = (more: Parameters<typeof callsOf>[3]) => edgeOf(nodeOf("a"), nodeOf("b"), callsOf(10, 0, 100, more));

test("an edge is as slow as its callee says, else as its caller says, else as long as messages wait", () => {
	const client = durationsOf(10, 120);
	const queue = durationsOf(7, 9_000);
	expect(latencyOf(edge({ client })).side).toBe("server");
	expect(latencyOf(edge({ client, server: NONE }))).toMatchObject({ side: "client", p99: 120e6 });
	expect(latencyOf(edge({ client: NONE, server: NONE, queue }))).toMatchObject({ side: "queue", count: 7 });
});

test("it is compared with the same side of the range before", () => {
	const now = { ...edge({ server: NONE }), before: callsOf(5, 0, 80, { server: durationsOf(5, 60) }) };
	expect(earlierLatency(now)?.p99).toBe(80e6);
	expect(earlierLatency({ ...now, before: null })).toBeUndefined();
});

test("an edge in an address", () => {
	const db = nodeOf("ledger", { type: "database", namespace: "", system: "postgresql" });
	expect(edgeSelection(edgeOf(nodeOf("payment"), db, callsOf(1, 0, 1)))).toBe("edge:payment>database:postgresql:ledger");
});

test("waiting is shared by calls times their average; who was not measured has no share", () => {
	const slow = edgeOf(nodeOf("a"), nodeOf("slow"), callsOf(10, 0, 300));
	const fast = edgeOf(nodeOf("a"), nodeOf("fast"), callsOf(10, 0, 100));
	const unknown = edgeOf(nodeOf("a"), nodeOf("x"), callsOf(10, 0, 100, { client: NONE }));
	const all = [slow, fast, unknown].map((one) => ({ ...one, share: null }));
	expect(all.map((one) => waitShare(one, all))).toEqual([0.75, 0.25, null]);
});

test("flags of those services that most is waited for", () => {
	const callees = ["e", "d", "c", "b"].map((name, at) => ({ ...edgeOf(nodeOf("a"), nodeOf(name), callsOf(10, 0, at + 1)), share: null }));
	const topic = { ...edgeOf(nodeOf("a"), nodeOf("t", { type: "topic" }), callsOf(10, 0, 99)), share: null };
	expect(telltaleCallees(serviceDetailOf({ callees: [topic, ...callees] }))).toEqual(["b", "c", "d"]);
});
