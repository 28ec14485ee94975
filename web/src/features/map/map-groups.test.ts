import { expect, test } from "vitest";
import { callsOf, edgeOf, graphOf, nodeOf } from "../../testing/fake-rollups.ts";
import { contentOf, nodeIdOf } from "./graph-content.ts";
import { groupContent, groupNames, namespaceOfGroup } from "./map-groups.ts";

const of = (name: string, namespace: string) => nodeOf(name, { namespace });
const DB = nodeOf("ledger", { type: "database", namespace: "", system: "postgresql" });
const [CART, PAY, STOCK, SHIP, LONE] = [
	of("cart", "shop"),
	of("pay", "shop"),
	of("stock", "store"),
	of("ship", "store"),
	of("lone", "misc"),
];
const CONTENT = contentOf(
	graphOf([
		edgeOf(CART, PAY, callsOf(500, 5, 10)),
		edgeOf(CART, STOCK, callsOf(200, 2, 10, { resends: 50 })),
		{ ...edgeOf(PAY, SHIP, callsOf(300, 8, 10)), before: callsOf(100, 1, 10) },
		edgeOf(PAY, DB, callsOf(40, 0, 10)),
		edgeOf(LONE, DB, callsOf(60, 0, 10)),
	]),
);
const group = (name: string) => nodeIdOf(nodeOf(name, { namespace: "", system: "namespace" }));

test("namespaces of more than one service become a node with the sum of their requests, the others stay", () => {
	expect(groupNames(CONTENT)).toEqual(["shop", "store"]);
	const grouped = groupContent(CONTENT);
	expect(new Set(grouped.nodes.keys())).toEqual(new Set([group("shop"), group("store"), nodeIdOf(DB), nodeIdOf(LONE)]));
	const members = [CART, PAY].map((node) => CONTENT.nodes.get(nodeIdOf(node))?.numbers.count ?? 0);
	expect(grouped.nodes.get(group("shop"))?.numbers.count).toBe(members.reduce((sum, count) => sum + count, 0));
	expect([namespaceOfGroup(grouped, group("shop")), namespaceOfGroup(grouped, nodeIdOf(LONE))]).toEqual(["shop", undefined]);
});

test("calls between two namespaces are one line; inside of one there is none; quantiles are not made up", () => {
	const grouped = groupContent(CONTENT);
	expect(grouped.pairs.map(({ from, to, attempts, errorCount }) => [from, to, attempts, errorCount])).toEqual([
		[group("shop"), group("store"), 500, 10],
		[group("shop"), nodeIdOf(DB), 40, 0],
		[nodeIdOf(LONE), nodeIdOf(DB), 60, 0],
	]);
	const [edge] = grouped.pairs[0]?.edges ?? [];
	expect(edge?.calls).toMatchObject({ resends: 50, amplification: 500 / 450, server: { p95: null } });
	expect(edge?.before).toMatchObject({ attempts: 100, errorCount: 1 });
	expect(grouped.pairs[2]).toBe(CONTENT.pairs[4]);
});
