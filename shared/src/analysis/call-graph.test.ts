import { describe, expect, it } from "vitest";
import type { EdgeEvidence, EdgeType, GraphNode, NodeType } from "../model/call-graph.ts";
import { amplificationOf, edgesNear, edgesOfView, networkNanos, nodeId, type SummedCalls, sharesOf } from "./call-graph.ts";
import { NO_DURATIONS } from "./duration-counts.ts";

const node = (text: string): GraphNode => {
	const [type = "service", name = ""] = text.includes(":") ? text.split(":") : ["service", text];
	return { type: type as NodeType, namespace: "", name, system: type === "topic" ? "kafka" : "" };
};

function calls(caller: string, callee: string, evidence: EdgeEvidence = "paired", type: EdgeType = "rpc"): SummedCalls {
	const durations = { client: NO_DURATIONS, server: NO_DURATIONS, queue: NO_DURATIONS };
	return { caller: node(caller), callee: node(callee), type, evidence, attempts: 2, resends: 1, errors: 1, ...durations };
}

const told = (edges: readonly SummedCalls[] | undefined) =>
	edges?.map(({ caller, callee, evidence, attempts }) => `${caller.name} > ${callee.name} ${evidence} ${attempts}`);

const SHOP = [
	calls("web", "shop"),
	calls("shop", "topic:orders", "peer", "messaging"),
	calls("topic:orders", "mailer", "peer", "messaging"),
	calls("topic:orders", "billing", "peer", "messaging"),
	calls("shop", "billing", "paired", "messaging"),
	calls("shop", "mailer", "link", "messaging"),
	calls("shop", "topic:audit", "peer", "messaging"),
	calls("shop", "database:pg", "peer", "database"),
];

describe("edgesOfView", () => {
	it("shows topics as nodes and tells no message twice", () => {
		expect(told(edgesOfView(SHOP, { topics: "shown", pairedOnly: false }))).toEqual([
			"shop > pg peer 2",
			"shop > audit peer 2",
			"shop > orders peer 2",
			"web > shop paired 2",
			"orders > billing peer 2",
			"orders > mailer peer 2",
		]);
	});
	it("folds a topic whose messages were followed, and keeps one that nobody was seen to take from", () => {
		expect(told(edgesOfView(SHOP, { topics: "folded", pairedOnly: false }))).toEqual([
			"shop > pg peer 2",
			"shop > billing paired 2",
			"shop > mailer link 2",
			"shop > audit peer 2",
			"web > shop paired 2",
		]);
	});
	it("folds of a topic what was followed, and leaves the others at the topic", () => {
		const partly = [
			calls("shop", "topic:orders", "peer", "messaging"),
			calls("topic:orders", "mailer", "peer", "messaging"),
			calls("topic:orders", "audit", "peer", "messaging"),
			calls("shop", "mailer", "link", "messaging"),
		];
		expect(told(edgesOfView(partly, { topics: "folded", pairedOnly: false }))).toEqual(["shop > mailer link 2", "orders > audit peer 2"]);
	});
	it("does not take another call between the two for a message", () => {
		const edges = [
			calls("shop", "topic:orders", "peer", "messaging"),
			calls("topic:orders", "mailer", "peer", "messaging"),
			calls("shop", "mailer", "paired", "http"),
		];
		expect(told(edgesOfView(edges, { topics: "folded", pairedOnly: false }))).toHaveLength(3);
	});
	it("keeps messages between services that no topic tells of", () => {
		const edges = [calls("shop", "billing", "paired", "messaging")];
		expect(told(edgesOfView(edges, { topics: "shown", pairedOnly: false }))).toEqual(["shop > billing paired 2"]);
	});
	it("leaves what was not measured on both sides out when asked to", () => {
		expect(told(edgesOfView(SHOP, { topics: "shown", pairedOnly: true }))).toEqual(["shop > billing paired 2", "web > shop paired 2"]);
	});
	it("adds up what is one edge", () => {
		const [edge] = edgesOfView([calls("a", "b"), calls("a", "b")], { topics: "shown", pairedOnly: false });
		expect(edge).toMatchObject({ attempts: 4, resends: 2, errors: 2 });
	});
});

it("nodes are the same only when all they say is equal, whatever their texts contain", () => {
	const of = (namespace: string, name: string, system = "") => nodeId({ type: "service", namespace, name, system });
	expect(of("a", "b")).toBe(of("a", "b"));
	const ids = [
		of("a", "b"),
		of("", "ab"),
		of("a\u0000b", ""),
		of("a", "\u0000b"),
		of("a", "", "b"),
		of("a\u0000", "b"),
		of("", "a\u0000b"),
	];
	expect(new Set(ids).size).toBe(ids.length);
});

describe("edgesNear", () => {
	const chain = [calls("a", "b"), calls("b", "c"), calls("c", "d")];
	it("goes both ways, hop by hop", () => {
		expect(told(edgesNear(chain, "b", 1))).toEqual(["a > b paired 2", "b > c paired 2"]);
		expect(told(edgesNear(chain, "b", 2))).toHaveLength(3);
		expect(told(edgesNear(chain, "a", 1))).toEqual(["a > b paired 2"]);
	});
	it("knows no node that is not there", () => expect(edgesNear(chain, "z", 3)).toBeUndefined());
});

describe("numbers of an edge", () => {
	const took = (count: number, sumNanos: number) => ({ ...NO_DURATIONS, count, sumNanos });
	it("tell the time between caller and callee only where both measured every call", () => {
		const both = { ...calls("a", "b"), client: took(2, 300), server: took(2, 100) };
		expect(networkNanos(both)).toBe(100);
		expect(networkNanos({ ...both, server: took(1, 100) })).toBeUndefined();
		expect(networkNanos({ ...both, type: "messaging" })).toBeUndefined();
		expect(networkNanos({ ...both, evidence: "peer" })).toBeUndefined();
		expect(networkNanos(calls("a", "b"))).toBeUndefined();
	});
	it("tell how often a call was tried", () => {
		expect(amplificationOf({ attempts: 3, resends: 1 })).toBe(1.5);
		expect(amplificationOf({ attempts: 0, resends: 0 })).toBeUndefined();
	});
	it("share what goes out, messages once", () => {
		const out = [
			calls("a", "b"),
			calls("a", "topic:t", "peer", "messaging"),
			calls("a", "c", "paired", "messaging"),
			calls("a", "d", "link"),
		];
		expect(sharesOf(out)).toEqual([0.5, 0.5, undefined, undefined]);
		expect(sharesOf([calls("a", "b"), calls("a", "c", "paired", "messaging")])).toEqual([0.5, 0.5]);
		expect(sharesOf([])).toEqual([]);
	});
});
