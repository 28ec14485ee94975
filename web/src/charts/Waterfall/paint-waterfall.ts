/** The waterfall: names and durations at the left, bars at the right, ancestors kept at the top. Measures: `design/README.md`. */
import { IMPOSSIBLE_MARKS } from "@spanglass/shared/analysis/trace-facts";
import { SpanKind, StatusCode } from "@spanglass/shared/model/span";
import type { Palette, ServicePaint } from "../../draw/palette.ts";
import type { Surface } from "../../draw/surface.ts";
import type { TextWidths } from "../../draw/text-width.ts";
import { type TimeScale, type TimeWindow, ticksOf, xOf } from "../../geometry/time-scale.ts";
import { nodeColor, nodeName, nodeService, queueName, type TraceModel } from "../../geometry/trace-model.ts";
import { stickyAncestors, type WaterfallRows } from "../../geometry/waterfall-rows.ts";
import { durationText } from "../duration-text.ts";
import type { TraceLook } from "../Flame/flame-scene.ts";
import { paintQueues } from "../paint-queue.ts";
import { paintRange } from "../paint-range.ts";

export const HEADER_PX = 24;
export const ROW_PX = 24;
const BAR_PX = 12;
const INDENT_PX = 12;
const FIRST_INDENT_PX = 14;
const STICKY_ROWS = 3;
const TICK_GAP_PX = 90;
const WAIT_FROM_PX = 12;

export interface WaterfallScene {
	readonly surface: Surface;
	readonly palette: Palette;
	readonly widths: TextWidths;
	readonly model: TraceModel;
	readonly rows: WaterfallRows;
	/** Width of the names. */
	readonly treePx: number;
	readonly scale: TimeScale;
	readonly scrollTop: number;
	readonly look: TraceLook;
	readonly service: number | undefined;
	/** `Span · 214 in 70 rows`, `duration`. */
	readonly titles: readonly [string, string];
}

/** Draw all rows in view. */
export function paintWaterfall(scene: WaterfallScene): void {
	const { surface, palette, treePx, scale, rows, scrollTop, model } = scene;
	surface.clear(palette.surface);
	const ticks = ticksOf(scale, TICK_GAP_PX);
	for (const { nanos } of ticks) {
		const x = Math.round(xOf(scale, nanos));
		if (x > treePx) surface.rect(palette.borderSubtle, x, HEADER_PX, 1, surface.heightPx);
	}
	surface.rect(palette.borderSubtle, treePx, HEADER_PX, 1, surface.heightPx);
	const first = Math.floor(scrollTop / ROW_PX);
	const last = Math.min(Math.ceil((scrollTop + surface.heightPx) / ROW_PX), rows.nodes.length - 1);
	surface.clip({ x: 0, y: HEADER_PX, width: surface.widthPx, height: surface.heightPx - HEADER_PX });
	for (let row = first; row <= last; row++) paintRow(scene, rows.nodes[row] ?? 0, HEADER_PX + row * ROW_PX - scrollTop);
	const sticky = stickyAncestors(model.tree, rows, first, STICKY_ROWS);
	sticky.forEach((node, index) => {
		surface.rect(palette.surface, 0, HEADER_PX + index * ROW_PX, surface.widthPx, ROW_PX);
		paintRow(scene, node, HEADER_PX + index * ROW_PX);
	});
	if (sticky.length > 0) surface.rect(palette.borderDefault, 0, HEADER_PX + sticky.length * ROW_PX, surface.widthPx, 1);
	surface.unclip();
	paintHeader(scene, ticks);
}

function paintHeader({ surface, palette, widths, treePx, scale, titles }: WaterfallScene, ticks: ReturnType<typeof ticksOf>): void {
	const font = `500 11px ${palette.uiFont}`;
	const style = { color: palette.textMuted, font };
	surface.rect(palette.surface, 0, 0, surface.widthPx, HEADER_PX);
	surface.rect(palette.borderSubtle, 0, HEADER_PX - 1, surface.widthPx, 1);
	surface.text(titles[0], FIRST_INDENT_PX, 16, style);
	surface.text(titles[1], treePx - 8, 16, { ...style, align: "right" });
	for (const { nanos, label } of ticks) {
		const x = Math.round(xOf(scale, nanos));
		if (x >= treePx && x + 4 + widths.width(font, label) <= surface.widthPx) surface.text(label, x + 4, 16, style);
	}
}

/** Left edge of a row's name; deep rows move closer together so that half of the width stays for text. */
export function indentOf({ model, treePx }: Pick<WaterfallScene, "model" | "treePx">, node: number): number {
	return FIRST_INDENT_PX + Math.min((model.tree.depth[node] ?? 0) * INDENT_PX, Math.max(treePx * 0.45, INDENT_PX));
}

