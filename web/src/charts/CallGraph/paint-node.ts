/** Draws the nodes of a call graph, each in the shape of what it is, its ring in the colour of its state. */
import type { Palette } from "../../draw/palette.ts";
import type { GraphRect } from "../../geometry/graph-curves.ts";
import { cloud, cylinder, diamond, rails } from "../../geometry/graph-shapes.ts";
import { type GraphInk, inkOf, onScreen } from "./graph-ink.ts";
import { type LaidNode, type NodeBadge, nameRect } from "./graph-scene.ts";

export interface NodeMood {
	readonly isBack: boolean;
	readonly isFocus: boolean;
	readonly isChosen: boolean;
}

const RADIUS_PX = 6;

/** A node with its name, its ring and its badge. */
export function paintNode(ink: GraphInk, laid: LaidNode, mood: NodeMood): void {
	const { surface, palette, view } = ink;
	const rect = onScreen(ink, laid.rect);
	if (mood.isFocus) {
		const gap = 5 * view.zoom;
		const box = { x: rect.x - gap, y: rect.y - gap, width: rect.width + 2 * gap, height: rect.height + 2 * gap };
		surface.frame(palette.accent, box, { radius: (RADIUS_PX + 4) * view.zoom, dash: [3, 3], width: 1.5 });
	}
	paintShape(ink, laid, rect, mood);
	if (mood.isChosen) {
		const box = { x: rect.x - 3, y: rect.y - 3, width: rect.width + 6, height: rect.height + 6 };
		surface.frame(palette.focus, box, { radius: (RADIUS_PX + 2) * view.zoom, width: 2 });
	}
	paintName(ink, laid, rect, mood.isBack);
	if (mood.isBack) return;
	for (const [at, badge] of laid.node.badges.entries()) {
		const box = laid.badges[at];
		if (box !== undefined) paintBadge(ink, badge, onScreen(ink, box));
	}
}

/** The ring's colour and width: healthy nodes are quiet. */
function ringOf(palette: Palette, state: LaidNode["node"]["state"]): { readonly color: string; readonly width: number } {
	if (state === "error") return { color: palette.error, width: 2 };
	if (state === "warn") return { color: palette.warn, width: 2 };
	return { color: palette.borderStrong, width: 1 };
}

function paintShape({ surface, palette, view }: GraphInk, { node }: LaidNode, rect: GraphRect, { isBack }: NodeMood): void {
	const ring = ringOf(palette, node.state);
	const color = inkOf(ring.color, isBack);
	const style = { width: ring.width };
	switch (node.shape) {
		case "service":
			surface.round(palette.surface, rect, RADIUS_PX * view.zoom);
			surface.frame(color, rect, {
				...style,
				radius: RADIUS_PX * view.zoom,
				...(node.state === "silent" ? { dash: [4, 3] as const } : {}),
			});
			return;
		case "database": {
			const { outline, lid } = cylinder(rect);
			surface.shape(palette.surface, outline);
			surface.line(color, outline, style);
			surface.line(color, lid, style);
			return;
		}
		case "cache":
			surface.shape(palette.surface, diamond(rect));
			surface.line(color, diamond(rect), style);
			return;
		case "external":
			surface.shape(palette.surface, cloud(rect));
			surface.line(color, cloud(rect), { ...style, dash: [4, 3] });
			return;
		case "topic":
			surface.rect(palette.surface, rect.x, rect.y, rect.width, rect.height);
			for (const rail of rails(rect)) surface.line(color, rail, { width: Math.max(ring.width, 1.5) });
			return;
		case "user":
			surface.round(palette.surface, rect, rect.width / 2);
			surface.frame(color, rect, { ...style, radius: rect.width / 2 });
	}
}

const LEGIBLE_ZOOM = 0.45;

function paintName({ surface, palette, widths, view }: GraphInk, { node, rect }: LaidNode, box: GraphRect, isBack: boolean): void {
	const { zoom } = view;
	const size = Math.round(12 * zoom * 4) / 4;
	const font = `500 ${size}px ${palette.uiFont}`;
	const middle = box.y + box.height / 2 + 4 * zoom;
	const color = inkOf(node.state === "silent" ? palette.textMuted : palette.textPrimary, isBack);
	if (node.shape !== "service") {
		if (zoom < LEGIBLE_ZOOM) return;
		const isBelow = node.shape === "cache";
		const room = isBelow ? nameRect(rect).width * zoom : box.width - (node.shape === "user" ? 2 : 20) * zoom;
		const y = isBelow ? box.y + box.height + 15 * zoom : middle + (node.shape === "database" || node.shape === "external" ? 3 * zoom : 0);
		surface.text(widths.fit(font, node.name, room), box.x + box.width / 2, y, { color, font, align: "center" });
		return;
	}
	const dot = palette.services[node.color]?.ink ?? palette.silent;
	const side = 10 * zoom;
	surface.round(inkOf(dot, isBack), { x: box.x + 10 * zoom, y: box.y + box.height / 2 - side / 2, width: side, height: side }, side / 2);
	if (zoom < LEGIBLE_ZOOM) return;
	const hasGlyph = node.state === "error" || node.state === "warn";
	const room = box.width - (hasGlyph ? 48 : 34) * zoom;
	surface.text(widths.fit(font, node.name, room), box.x + 26 * zoom, middle, { color, font });
	if (hasGlyph)
		paintGlyph(
			{ surface, palette, widths, view },
			{ x: box.x + box.width - 15 * zoom, y: box.y + box.height / 2 },
			{ isError: node.state === "error", isBack },
		);
}

/** ✕ or ▲: the ring's colour is not the only sign. */
function paintGlyph(
	{ surface, palette, view }: GraphInk,
	{ x, y }: { readonly x: number; readonly y: number },
	{ isError, isBack }: { readonly isError: boolean; readonly isBack: boolean },
): void {
	const reach = 4 * view.zoom;
	const color = inkOf(isError ? palette.error : palette.warn, isBack);
	if (!isError) {
		surface.shape(color, [x, y - reach, x + reach, y + reach, x - reach, y + reach]);
		return;
	}
	surface.line(color, [x - reach, y - reach, x + reach, y + reach], { width: 1.75 * view.zoom });
	surface.line(color, [x + reach, y - reach, x - reach, y + reach], { width: 1.75 * view.zoom });
}

function paintBadge({ surface, palette, view }: GraphInk, { text, tone }: NodeBadge, rect: GraphRect): void {
	if (view.zoom < LEGIBLE_ZOOM) return;
	const color = palette[tone];
	surface.round(palette.canvas, rect, rect.height / 2);
	surface.frame(color, rect, { radius: rect.height / 2 });
	surface.text(text, rect.x + rect.width / 2, rect.y + 13 * view.zoom, {
		color,
		font: `500 ${Math.round(11 * view.zoom * 4) / 4}px ${palette.uiFont}`,
		align: "center",
	});
}
