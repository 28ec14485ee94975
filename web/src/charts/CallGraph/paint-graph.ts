/** Draws a call graph: links, their words, nodes, badges. What is out of sight is left out; far away, words are too. */
import { type Palette, withAlpha } from "../../draw/palette.ts";
import { type GraphRect, pointAlong } from "../../geometry/graph-curves.ts";
import { type GraphInk, inkOf, onScreen } from "./graph-ink.ts";
import { type CallLink, isCrossed, type LaidScene } from "./graph-scene.ts";
import type { GraphView } from "./graph-view.ts";
import { paintNode } from "./paint-node.ts";

export interface GraphLook {
	/** Ids of nodes that stand out; the others, and links that touch none but them, stand back. Undefined: all are alike. */
	readonly near: ReadonlySet<string> | undefined;
	readonly focus: string | undefined;
	/** What is chosen. */
	readonly node: string | undefined;
	readonly link: number | undefined;
}

const NEUTRAL = 0.7;
const FAINT = 0.35;
const ASYNC_DASH = [6, 4] as const;
const INFERRED_DASH = [2, 2] as const;
const GONE_DASH = [2, 5] as const;
const WORDS_FROM_ZOOM = 0.8;
const LEGIBLE_ZOOM = 0.55;
const ALWAYS_SHOWN = 20;
/** From further away, heads are dots of a few pixels that cost as much as their lines. */
const HEADS_FROM_ZOOM = 0.3;
const HEAD_PX = 9;

/** Tells what is in sight, with a margin in pixels of the window. Of everything there is with every frame, so it makes no objects. */
function sightOf({ surface, view }: GraphInk, marginPx: number): (rect: GraphRect) => boolean {
	const margin = marginPx / view.zoom;
	const [left, top] = [view.x - margin, view.y - margin];
	const [right, bottom] = [view.x + surface.widthPx / view.zoom + margin, view.y + surface.heightPx / view.zoom + margin];
	return ({ x, y, width, height }) => x + width >= left && y + height >= top && x <= right && y <= bottom;
}

/** Rings, badges and marks reach so far beyond the bounds of nodes and lines. */
const PICTURE_MARGIN_PX = 32;
/** CSS pixels of a picture that is kept: two windows of a large screen. */
const LARGEST_PICTURE = 4_000_000;

/**
 * Draw the whole graph. Cost: what is in sight; from far away, where that is everything, it is drawn once and then only moved, until its zoom or
 * looks change.
 */
export function paintGraph(ink: GraphInk, scene: LaidScene, look: GraphLook): void {
	const { surface, palette, view } = ink;
	surface.clear(palette.canvas);
	const { x, y, width, height } = onScreen(ink, scene.bounds);
	const box = {
		x: Math.round(x) - PICTURE_MARGIN_PX,
		y: Math.round(y) - PICTURE_MARGIN_PX,
		width: Math.ceil(width) + 2 * PICTURE_MARGIN_PX,
		height: Math.ceil(height) + 2 * PICTURE_MARGIN_PX,
	};
	if (view.zoom >= HEADS_FROM_ZOOM || box.width * box.height > LARGEST_PICTURE) {
		paintParts(ink, scene, look);
		return;
	}
	const key = [scene, palette, view.zoom, look.near, look.focus, look.node, look.link];
	surface.picture(key, box, (own) => {
		own.clear(palette.canvas);
		const margin = PICTURE_MARGIN_PX / view.zoom;
		paintParts({ ...ink, surface: own, view: { ...view, x: scene.bounds.x - margin, y: scene.bounds.y - margin } }, scene, look);
	});
}

function paintParts(ink: GraphInk, scene: LaidScene, look: GraphLook): void {
	const isBack = (index: number): boolean => {
		const link = scene.links[index];
		return look.near !== undefined && !(look.near.has(link?.from ?? "") && look.near.has(link?.to ?? ""));
	};
	const sorted = linksInOrder(ink, scene, isBack);
	for (const index of sorted) paintLink(ink, scene, index, { isBack: isBack(index), isChosen: false });
	if (look.link !== undefined && sorted.includes(look.link)) paintLink(ink, scene, look.link, { isBack: false, isChosen: true });
	const isInSight = sightOf(ink, 32);
	for (const one of scene.nodes) {
		const { node, rect } = one;
		if (!isInSight(rect)) continue;
		paintNode(ink, one, {
			isBack: look.near !== undefined && !look.near.has(node.id),
			isFocus: node.id === look.focus,
			isChosen: node.id === look.node,
		});
	}
	for (const index of sorted) {
		if (isBack(index) || !showsWords(ink, scene, index, look)) continue;
		paintWords(ink, scene, index, index === look.link);
	}
}

/** The links in sight, from those that stand back to the worst. */
function linksInOrder(ink: GraphInk, scene: LaidScene, isBack: (index: number) => boolean): readonly number[] {
	const isInSight = sightOf(ink, 12);
	const back: number[] = [];
	const levels: number[][] = [];
	for (const [index, curve] of scene.curves.entries()) {
		if (curve === undefined || !isInSight(curve.bounds)) continue;
		if (isBack(index)) back.push(index);
		else {
			const level = Math.abs(scene.links[index]?.level ?? 0);
			levels[level] ??= [];
			levels[level].push(index);
		}
	}
	return [...back, ...levels.flatMap((level) => level ?? [])];
}

