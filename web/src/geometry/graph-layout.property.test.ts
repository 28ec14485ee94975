import fc from "fast-check";
import { expect, test } from "vitest";
import { extendLayout } from "./graph-keep.ts";
import { type GraphLayout, type GraphShape, layoutGraph, linkKey } from "./graph-layout.ts";

const RUNS = { seed: 4319, numRuns: 150 };

/** Up to 24 nodes of mixed sizes, links of any kind: cycles, self-calls, parts that are not connected. */
const shapes: fc.Arbitrary<GraphShape> = fc
	.record({
		sizes: fc.array(fc.constantFrom([116, 36], [72, 38], [84, 32], [36, 36]), { minLength: 1, maxLength: 24 }),
		pairs: fc.array(fc.tuple(fc.nat(23), fc.nat(23)), { maxLength: 50 }),
	})
	.map(({ sizes, pairs }) => ({
		nodes: sizes.map(([widthPx = 0, heightPx = 0], at) => ({ id: `n${at}`, widthPx, heightPx })),
		links: pairs.filter(([a, b]) => a < sizes.length && b < sizes.length).map(([a, b]) => ({ from: `n${a}`, to: `n${b}` })),
	}));

function overlaps({ nodes }: GraphShape, { places }: GraphLayout): readonly string[] {
	return nodes.flatMap((a, at) =>
		nodes.slice(at + 1).flatMap((b) => {
			const [one, other] = [places.get(a.id), places.get(b.id)];
			if (one === undefined || other === undefined) return [`${a.id} or ${b.id} has no place`];
			const isBeside = Math.abs(one.x - other.x) >= (a.widthPx + b.widthPx) / 2;
			const isApart = Math.abs(one.y - other.y) >= (a.heightPx + b.heightPx) / 2;
			return isBeside || isApart ? [] : [`${a.id} ${b.id}`];
		}),
	);
}

const plain = ({ places, routes }: GraphLayout) => ({
	places: [...places].sort(([a], [b]) => (a < b ? -1 : 1)),
	routes: [...routes].sort(([a], [b]) => (a < b ? -1 : 1)),
});

test("no two nodes overlap, every node has a place in whole pixels", () => {
	fc.assert(
		fc.property(shapes, (shape) => {
			const layout = layoutGraph(shape);
			expect(overlaps(shape, layout)).toEqual([]);
			for (const { x, y } of layout.places.values()) expect([Number.isInteger(x), Number.isInteger(y)]).toEqual([true, true]);
		}),
		RUNS,
	);
});

test("the order of nodes and links, and links that are told twice, change nothing", () => {
	fc.assert(
		fc.property(
			shapes.chain((shape) =>
				fc.tuple(
					fc.constant(shape),
					fc.shuffledSubarray([...shape.nodes], { minLength: shape.nodes.length }),
					fc.shuffledSubarray([...shape.links], { minLength: shape.links.length }),
				),
			),
			([shape, nodes, links]) => {
				expect(plain(layoutGraph({ nodes, links: [...links, ...links] }))).toEqual(plain(layoutGraph(shape)));
			},
		),
		RUNS,
	);
});

test("without cycles every call goes from left to right", () => {
	fc.assert(
		fc.property(shapes, ({ nodes, links }) => {
			const order = new Map(nodes.map(({ id }, at) => [id, at]));
			const forward = links.filter(({ from, to }) => (order.get(from) ?? 0) < (order.get(to) ?? 0));
			const { places } = layoutGraph({ nodes, links: forward });
			for (const { from, to } of forward) expect(places.get(from)?.x ?? 0).toBeLessThan(places.get(to)?.x ?? 0);
		}),
		RUNS,
	);
});

test("a link that leaps over layers passes no node", () => {
	fc.assert(
		fc.property(shapes, (shape) => {
			const { places, routes } = layoutGraph(shape);
			for (const { from, to } of shape.links) {
				const points = routes.get(linkKey({ from, to })) ?? [];
				for (let at = 0; at + 1 < points.length; at += 2) {
					for (const { id, widthPx, heightPx } of shape.nodes) {
						const place = places.get(id) ?? { x: 0, y: 0 };
						const isInside =
							Math.abs((points[at] ?? 0) - place.x) < widthPx / 2 && Math.abs((points[at + 1] ?? 0) - place.y) < heightPx / 2;
						expect([id, isInside]).toEqual([id, false]);
					}
				}
			}
		}),
		RUNS,
	);
});

test("when nodes come, those that are there stay, and nobody overlaps", () => {
	fc.assert(
		fc.property(shapes, fc.nat(23), (shape, cut) => {
			const least = Math.ceil(shape.nodes.length / 2);
			const first = { nodes: shape.nodes.slice(0, Math.max(cut + 1, least)), links: shape.links };
			const before = extendLayout(first, undefined);
			const after = extendLayout(shape, before);
			for (const { id } of first.nodes) expect(after.places.get(id)).toEqual(before.places.get(id));
			expect(overlaps(shape, after)).toEqual([]);
			const shuffled = { nodes: shape.nodes.toReversed(), links: shape.links.toReversed() };
			expect(plain(extendLayout(shuffled, before))).toEqual(plain(after));
		}),
		RUNS,
	);
});
