import fc from "fast-check";
import { expect, it } from "vitest";
import { NO_PARENT, type TraceSkeleton } from "../model/trace-skeleton.ts";
import { diffCause } from "./diff-cause.ts";
import { type BareRow, bareSkeleton } from "./drawn-skeleton.testdata.ts";
import { MergedTree } from "./merged-tree.ts";
import { type DiffSide, diffTraces } from "./trace-diff.ts";

/** A call that works for `own` milliseconds and then makes its calls, one after the other. */
interface Call {
	readonly name: string;
	readonly own: number;
	readonly calls: readonly Call[];
}

const MOST_DEEP = 4;

/** A call of at most so many levels. */
const calls = (levels: number): fc.Arbitrary<Call> =>
	fc.record({
		name: fc.constantFrom("a", "b", "c", "d"),
		own: fc.integer({ min: 1, max: 50 }),
		calls: levels === 1 ? fc.constant([]) : fc.array(calls(levels - 1), { maxLength: 3 }),
	});
const call = calls(MOST_DEEP);

function skeletonOf(root: Call, slowed?: { readonly call: Call; readonly by: number }): TraceSkeleton {
	const rows: BareRow[] = [];
	const write = (each: Call, parent: number, start: number): number => {
		const own = each.own + (slowed?.call === each ? slowed.by : 0);
		const row = rows.push({ parent, start, duration: 0, service: each.name, operation: each.name }) - 1;
		let end = start + own;
		for (const child of each.calls) end = write(child, row, end);
		rows[row] = { parent, start, duration: end - start, service: each.name, operation: each.name };
		return end;
	};
	write(root, NO_PARENT, 0);
	return bareSkeleton(rows);
}

function sideOf(...skeletons: readonly TraceSkeleton[]): DiffSide {
	const tree = new MergedTree(10_000);
	for (const skeleton of skeletons) tree.add(skeleton);
	return { traces: skeletons.length, nodes: tree.all() };
}

function* withPaths(root: Call, above = ""): Generator<readonly [Call, string]> {
	const path = `${above}/${root.name}`;
	yield [root, path];
	for (const child of root.calls) yield* withPaths(child, path);
}

function pathOf(nodes: readonly { readonly parent: number; readonly operation: string }[], node: number): string {
	const { parent = -1, operation = "" } = nodes[node] ?? {};
	return `${parent < 0 ? "" : pathOf(nodes, parent)}/${operation}`;
}

it("loses and invents no span and no nanosecond", () => {
	fc.assert(
		fc.property(call, call, (one, other) => {
			const [a, b] = [skeletonOf(one), skeletonOf(other)];
			const { nodes, aNanos, bNanos, deltaNanos } = diffTraces(sideOf(a), sideOf(b));
			const sum = (pick: (node: (typeof nodes)[number]) => number): number => nodes.reduce((total, node) => total + pick(node), 0);
			expect(sum((node) => node.a?.spans ?? 0)).toBe(a.spanCount);
			expect(sum((node) => node.b?.spans ?? 0)).toBe(b.spanCount);
			expect(aNanos).toBeCloseTo(a.duration[0] ?? -1, 0);
			expect(bNanos).toBeCloseTo(b.duration[0] ?? -1, 0);
			expect(sum(({ ownDeltaNanos }) => ownDeltaNanos)).toBeCloseTo(deltaNanos, 0);
			for (const [index, node] of nodes.entries()) {
				expect(node.parent).toBeLessThan(index);
				const below = nodes.filter(({ parent }) => parent === index).reduce((total, child) => total + child.deltaNanos, 0);
				expect(node.deltaNanos).toBeCloseTo(node.ownDeltaNanos + below, 0);
			}
		}),
		{ numRuns: 150 },
	);
});

it("the other way round only signs change", () => {
	fc.assert(
		fc.property(call, call, (one, other) => {
			const [a, b] = [sideOf(skeletonOf(one)), sideOf(skeletonOf(other))];
			const [there, back] = [diffTraces(a, b), diffTraces(b, a)];
			const byPath = new Map(back.nodes.map((node, index) => [pathOf(back.nodes, index), node]));
			for (const [index, node] of there.nodes.entries()) {
				const mirrored = byPath.get(pathOf(there.nodes, index));
				expect([mirrored?.deltaNanos, mirrored?.a, mirrored?.b]).toEqual([-node.deltaNanos + 0, node.b, node.a]);
			}
			const main = (diff: typeof there): string => {
				const cause = diffCause(diff);
				const at = cause.inside ?? cause.main;
				return `${cause.verdict} ${at === undefined ? "" : pathOf(diff.nodes, at.node)}`;
			};
			if (new Set(there.nodes.map(({ deltaNanos }) => deltaNanos)).size === there.nodes.length) expect(main(back)).toBe(main(there));
		}),
		{ numRuns: 150 },
	);
});

it("finds the one call that was slowed down, whichever it is, and gives it all of the difference", () => {
	fc.assert(
		fc.property(call, fc.nat(), fc.integer({ min: 100, max: 1000 }), (root, pick, by) => {
			const places = [...withPaths(root)];
			const [slow, path] = places[pick % places.length] ?? [root, ""];
			const diff = diffTraces(sideOf(skeletonOf(root, { call: slow, by })), sideOf(skeletonOf(root)));
			const { verdict, main: entry, inside } = diffCause(diff);
			const main = inside ?? entry;
			expect([verdict, pathOf(diff.nodes, main?.node ?? -1), main?.isItself]).toEqual(["found", path, true]);
			expect(main?.share).toBeCloseTo(1, 6);
			expect(main?.deltaNanos).toBeCloseTo(by * 1e6, 0);
		}),
		{ numRuns: 300 },
	);
});
