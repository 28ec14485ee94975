/** Links of a laid out graph as lines, what is under the pointer, and where the words of a link stand. Pixels of the drawing. */
import type { GraphBox, GraphLayout, GraphLink, GraphPlace } from "./graph-layout.ts";
import { linkKey } from "./graph-layout.ts";

export interface GraphRect {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

export interface GraphCurve {
	/** x, y, x, y … from the caller's edge to where the arrow head begins. */
	readonly points: readonly number[];
	/** Where the arrow points to, and from where it comes: right, or up for links that run backwards. */
	readonly tip: GraphPlace;
	readonly isBackward: boolean;
	readonly bounds: GraphRect;
}

const ARROW_PX = 9;
const STEPS = 14;
const BACKWARD_STEPS = 28;
const PORT_PX = 6;
const SAG_PX = 64;

export function rectOf({ widthPx, heightPx }: GraphBox, { x, y }: GraphPlace): GraphRect {
	return { x: x - widthPx / 2, y: y - heightPx / 2, width: widthPx, height: heightPx };
}

/**
 * The lines of links, in their order; undefined for self-calls and for links of nodes without a place.
 *
 * Links leave at the right and arrive at the left, spread along the side in the order of their other ends; those that run backwards leave and
 * arrive at the bottom, so that two opposite links are never one line.   Cost  O(links × log), once for a layout.
 */
export function graphCurves(
	nodes: readonly GraphBox[],
	links: readonly GraphLink[],
	{ places, routes }: GraphLayout,
): readonly (GraphCurve | undefined)[] {
	const rects = new Map(
		nodes.flatMap((node) => {
			const place = places.get(node.id);
			return place === undefined ? [] : [[node.id, rectOf(node, place)] as const];
		}),
	);
	const leaving = portsOf(links, rects, "from");
	const arriving = portsOf(links, rects, "to");
	return links.map((link) => {
		const from = rects.get(link.from);
		const to = rects.get(link.to);
		if (from === undefined || to === undefined || link.from === link.to) return undefined;
		if (isBackward(from, to)) return backwardCurve(from, to);
		const key = linkKey(link);
		const start = { x: from.x + from.width, y: middleOf(from).y + (leaving.get(key) ?? 0) };
		const tip = { x: to.x - 2, y: middleOf(to).y + (arriving.get(key) ?? 0) };
		return forwardCurve(start, tip, routes.get(key) ?? []);
	});
}

function middleOf({ x, y, width, height }: GraphRect): GraphPlace {
	return { x: x + width / 2, y: y + height / 2 };
}

function isBackward(from: GraphRect, to: GraphRect): boolean {
	return to.x < from.x + from.width + ARROW_PX;
}

/** How far each link's end is from the middle of its node's side. */
function portsOf(links: readonly GraphLink[], rects: ReadonlyMap<string, GraphRect>, side: "from" | "to"): ReadonlyMap<string, number> {
	const other = side === "from" ? "to" : "from";
	const forward = links.filter((link) => {
		const [from, to] = [rects.get(link.from), rects.get(link.to)];
		return from !== undefined && to !== undefined && link.from !== link.to && !isBackward(from, to);
	});
	const ports = new Map<string, number>();
	for (const [id, own] of Map.groupBy(forward, (link) => link[side])) {
		const rect = rects.get(id);
		const step = Math.min(PORT_PX, ((rect?.height ?? 0) - 12) / Math.max(own.length, 1));
		const heightOf = (link: GraphLink): number => rects.get(link[other])?.y ?? 0;
		const sorted = own.toSorted((a, b) => heightOf(a) - heightOf(b) || (a[other] < b[other] ? -1 : 1));
		for (const [at, link] of sorted.entries()) ports.set(linkKey(link), (at - (sorted.length - 1) / 2) * Math.max(step, 0));
	}
	return ports;
}

function forwardCurve(start: GraphPlace, tip: GraphPlace, route: readonly number[]): GraphCurve {
	const stops = [start.x, start.y, ...route, tip.x - ARROW_PX, tip.y];
	const points = [start.x, start.y];
	for (let at = 0; at + 3 < stops.length; at += 2) {
		const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = stops.slice(at, at + 4);
		const middle = (x0 + x1) / 2;
		if (y0 === y1) points.push(x1, y1);
		else bend(points, [x0, y0, middle, y0, middle, y1, x1, y1]);
	}
	return { points, tip, isBackward: false, bounds: boundsOf(points) };
}

function backwardCurve(from: GraphRect, to: GraphRect): GraphCurve {
	const start = { x: middleOf(from).x, y: from.y + from.height };
	const tip = { x: middleOf(to).x, y: to.y + to.height + 2 };
	const bottom = Math.max(start.y, tip.y) + SAG_PX;
	const points = [start.x, start.y];
	bend(points, [start.x, start.y, start.x, bottom, tip.x, bottom, tip.x, tip.y + ARROW_PX], BACKWARD_STEPS);
	return { points, tip, isBackward: true, bounds: boundsOf(points) };
}

type Bezier = readonly [number, number, number, number, number, number, number, number];

/** Adds a cubic curve to `points`, without its first point. */
function bend(points: number[], [x0, y0, x1, y1, x2, y2, x3, y3]: Bezier, steps = STEPS): void {
	for (let step = 1; step <= steps; step++) {
		const t = step / steps;
		const u = 1 - t;
		const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
		points.push(a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3);
	}
}

function boundsOf(points: readonly number[]): GraphRect {
	let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (let at = 0; at + 1 < points.length; at += 2) {
		const [x = 0, y = 0] = [points[at], points[at + 1]];
		left = Math.min(left, x);
		right = Math.max(right, x);
		top = Math.min(top, y);
		bottom = Math.max(bottom, y);
	}
	return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The place at a share (0..1) of a line's length. */
export function pointAlong(points: readonly number[], share: number): GraphPlace {
	let total = 0;
	for (let at = 2; at + 1 < points.length; at += 2) total += stepLength(points, at);
	let left = total * share;
	for (let at = 2; at + 1 < points.length; at += 2) {
		const length = stepLength(points, at);
		if (left <= length && length > 0) {
			const part = left / length;
			return {
				x: (points[at - 2] ?? 0) + ((points[at] ?? 0) - (points[at - 2] ?? 0)) * part,
				y: (points[at - 1] ?? 0) + ((points[at + 1] ?? 0) - (points[at - 1] ?? 0)) * part,
			};
		}
		left -= length;
	}
	return { x: points.at(-2) ?? 0, y: points.at(-1) ?? 0 };
}

function stepLength(points: readonly number[], at: number): number {
	return Math.hypot((points[at] ?? 0) - (points[at - 2] ?? 0), (points[at + 1] ?? 0) - (points[at - 1] ?? 0));
}

/** The link nearest to a place and within reach; undefined where there is none. Cost: the lines whose bounds are near. */
export function curveAt(curves: readonly (GraphCurve | undefined)[], { x, y }: GraphPlace, reachPx: number): number | undefined {
	let best: number | undefined;
	let least = reachPx;
	for (const [index, curve] of curves.entries()) {
		if (curve === undefined) continue;
		const { bounds, points } = curve;
		if (x < bounds.x - least || x > bounds.x + bounds.width + least + ARROW_PX) continue;
		if (y < bounds.y - least || y > bounds.y + bounds.height + least) continue;
		for (let at = 2; at + 1 < points.length; at += 2) {
			const distance = distanceToStep(points, at, { x, y });
			if (distance > least) continue;
			least = distance;
			best = index;
		}
	}
	return best;
}

function distanceToStep(points: readonly number[], at: number, { x, y }: GraphPlace): number {
	const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = points.slice(at - 2, at + 2);
	const [dx, dy] = [x1 - x0, y1 - y0];
	const square = dx * dx + dy * dy;
	const along = square === 0 ? 0 : Math.max(0, Math.min(1, ((x - x0) * dx + (y - y0) * dy) / square));
	return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}

export interface LabelWish {
	readonly curve: GraphCurve;
	readonly widthPx: number;
}

const LABEL_HEIGHT_PX = 18;
/** Share of the line, and how far above it (−) or below: on it near the arrow head, where lines are apart, else beside it. */
const LABEL_SPOTS = [
	[0.72, 0],
	[0.6, 0],
	[0.48, 0],
	[0.36, 0],
	[0.5, -14],
	[0.5, 14],
	[0.62, -18],
	[0.38, 18],
	[0.24, 0],
] as const;
/** Words that would hide most of their line stand beside it. */
const MOST_COVERED = 0.6;
const BESIDE = [[0.5, -15], [0.5, 15], ...LABEL_SPOTS] as const;

/**
 * Places for the words of links, as rectangles, in their order: the first wish chooses first. Undefined where every place would cover a node or
 * other words.
 */
export function placeLabels(wishes: readonly LabelWish[], taken: readonly GraphRect[]): readonly (GraphRect | undefined)[] {
	const used: GraphRect[] = [...taken];
	return wishes.map(({ curve, widthPx }) => {
		const isWide = widthPx > Math.max(curve.bounds.width, curve.bounds.height) * MOST_COVERED;
		for (const [share, shiftPx] of isWide ? BESIDE : LABEL_SPOTS) {
			const { x, y } = pointAlong(curve.points, share);
			const rect = { x: x - widthPx / 2, y: y + shiftPx - LABEL_HEIGHT_PX / 2, width: widthPx, height: LABEL_HEIGHT_PX };
			if (used.some((other) => meets(rect, other))) continue;
			used.push(rect);
			return rect;
		}
		return undefined;
	});
}

function meets(a: GraphRect, b: GraphRect): boolean {
	return a.x < b.x + b.width + 2 && b.x < a.x + a.width + 2 && a.y < b.y + b.height + 2 && b.y < a.y + a.height + 2;
}
