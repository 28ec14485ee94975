import { describe, expect, it } from "vitest";
import { NO_PARENT } from "../model/trace-skeleton.ts";
import { criticalPath } from "./critical-path.ts";
import { type BareRow, bareSkeleton, drawnSkeleton, rowNamed, seeded } from "./drawn-skeleton.testdata.ts";
import { errorChain } from "./error-chain.ts";
import { findGaps } from "./gaps.ts";
import { findQueueTimes } from "./queue-times.ts";
import { findRetries } from "./retries.ts";
import { selfTimes } from "./self-time.ts";
import { buildSpanTree, traceNanos } from "./span-tree.ts";
import { traceFacts } from "./trace-facts.ts";

const RETRIED = drawnSkeleton(`
	shop: POST /pay {kind=server}        [==============================]
	  shop: cart {kind=client}            [==]
	  shop: pay {kind=client}                 [====!]
	    pay: Pay {kind=server}                 [==!]
	  shop: pay {kind=client}                          [====!]
	  shop: pay {kind=client}                                  [====]
`);

function factsOf(skeleton: typeof RETRIED) {
	const tree = buildSpanTree(skeleton);
	const self = selfTimes(tree);
	const path = criticalPath(tree);
	const errors = errorChain(tree, skeleton.status);
	const retries = findRetries(tree, skeleton);
	const queues = findQueueTimes(tree, skeleton);
	return { tree, self, path, errors, retries, facts: traceFacts({ skeleton, tree, self, path, errors, retries, queues }) };
}

describe("selfTimes", () => {
	it("takes the union of children off, clipped to the span", () => {
		const skeleton = drawnSkeleton(`
			a: root  [========]
			  a: one  [==]
			  a: two    [==]
			  a: late       [======]
		`);
		const self = selfTimes(buildSpanTree(skeleton));
		expect(self[rowNamed(skeleton, "root")]).toBe(1e6);
		expect(self[rowNamed(skeleton, "late")]).toBe(8e6);
	});
});

describe("criticalPath", () => {
	it("is an unbroken row of pieces through the children that finished last", () => {
		const skeleton = drawnSkeleton(`
			a: root    [==========]
			  a: fast   [==]
			  a: slow   [=====]
			    b: inner  [=]
			  a: async            [=====]
		`);
		const path = criticalPath(buildSpanTree(skeleton));
		const pieces = [...path.node].map((node, i) => [
			skeleton.operations[skeleton.operation[node]!],
			path.from[i]! / 1e6,
			path.to[i]! / 1e6,
		]);
		expect(pieces).toEqual([
			["root", 0, 1],
			["slow", 1, 3],
			["inner", 3, 6],
			["slow", 6, 8],
			["root", 8, 11],
			["async", 11, 12],
		]);
		expect(path.onPath[rowNamed(skeleton, "fast")]).toBe(0);
	});

	it("covers the root exactly, for any trace", () => {
		const random = seeded(11);
		for (let round = 0; round < 100; round++) {
			const rows: BareRow[] = [{ parent: NO_PARENT, start: 0, duration: 100 }];
			for (let row = 1; row < 40; row++) rows.push({ parent: Math.floor(random() * row), start: random() * 110, duration: random() * 40 });
			const path = criticalPath(
				buildSpanTree(bareSkeleton(rows.sort((a, b) => (a.parent === NO_PARENT ? -1 : b.parent === NO_PARENT ? 1 : 0)))),
			);
			let reached = path.from[0]!;
			for (let piece = 0; piece < path.node.length; piece++) {
				expect(path.from[piece]).toBeCloseTo(reached, 3);
				reached = path.to[piece]!;
			}
			expect(reached - path.from[0]!).toBeCloseTo(path.totalNanos, 3);
		}
	});
});

