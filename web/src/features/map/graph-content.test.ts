import { describe, expect, test } from "vitest";
import { callsOf, durationsOf, edgeOf, graphOf, nodeOf, numbersOf } from "../../testing/fake-rollups.ts";
import { contentOf, nodeIdOf, nodeOfText, selectionOf, shapeOfNode, textOfNode, textOfPair } from "./graph-content.ts";
import { sceneOf as sceneOfOptions } from "./map-scene.ts";

const CHECKOUT = nodeOf("checkout");
const PAYMENT = nodeOf("payment");
const LEDGER = nodeOf("ledger", { type: "database", namespace: "", system: "postgresql" });
const ORDERS = nodeOf("orders", { type: "topic", namespace: "", system: "kafka" });
const GRAPH = graphOf([
	edgeOf(CHECKOUT, PAYMENT, callsOf(500_400, 14_500, 890, { amplification: 3.4, resends: 353_000 })),
	edgeOf(CHECKOUT, PAYMENT, callsOf(36, 36, 10), { type: "call" }),
	edgeOf(PAYMENT, LEDGER, callsOf(36_000, 18, 14)),
	edgeOf(CHECKOUT, ORDERS, callsOf(12, 0, 2), { type: "messaging" }),
]);
const CONTENT = contentOf(GRAPH);
const sceneOf = (content: ReturnType<typeof contentOf>, layer: "err" | "lat" | "rate", user: string) =>
	sceneOfOptions(content, { layer, isCompared: false, words: { user, new: "NEW", gone: "GONE" }, badges: new Map() });
const link = (layer: "err" | "lat" | "rate", at: number) => sceneOf(CONTENT, layer, "user").links[at];

test("calls of several kinds between two nodes are one line with the sum of their numbers", () => {
	expect(CONTENT.pairs.map(({ edges }) => edges.length)).toEqual([2, 1, 1]);
	expect(CONTENT.pairs[0]).toMatchObject({ attempts: 500_436, errorCount: 14_536 });
	expect(CONTENT.pairs[0]?.edges[0].type).toBe("rpc");
});

describe("lines", () => {
	test("errors decide the colour, the rate the width; failing ones say three numbers", () => {
		expect(link("err", 0)).toMatchObject({ level: 2, isAsync: false, label: "139/s · 2.9% · 623\u00a0ms" });
		expect(link("err", 0)?.widthPx).toBeCloseTo(1 + 2.4 * Math.log10(140), 1);
		expect(link("err", 1)).toMatchObject({ level: 0, label: "10/s" });
	});

	test("latency decides the colour of its layer; the rate's layer has none", () => {
		expect(link("lat", 0)).toMatchObject({ level: 2, label: "139/s · 623\u00a0ms" });
		expect(link("lat", 1)?.level).toBe(0);
		expect(sceneOf(CONTENT, "rate", "user").links.map(({ level }) => level)).toEqual([0, 0, 0]);
	});

	test("few calls are thin and say how few", () => {
		expect(link("err", 2)).toMatchObject({ widthPx: 1, level: 0, isAsync: true, label: "n = 12" });
	});

	test("the widest line", () => {
		const busy = contentOf(graphOf([edgeOf(CHECKOUT, PAYMENT, callsOf(36e8, 0, 1))]));
		expect(sceneOf(busy, "err", "user").links[0]?.widthPx).toBe(8);
	});
});

test("nodes have the state of their numbers, the shape of their kind, and say how often they are called again", () => {
	const nodes = GRAPH.nodes.map((entry) => (entry.node.name === "payment" ? { ...entry, numbers: numbersOf(100, 6, 1) } : entry));
	const scene = sceneOf(contentOf({ ...GRAPH, nodes }), "err", "user");
	expect(scene.nodes.map(({ name, shape, state, badges }) => [name, shape, state, badges.map(({ text }) => text).join()])).toEqual([
		["checkout", "service", "ok", ""],
		["payment", "service", "error", "↻ ×3.4"],
		["ledger", "database", "ok", ""],
		["orders", "topic", "ok", ""],
	]);
	expect(shapeOfNode({ ...LEDGER, system: "redis" })).toBe("cache");
});

describe("addresses", () => {
	test("services by name, others with kind and system; and back", () => {
		expect(textOfNode(CONTENT, nodeIdOf(CHECKOUT))).toBe("checkout");
		expect(textOfPair(CONTENT, { from: nodeIdOf(PAYMENT), to: nodeIdOf(LEDGER) })).toBe("edge:payment>database:postgresql:ledger");
		expect(nodeOfText(CONTENT, "database:postgresql:ledger")).toBe(nodeIdOf(LEDGER));
		expect(nodeOfText(CONTENT, "nosuch")).toBeUndefined();
	});

	test("a name that two services have needs its namespace", () => {
		const twice = contentOf(graphOf([edgeOf(CHECKOUT, nodeOf("checkout", { namespace: "lab" }), callsOf(1, 0, 1))]));
		expect(textOfNode(twice, nodeIdOf(CHECKOUT))).toBe("service:shop:checkout");
		expect(nodeOfText(twice, "service:shop:checkout")).toBe(nodeIdOf(CHECKOUT));
	});

	test("selections; what is not here is none", () => {
		expect(selectionOf(CONTENT, "edge:checkout>payment")).toEqual({ pair: CONTENT.pairs[0] });
		expect(selectionOf(CONTENT, "node:database:postgresql:ledger")).toEqual({ node: nodeIdOf(LEDGER) });
		for (const text of [undefined, "edge:payment>checkout", "edge:checkout", "node:x", "checkout"])
			expect(selectionOf(CONTENT, text)).toBeUndefined();
	});
});

test("without the callee's clock, the caller's; of messages, the queue", () => {
	const none = durationsOf(0, 0);
	const only = contentOf(
		graphOf([edgeOf(CHECKOUT, ORDERS, callsOf(100, 0, 5, { client: none, server: none, queue: durationsOf(100, 31_000) }))]),
	);
	expect(sceneOf(only, "lat", "user").links[0]?.level).toBe(3);
});
