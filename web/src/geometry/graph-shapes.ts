/** Outlines of the nodes of a call graph, as points x, y, x, y … around a box. */
import type { GraphRect } from "./graph-curves.ts";

/** What a node is drawn as. */
export type NodeShape = "service" | "database" | "cache" | "topic" | "external" | "user";

const SIZES: Readonly<Record<NodeShape, readonly [number, number]>> = {
	service: [116, 36],
	database: [84, 40],
	cache: [44, 40],
	topic: [116, 32],
	external: [124, 46],
	user: [40, 40],
};

export function sizeOfShape(shape: NodeShape): { readonly widthPx: number; readonly heightPx: number } {
	const [widthPx, heightPx] = SIZES[shape];
	return { widthPx, heightPx };
}

const ARC_STEPS = 10;

function arc(points: number[], [cx, cy, rx, ry]: readonly [number, number, number, number], from: number, to: number): void {
	for (let step = 0; step <= ARC_STEPS; step++) {
		const angle = from + ((to - from) * step) / ARC_STEPS;
		points.push(cx + rx * Math.cos(angle), cy + ry * Math.sin(angle));
	}
}

const LID = 0.16;

/** A cylinder, closed; `lid` is the front of its upper edge, which lies inside of it. */
export function cylinder({ x, y, width, height }: GraphRect): { readonly outline: readonly number[]; readonly lid: readonly number[] } {
	const ry = height * LID;
	const outline: number[] = [];
	arc(outline, [x + width / 2, y + ry, width / 2, ry], Math.PI, 2 * Math.PI);
	arc(outline, [x + width / 2, y + height - ry, width / 2, ry], 0, Math.PI);
	outline.push(x, y + ry);
	const lid: number[] = [];
	arc(lid, [x + width / 2, y + ry, width / 2, ry], Math.PI, 0);
	return { outline, lid };
}

export function diamond({ x, y, width, height }: GraphRect): readonly number[] {
	return [x + width / 2, y, x + width, y + height / 2, x + width / 2, y + height, x, y + height / 2, x + width / 2, y];
}

/** Bumps of the cloud around its box: middle and radii as shares of it, and the arc that shows, in half turns. */
const BUMPS = [
	[0.2, 0.66, 0.2, 0.32, 0.5, 1.45],
	[0.36, 0.36, 0.22, 0.34, 0.95, 1.6],
	[0.64, 0.34, 0.2, 0.32, 1.3, 2.02],
	[0.82, 0.64, 0.18, 0.34, 1.6, 2.5],
] as const;

export function cloud({ x, y, width, height }: GraphRect): readonly number[] {
	const points: number[] = [];
	for (const [cx, cy, rx, ry, from, to] of BUMPS) {
		arc(points, [x + cx * width, y + cy * height, rx * width, ry * height], from * Math.PI, to * Math.PI);
	}
	return [...points, points[0] ?? x, points[1] ?? y];
}

/** The rails at both ends of a pipe: ⟦ ⟧. */
export function rails({ x, y, width, height }: GraphRect): readonly (readonly number[])[] {
	const right = x + width;
	const bottom = y + height;
	return [
		[x + 6, y, x, y, x, bottom, x + 6, bottom],
		[x + 4, y, x + 4, bottom],
		[right - 6, y, right, y, right, bottom, right - 6, bottom],
		[right - 4, y, right - 4, bottom],
	];
}
