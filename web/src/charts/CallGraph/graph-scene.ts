/** What a call graph is drawn from: nodes and links with their looks, laid out; computed once, drawn with every frame. */
import type { ServiceState } from "@spanglass/shared/analysis/error-state";
import type { TextWidths } from "../../draw/text-width.ts";
import { type GraphCurve, type GraphRect, graphCurves, placeLabels, rectOf } from "../../geometry/graph-curves.ts";
import type { GraphBox, GraphLayout } from "../../geometry/graph-layout.ts";
import { type NodeShape, sizeOfShape } from "../../geometry/graph-shapes.ts";

export interface CallNode {
	readonly id: string;
	readonly shape: NodeShape;
	readonly name: string;
	/** Of the service palette; other shapes have no colour. */
	readonly color: number;
	readonly state: ServiceState;
	/** Above the node, side by side. */
	readonly badges: readonly NodeBadge[];
}

/** `↻ ×3.4`, `✕ 1 lost`, `⚑ v42`. */
export interface NodeBadge {
	readonly text: string;
	readonly tone: "warn" | "error" | "accent";
}

export interface CallLink {
	readonly from: string;
	readonly to: string;
	readonly widthPx: number;
	/** 0..3: how much of what the colours tell; of changes -2..2. */
	readonly level: number;
	/** Concluded, not measured: dotted. */
	readonly isInferred?: boolean;
	/** There, but without calls: barely seen. */
	readonly isFaint?: boolean;
	/** It was there before only. */
	readonly isGone?: boolean;
	/** Messages: dashed, with a hollow head. */
	readonly isAsync: boolean;
	readonly label: string;
	/** Its words are shown before those of others, whatever the zoom. */
	readonly weight: number;
}

/** What colours of links tell. `change`: less and more than before. `none`: all are neutral. */
export type LinkInk = "errors" | "amount" | "change" | "none";

export interface CallScene {
	readonly nodes: readonly CallNode[];
	readonly links: readonly CallLink[];
	readonly ink: LinkInk;
}

export interface LaidNode {
	readonly node: CallNode;
	readonly rect: GraphRect;
	/** Where its badges stand. */
	readonly badges: readonly GraphRect[];
}

export interface LaidScene {
	readonly nodes: readonly LaidNode[];
	readonly links: readonly CallLink[];
	readonly ink: LinkInk;
	/** By index of its link. */
	readonly curves: readonly (GraphCurve | undefined)[];
	readonly labels: readonly (GraphRect | undefined)[];
	/** Ranks of links by weight: the words of the first 20 are always shown. */
	readonly ranks: readonly number[];
	readonly bounds: GraphRect;
}

const LABEL_PADDING_PX = 6;
/** Room for ✕ before the words of failing links. */
const CROSS_PX = 12;

export function boxOf({ id, shape }: CallNode): GraphBox {
	return { id, ...sizeOfShape(shape) };
}

function labelFont(uiFont: string): string {
	return `500 11px ${uiFont}`;
}

/** A link that fails so much that ✕ says it too. */
export function isCrossed({ ink }: Pick<CallScene, "ink">, { level }: Pick<CallLink, "level">): boolean {
	return ink === "errors" && level >= 2;
}

export interface LayOptions {
	readonly widths: TextWidths;
	readonly uiFont: string;
	/** Places change with every frame: words of links are left out. */
	readonly isMoving?: boolean;
}

/** Put a scene into its layout. Nodes without a place are left out. */
export function layScene(scene: CallScene, layout: GraphLayout, { widths, uiFont, isMoving = false }: LayOptions): LaidScene {
	const nodes = scene.nodes.flatMap((node): LaidNode[] => {
		const place = layout.places.get(node.id);
		if (place === undefined) return [];
		const rect = rectOf(boxOf(node), place);
		return [
			{
				node,
				rect,
				badges: badgeRects(
					rect,
					node.badges.map(({ text }) => widths.width(labelFont(uiFont), text)),
				),
			},
		];
	});
	const curves = graphCurves(scene.nodes.map(boxOf), scene.links, layout);
	const order = [...scene.links.keys()].sort((a, b) => (scene.links[b]?.weight ?? 0) - (scene.links[a]?.weight ?? 0) || a - b);
	const taken = nodes.flatMap(({ node, rect, badges }) => [rect, ...badges, ...(node.shape === "cache" ? [nameRect(rect)] : [])]);
	const wishes = (isMoving ? [] : order).flatMap((index) => {
		const curve = curves[index];
		const link = scene.links[index];
		if (curve === undefined || link === undefined || link.label === "") return [];
		const width = widths.width(labelFont(uiFont), link.label) + LABEL_PADDING_PX * 2 + (isCrossed(scene, link) ? CROSS_PX : 0);
		return [{ index, curve, widthPx: Math.ceil(width) }];
	});
	const placed = placeLabels(wishes, taken);
	const labels = new Map(wishes.map(({ index }, at) => [index, placed[at]]));
	const ranks = new Map(order.map((index, rank) => [index, rank]));
	return {
		nodes,
		links: scene.links,
		ink: scene.ink,
		curves,
		labels: scene.links.map((_, index) => labels.get(index)),
		ranks: scene.links.map((_, index) => ranks.get(index) ?? 0),
		bounds: boundsOf([...nodes.map(({ rect }) => rect), ...curves.flatMap((curve) => curve?.bounds ?? [])]),
	};
}

const BADGE_PADDING_PX = 7;
const BADGE_GAP_PX = 4;

/** Badges of a node in one row over its middle. */
function badgeRects({ x, y, width }: GraphRect, texts: readonly number[]): readonly GraphRect[] {
	const sizes = texts.map((text) => Math.ceil(text) + 2 * BADGE_PADDING_PX);
	let left = x + width / 2 - (sizes.reduce((sum, size) => sum + size, 0) + BADGE_GAP_PX * (sizes.length - 1)) / 2;
	return sizes.map((size) => {
		const rect = { x: left, y: y - 24, width: size, height: 18 };
		left += size + BADGE_GAP_PX;
		return rect;
	});
}

/** Names that have no room in their node stand below it. */
export function nameRect({ x, y, width, height }: GraphRect): GraphRect {
	return { x: x + width / 2 - 40, y: y + height, width: 80, height: 20 };
}

function boundsOf(rects: readonly GraphRect[]): GraphRect {
	if (rects.length === 0) return { x: 0, y: 0, width: 1, height: 1 };
	const left = rects.reduce((least, { x }) => Math.min(least, x), Number.POSITIVE_INFINITY);
	const top = rects.reduce((least, { y }) => Math.min(least, y), Number.POSITIVE_INFINITY);
	const right = rects.reduce((most, { x, width }) => Math.max(most, x + width), Number.NEGATIVE_INFINITY);
	const bottom = rects.reduce((most, { y, height }) => Math.max(most, y + height), Number.NEGATIVE_INFINITY);
	return { x: left, y: top, width: Math.max(right - left, 1), height: Math.max(bottom - top, 1) };
}