describe("errorChain", () => {
	it("goes deepest first and suspects the origin of the longest chain", () => {
		const { errors, tree } = factsOf(RETRIED);
		expect(errors.rows.length).toBe(3);
		expect(errors.rows[0]).toBe(rowNamed(RETRIED, "Pay"));
		expect(errors.suspected).toBe(rowNamed(RETRIED, "Pay"));
		expect(errors.chain).toEqual([rowNamed(RETRIED, "Pay"), tree.parent[rowNamed(RETRIED, "Pay")]]);
	});

	it("suspects nobody without errors", () => {
		const skeleton = drawnSkeleton("a: root  [===]");
		expect(errorChain(buildSpanTree(skeleton), skeleton.status).suspected).toBeUndefined();
	});
});

describe("findRetries", () => {
	it("joins attempts of one call and says what the failed ones cost", () => {
		const { retries } = factsOf(RETRIED);
		expect(retries).toHaveLength(1);
		expect(retries[0]).toMatchObject({ lostNanos: 14e6, lastFailed: false });
		expect(retries[0]?.rows).toHaveLength(3);
	});

	it("does not take a loop for retries", () => {
		const rows: BareRow[] = [{ parent: NO_PARENT, start: 0, duration: 100 }];
		for (let call = 0; call < 30; call++) rows.push({ parent: 0, start: call * 3, duration: 1, kind: 3, status: call === 4 ? 2 : 0 });
		const skeleton = bareSkeleton(rows);
		expect(findRetries(buildSpanTree(skeleton), skeleton)).toEqual([]);
	});
});

describe("findGaps", () => {
	it("names times of a parent that no child covers, when they are long enough", () => {
		const skeleton = drawnSkeleton(
			`
			a: root {kind=server}  [===================]
			  a: one                [==]
			  a: two                          [=========]
			  a: none {kind=client}
		`.replace(/.*none.*\n/, ""),
		);
		const gaps = findGaps(buildSpanTree(skeleton), skeleton.kind);
		expect([...gaps.from].map((from, i) => [from / 1e6, gaps.to[i]! / 1e6])).toEqual([[5, 11]]);
	});
});

describe("traceFacts", () => {
	it("says what happened: root fine, errors inside, retried, and who spent the time", () => {
		const { facts } = factsOf(RETRIED);
		expect(facts).toMatchObject({ verdict: "degraded", errorCount: 3, missingParents: 0, root: 0 });
		expect(facts.sentence[0]).toMatchObject({ kind: "retried", failedCount: 2, succeeded: true });
		expect(facts.services.map((share) => [RETRIED.services[share.service], share.spanCount, share.errorCount])).toEqual([
			["shop", 5, 2],
			["pay", 1, 1],
		]);
		expect(facts.services.reduce((sum, share) => sum + share.selfRatio, 0)).toBeCloseTo(1);
	});

	it("says the time in failed attempts as part of the trace, however early its root ended", () => {
		const skeleton = drawnSkeleton(`
			shop: POST /pay {kind=server}  [========]
			  shop: pay {kind=client}       [==!]
			  shop: pay {kind=client}             [=!]
			    pay: Pay {kind=server}            [=================]
		`);
		const { facts, retries, tree } = factsOf(skeleton);
		const lostNanos = retries[0]?.lostNanos;
		expect([lostNanos, tree.end[0], traceNanos(tree)]).toEqual([9e6, 10e6, 26e6]);
		expect(facts.sentence[0]).toMatchObject({ kind: "retried", failedCount: 2, lostNanos, lostRatio: 9 / 26 });
		expect([facts.rootNanos, factsOf(RETRIED).facts.rootNanos]).toEqual([10e6, undefined]);
	});

	it("names the suspected span of a failed trace", () => {
		const skeleton = drawnSkeleton(`
			a: root   [=======!]
			  b: call   [====!]
		`);
		const { facts } = factsOf(skeleton);
		expect(facts.verdict).toBe("failed");
		expect(facts.sentence[0]).toMatchObject({ kind: "failed", row: rowNamed(skeleton, "call") });
	});
});