function paintRow(scene: WaterfallScene, node: number, y: number): void {
	const { surface, palette, model, look, treePx } = scene;
	const selected = look.selected === node;
	if (selected) {
		surface.rect(palette.selection, 0, y, surface.widthPx, ROW_PX);
		surface.rect(palette.accent, 0, y, 2, ROW_PX);
	}
	const indent = indentOf(scene, node);
	const guides = Math.min(model.tree.depth[node] ?? 0, Math.floor((indent - FIRST_INDENT_PX) / INDENT_PX));
	for (let guide = 0; guide < guides; guide++) surface.rect(palette.borderSubtle, FIRST_INDENT_PX + 6 + guide * INDENT_PX, y, 1, ROW_PX);
	const hasChildren = model.tree.childStart[node] !== model.tree.childStart[node + 1];
	if (hasChildren) paintChevron(scene, indent, y, look.folded.has(node));
	const paint = palette.services[nodeColor(model, node)] ?? palette.services[0];
	if (paint === undefined) return;
	const back = pale(scene, node);
	if (node < model.tree.spanCount) surface.round(paint.ink, { x: indent + 12, y: y + 6, width: 3, height: 12 }, 1);
	paintNames(scene, node, { x: indent + 21, y, right: treePx - 8, back: back && !selected });
	surface.clip({ x: treePx + 1, y, width: surface.widthPx - treePx - 1, height: ROW_PX });
	paintWait(scene, node, y);
	paintRowBar(scene, node, y, { paint, back });
	surface.unclip();
}

function pale({ look, model, service }: WaterfallScene, node: number): boolean {
	if (service !== undefined) return node >= model.tree.spanCount || model.skeleton.service[node] !== service;
	if (look.matches !== undefined) return look.matches[node] !== 1;
	return look.pathOn && model.path.onPath[node] !== 1;
}

function paintChevron({ surface, palette }: WaterfallScene, x: number, y: number, folded: boolean): void {
	surface.shape(
		palette.textMuted,
		folded ? [x + 1, y + 8.5, x + 5.5, y + 12, x + 1, y + 15.5] : [x, y + 10, x + 7, y + 10, x + 3.5, y + 14.5],
	);
}

interface RowPill {
	readonly text: string;
	readonly color: string;
}

function pillsOf({ model, palette, look }: WaterfallScene, node: number): readonly RowPill[] {
	const pills: RowPill[] = [];
	const failed = model.skeleton.status[node] === StatusCode.error;
	const attempt = look.attempts.get(node);
	if (attempt !== undefined) pills.push({ text: `${attempt} ${failed ? "✕" : "✓"}`, color: failed ? palette.error : palette.ok });
	else if (failed) pills.push({ text: "✕", color: palette.error });
	if (((model.skeleton.marks[node] ?? 0) & IMPOSSIBLE_MARKS) !== 0) pills.push({ text: "⚠", color: palette.warn });
	if (look.folded.has(node)) pills.push({ text: look.words.spans((model.tree.subtreeSize[node] ?? 1) - 1), color: palette.textMuted });
	return pills;
}

function paintNames(
	scene: WaterfallScene,
	node: number,
	box: { readonly x: number; readonly y: number; readonly right: number; readonly back: boolean },
): void {
	const { surface, palette, widths, model } = scene;
	const font = `500 12px ${palette.uiFont}`;
	const small = `500 11px ${palette.uiFont}`;
	const thin = `400 11px ${palette.uiFont}`;
	const color = box.back ? palette.textSecondary : palette.textPrimary;
	const duration = durationText((model.tree.end[node] ?? 0) - (model.tree.start[node] ?? 0));
	surface.text(duration, box.right, box.y + 16, { color, font, align: "right" });
	let right = box.right - widths.width(font, duration) - 8;
	for (const pill of pillsOf(scene, node)) {
		const width = widths.width(small, pill.text) + 8;
		right -= width;
		surface.frame(pill.color, { x: right, y: box.y + 4, width, height: 16 }, { radius: 3 });
		surface.text(pill.text, right + width / 2, box.y + 16, { color: pill.color, font: small, align: "center" });
		right -= 6;
	}
	const name = nodeName(model, node);
	const text = widths.fit(font, name, right - box.x);
	if (text !== "") surface.text(text, box.x, box.y + 16, { color: node < model.tree.spanCount ? color : palette.textMuted, font });
	const service = nodeService(model, node);
	const after = box.x + widths.width(font, text) + 6;
	const fits = text === name && model.skeleton.kind[node] !== SpanKind.client && after + widths.width(thin, service) < right;
	if (fits) surface.text(service, after, box.y + 16, { color: palette.textMuted, font: thin });
}

