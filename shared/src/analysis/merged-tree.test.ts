import { expect, it } from "vitest";
import { MISSING_PARENT, NO_PARENT } from "../model/trace-skeleton.ts";
import { bareSkeleton } from "./drawn-skeleton.testdata.ts";
import { MergedTree } from "./merged-tree.ts";

const shop = { parent: NO_PARENT, start: 0, duration: 10, service: "shop", operation: "POST /pay" };
const pay = (parent: number, more = {}) => ({ parent, start: 1, duration: 4, service: "pay", operation: "Charge", ...more });

it("lays calls at the same place over each other, retries too", () => {
	const tree = new MergedTree(100);
	tree.add(bareSkeleton([shop, pay(0, { status: 2 }), pay(0, { start: 5 })]));
	tree.add(bareSkeleton([{ ...shop, duration: 20 }, pay(0), { ...pay(1), service: "bank", duration: 1 }]));
	const { nodes, left } = tree.nodes();
	expect(left).toBe(0);
	expect(nodes).toEqual([
		{
			...{ parent: -1, service: "shop", operation: "POST /pay", kind: 1 },
			traces: 2,
			spans: 2,
			errorCount: 0,
			sumNanos: 30e6,
			sumSelfNanos: 18e6,
			sumHeldNanos: 18e6,
		},
		{
			...{ parent: 0, service: "pay", operation: "Charge", kind: 1 },
			traces: 2,
			spans: 3,
			errorCount: 1,
			sumNanos: 12e6,
			sumSelfNanos: 11e6,
			sumHeldNanos: 11e6,
		},
		{
			...{ parent: 1, service: "bank", operation: "Charge", kind: 1 },
			traces: 1,
			spans: 1,
			errorCount: 0,
			sumNanos: 1e6,
			sumSelfNanos: 1e6,
			sumHeldNanos: 1e6,
		},
	]);
});

it("a span whose parent is missing is a root, and a circle ends", () => {
	const tree = new MergedTree(100);
	tree.add(bareSkeleton([{ ...shop, parent: MISSING_PARENT }, { ...pay(2) }, { ...pay(1), service: "bank" }]));
	const { nodes } = tree.nodes();
	expect(nodes.map(({ parent, service }) => [parent, service])).toEqual(
		expect.arrayContaining([
			[-1, "shop"],
			[-1, "pay"],
		]),
	);
	expect(nodes.reduce((sum, { spans }) => sum + spans, 0)).toBe(3);
});

it("keeps the most frequent nodes and says how many are left out", () => {
	const tree = new MergedTree(2);
	tree.add(bareSkeleton([shop, pay(0), pay(0, { operation: "Refund" })]));
	tree.add(bareSkeleton([shop, pay(0)]));
	const { nodes, left } = tree.nodes();
	expect(nodes.map(({ operation }) => operation)).toEqual(["POST /pay", "Charge"]);
	expect(left).toBe(1);
});