function showsWords({ view }: GraphInk, scene: LaidScene, index: number, look: GraphLook): boolean {
	if (view.zoom < LEGIBLE_ZOOM) return index === look.link;
	return view.zoom >= WORDS_FROM_ZOOM || look.near !== undefined || (scene.ranks[index] ?? 0) < ALWAYS_SHOWN;
}

export interface LinkMood {
	readonly isBack: boolean;
	readonly isChosen: boolean;
}

/** The colour of a link by its level. */
function linkColor(palette: Palette, scene: Pick<LaidScene, "ink">, level: number): string {
	const neutral = palette.errorRates[0] ?? palette.textMuted;
	if (scene.ink === "none" || level === 0) return neutral;
	if (scene.ink === "change") return palette.changes[level + 2] ?? neutral;
	if (scene.ink === "errors") return palette.errorRates[level] ?? neutral;
	return palette.counts[level + 2] ?? neutral;
}

function colorOf(palette: Palette, scene: Pick<LaidScene, "ink">, link: CallLink, { isBack, isChosen }: LinkMood): string {
	const plain = linkColor(palette, scene, link.level);
	if (isBack) return inkOf(plain, true);
	if (link.isFaint === true && !isChosen) return withAlpha(plain, FAINT);
	return link.level === 0 && !isChosen ? withAlpha(plain, NEUTRAL) : plain;
}

/** One link with its head. */
export function paintLink(ink: GraphInk, scene: LaidScene, index: number, { isBack, isChosen }: LinkMood): void {
	const { surface, palette, view } = ink;
	const curve = scene.curves[index];
	const link = scene.links[index];
	if (curve === undefined || link === undefined) return;
	const color = colorOf(palette, scene, link, { isBack, isChosen });
	const points = projected(curve.points, view);
	const width = Math.max(link.widthPx * view.zoom, 0.75);
	if (isChosen) surface.line(withAlpha(palette.accent, 0.35), points, { width: width + 8 });
	const dash = link.isGone === true ? GONE_DASH : link.isAsync ? ASYNC_DASH : link.isInferred === true ? INFERRED_DASH : undefined;
	surface.line(color, points, dash === undefined ? { width } : { width, dash });
	if (view.zoom < HEADS_FROM_ZOOM) return;
	const head = Math.max(HEAD_PX, link.widthPx + 5) * view.zoom;
	const half = Math.max(4.5, link.widthPx * 0.5 + 3) * view.zoom;
	const [x, y] = [(curve.tip.x - view.x) * view.zoom, (curve.tip.y - view.y) * view.zoom];
	const triangle = curve.isBackward ? [x - half, y + head, x, y, x + half, y + head] : [x - head, y - half, x, y, x - head, y + half];
	if (!link.isAsync) {
		surface.shape(color, triangle);
		return;
	}
	surface.shape(palette.canvas, triangle);
	surface.line(color, [...triangle, triangle[0] ?? x, triangle[1] ?? y], { width: 1.25 });
}

function projected(points: readonly number[], { x, y, zoom }: GraphView): number[] {
	const step = zoom < 0.4 && points.length > 24 ? 6 : 2;
	const out: number[] = [];
	for (let at = 0; at + 1 < points.length; at += step) out.push(((points[at] ?? 0) - x) * zoom, ((points[at + 1] ?? 0) - y) * zoom);
	const end = points.length - 2;
	if (step > 2) out.push(((points[end] ?? 0) - x) * zoom, ((points[end + 1] ?? 0) - y) * zoom);
	return out;
}

/** `✕ 139/s · 2.9% · 890 ms` on a plate; where there is no room for words, ✕ alone. */
export function paintWords(ink: GraphInk, scene: LaidScene, index: number, isChosen: boolean): void {
	const { surface, palette, view } = ink;
	const link = scene.links[index];
	const curve = scene.curves[index];
	if (link === undefined || curve === undefined) return;
	const rect = scene.labels[index];
	const crossed = isCrossed(scene, link);
	const color = linkColor(palette, scene, link.level);
	if (rect === undefined) {
		if (crossed) paintCross(ink, pointAlong(curve.points, 0.5), color);
		return;
	}
	const { x, y, width, height } = onScreen(ink, rect);
	surface.round(palette.canvas, { x, y, width, height }, 4 * view.zoom);
	if (isChosen) surface.frame(palette.accent, { x, y, width, height }, { radius: 4 * view.zoom });
	if (crossed) paintCross(ink, { x: rect.x + 10, y: rect.y + rect.height / 2 }, color);
	surface.text(link.label, x + (crossed ? 18 : 6) * view.zoom, y + 13 * view.zoom, {
		color: link.level !== 0 || isChosen ? palette.textPrimary : palette.textSecondary,
		font: `500 ${Math.round(11 * view.zoom * 4) / 4}px ${palette.uiFont}`,
	});
}

function paintCross({ surface, palette, view }: GraphInk, at: { readonly x: number; readonly y: number }, color: string): void {
	const [x, y, reach] = [(at.x - view.x) * view.zoom, (at.y - view.y) * view.zoom, 3 * view.zoom];
	for (const style of [
		{ ink: palette.canvas, width: 4 },
		{ ink: color, width: 1.5 },
	]) {
		surface.line(style.ink, [x - reach, y - reach, x + reach, y + reach], { width: style.width * view.zoom });
		surface.line(style.ink, [x + reach, y - reach, x - reach, y + reach], { width: style.width * view.zoom });
	}
}