function paintRowBar(scene: WaterfallScene, node: number, y: number, how: { readonly paint: ServicePaint; readonly back: boolean }): void {
	const { surface, palette, model, scale, look } = scene;
	const left = Math.max(xOf(scale, model.tree.start[node] ?? 0), scene.treePx - 8);
	const right = Math.min(xOf(scale, model.tree.end[node] ?? 0), surface.widthPx + 8);
	const box = { x: left, y: y + 6, width: Math.max(right - left, 1.5), height: BAR_PX };
	if (node >= model.tree.spanCount) {
		surface.frame(palette.silent, box, { radius: 2, dash: [3, 3] });
		return;
	}
	if (right < left) return;
	const light = model.skeleton.kind[node] === SpanKind.internal;
	const fill = how.back ? how.paint.half : light ? how.paint.light : how.paint.full;
	if (box.width > 4) surface.round(fill, box, 2);
	else surface.rect(fill, box.x, box.y, box.width, box.height);
	if (palette.isLight && box.width > 4) surface.frame(how.back ? how.paint.dimInk : how.paint.ink, box, { radius: 2 });
	if (model.skeleton.status[node] === StatusCode.error) {
		if (box.width > 6) surface.hatch({ color: palette.errorHatch, pitch: 7, stroke: 2.5 }, box);
		surface.rect(palette.error, box.x, box.y, Math.min(3, box.width), BAR_PX);
	}
	if (look.matches?.[node] === 1)
		surface.frame(palette.match, { x: box.x - 1, y: box.y - 1, width: box.width + 2, height: BAR_PX + 2 }, { width: 1.5, radius: 3 });
	if (look.pathOn) paintHeld(scene, node, y);
	paintLogs(scene, node, y);
}

/** Before a consumer's bar: the time since its producer's end. */
function paintWait(scene: WaterfallScene, node: number, y: number): void {
	const { surface, model, scale, look, treePx } = scene;
	const entry = entryOf(model.queues.consumer, node);
	const waited = entry < 0 ? 0 : (model.queues.waited[entry] ?? 0);
	if (waited <= 0) return;
	const start = model.tree.start[node] ?? 0;
	const from = xOf(scale, start - waited);
	const to = xOf(scale, start);
	if (to - from < WAIT_FROM_PX) return;
	const free = { from: Math.max(from, treePx), to: Math.min(to, surface.widthPx) };
	const { queue } = look.words;
	const words = { name: queueName(model, node), text: queue(waited), short: durationText(waited) };
	paintQueues(scene, [{ from, to, y: y + 12, fromY: y + 4, free, ...words }]);
}

/** Place of a number in an ascending column, -1 when it is not there. */
function entryOf(column: Uint32Array, wanted: number): number {
	let low = 0;
	let high = column.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((column[middle] ?? 0) < wanted) low = middle + 1;
		else high = middle;
	}
	return column[low] === wanted ? low : -1;
}

function paintHeld({ surface, palette, model, scale }: WaterfallScene, node: number, y: number): void {
	const { path } = model;
	if ((path.held[node] ?? 0) === 0) return;
	const start = model.tree.start[node] ?? 0;
	const end = model.tree.end[node] ?? 0;
	for (let piece = firstPiece(path.from, start); piece < path.node.length && (path.from[piece] ?? 0) < end; piece++) {
		if (path.node[piece] !== node) continue;
		const x = xOf(scale, path.from[piece] ?? 0);
		const width = xOf(scale, path.to[piece] ?? 0) - x;
		if (width > 1.4) surface.rect(palette.path, x, y + 20, width, 2);
	}
}

function firstPiece(from: Float64Array, nanos: number): number {
	let low = 0;
	let high = from.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((from[middle] ?? 0) < nanos) low = middle + 1;
		else high = middle;
	}
	return low;
}

function paintLogs({ surface, palette, look, scale }: WaterfallScene, node: number, y: number): void {
	const { logs } = look;
	if (logs === undefined) return;
	const end = Math.min(logs.first[node + 1] ?? 0, (logs.first[node] ?? 0) + 500);
	for (let at = logs.first[node] ?? 0; at < end; at++) {
		const record = logs.order[at] ?? 0;
		surface.rect(palette.severities[logs.severity[record] ?? 2] ?? palette.accent, xOf(scale, logs.nanos[record] ?? 0), y + 2, 2, 4);
	}
}

/** The hovered row and an instant pointed at elsewhere. */
export function paintWaterfallOverlay(
	scene: WaterfallScene,
	at: { readonly hover: number | undefined; readonly instant: number | undefined; readonly range?: TimeWindow | undefined },
): void {
	const { surface, palette, rows, scrollTop, scale, treePx } = scene;
	surface.clear();
	surface.clip({ x: 0, y: HEADER_PX, width: surface.widthPx, height: surface.heightPx - HEADER_PX });
	const row = at.hover === undefined ? -1 : (rows.rowOf[at.hover] ?? -1);
	if (row >= 0)
		surface.frame(palette.borderStrong, { x: 0, y: HEADER_PX + row * ROW_PX - scrollTop, width: surface.widthPx, height: ROW_PX }, {});
	paintRange(surface, palette, at.range, { scale, leftPx: treePx, topPx: HEADER_PX });
	if (at.instant !== undefined && xOf(scale, at.instant) > treePx)
		surface.rect(palette.accent, Math.round(xOf(scale, at.instant)), HEADER_PX, 1, surface.heightPx);
	surface.unclip();
}
