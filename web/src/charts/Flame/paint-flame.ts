/** The whole flame, from back to front: grid, gaps, queues, bars, critical path, log ticks, brackets, axis. */
import { StatusCode } from "@spanglass/shared/model/span";
import { NO_LANE } from "../../geometry/flame-layout.ts";
import { LANE_PITCH_PX, laneAtY, STRIP_PX } from "../../geometry/flame-rows.ts";
import { visibleInLane } from "../../geometry/flame-visible.ts";
import { freeStretch } from "../../geometry/queue-lines.ts";
import { nanosAt, type TimeWindow, ticksOf, xOf } from "../../geometry/time-scale.ts";
import { nodeColor, nodeName, queueName } from "../../geometry/trace-model.ts";
import { durationText } from "../duration-text.ts";
import { paintQueues, type QueueLine } from "../paint-queue.ts";
import { paintRange } from "../paint-range.ts";
import { AXIS_PX, type FlameScene, standsBack } from "./flame-scene.ts";
import { BAR_PX, barHeight, paintBar } from "./paint-bar.ts";

const TICK_GAP_PX = 110;
const SHORTEST_HELD_PX = 1.4;
const GAP_FROM_PX = 8;
const GAP_LABEL_FROM_PX = 90;
const QUEUE_FROM_PX = 24;
const TICK_FROM_PX = 4;
/** Of a batch with more consumers in view only so many get their line. */
const MOST_QUEUES = 200;

/** Draw the flame on its surface. */
export function paintFlame(scene: FlameScene): void {
	const { surface, palette, rows, layout, scrollTop } = scene;
	surface.clear(palette.surface);
	const ticks = ticksOf(scene.scale, TICK_GAP_PX);
	for (const tick of ticks) surface.rect(palette.borderSubtle, Math.round(xOf(scene.scale, tick.nanos)), AXIS_PX, 1, surface.heightPx);
	surface.clip({ x: 0, y: AXIS_PX, width: surface.widthPx, height: surface.heightPx - AXIS_PX });
	const first = Math.max(laneAtY(rows, scrollTop), 0);
	const last = Math.min(laneAtY(rows, scrollTop + surface.heightPx - AXIS_PX), layout.laneCount - 1);
	if (rows.pitchPx === LANE_PITCH_PX) {
		paintGaps(scene, first, last);
		paintQueues(scene, queueLines(scene, first, last));
	}
	for (let lane = first; lane <= last; lane++) paintLane(scene, lane);
	if (rows.pitchPx === LANE_PITCH_PX) {
		if (scene.look.pathOn) paintPath(scene, first, last);
		paintLogTicks(scene, first, last);
		paintStrips(scene, first, last);
		paintTitles(scene, first, last);
	}
	surface.unclip();
	paintAxis(scene, ticks);
}

/** Top of a lane on the canvas. */
function laneTop({ rows, scrollTop }: Pick<FlameScene, "rows" | "scrollTop">, lane: number): number {
	return AXIS_PX + (rows.tops[lane] ?? 0) - scrollTop;
}

function paintAxis(
	{ surface, palette, scale, widths }: FlameScene,
	ticks: readonly { readonly nanos: number; readonly label: string }[],
): void {
	surface.rect(palette.surface, 0, 0, surface.widthPx, AXIS_PX);
	surface.rect(palette.borderSubtle, 0, AXIS_PX - 1, surface.widthPx, 1);
	const font = `500 11px ${palette.uiFont}`;
	for (const { nanos, label } of ticks) {
		const x = Math.round(xOf(scale, nanos));
		surface.rect(palette.borderDefault, x, AXIS_PX - 7, 1, 6);
		if (x + 4 + widths.width(font, label) <= surface.widthPx) surface.text(label, x + 4, 15, { color: palette.textMuted, font });
	}
}

function paintLane(scene: FlameScene, lane: number): void {
	const y = laneTop(scene, lane);
	visibleInLane(scene.layout, scene.model.tree, lane, {
		scale: scene.scale,
		sink: {
			bar: (node, x, width) => paintBar(scene, node, { x, y, width }),
			block: (first, last, x, width) => paintBlock(scene, { first, last, x, y, width }),
		},
	});
}

interface BlockBox {
	readonly first: number;
	readonly last: number;
	readonly x: number;
	readonly y: number;
	readonly width: number;
}

/** Slivers side by side: the more there are per pixel, the stronger; a comb while they can be told apart; red where one failed. */
function paintBlock(scene: FlameScene, { first, last, x, y, width }: BlockBox): void {
	const { surface, palette, layout, model, scale } = scene;
	const count = last - first + 1;
	const height = barHeight(scene.rows.pitchPx);
	const paint = palette.services[nodeColor(model, layout.laneNodes[first] ?? 0)] ?? palette.services[0];
	if (paint === undefined) return;
	const perPx = count / width;
	const back = standsBack(scene, layout.laneNodes[first] ?? 0);
	const fill = back ? paint.dimFull : perPx < 8 ? paint.half : paint.full;
	surface.rect(fill, x, y, width, height);
	const step = Math.max(2, Math.ceil(count / Math.max(width / 2, 1)));
	if (perPx < 1)
		for (let at = first; at <= last; at += step)
			surface.rect(back ? paint.half : paint.full, xOf(scale, model.tree.start[layout.laneNodes[at] ?? 0] ?? 0), y, 1, height);
	if (height === BAR_PX && width > 28) {
		const text = `${count}×`;
		const font = `500 11px ${palette.uiFont}`;
		surface.rect(fill, x + 1, y + 3, scene.widths.width(font, text) + 6, 14);
		surface.text(text, x + 4, y + 14, { color: fill === paint.full ? palette.onFill : palette.onDim, font });
	}
	let marked = Number.NEGATIVE_INFINITY;
	for (let at = first; at <= last; at++) {
		const node = layout.laneNodes[at] ?? 0;
		if (model.skeleton.status[node] !== StatusCode.error) continue;
		const tick = xOf(scale, model.tree.start[node] ?? 0);
		if (tick - marked < 3) continue;
		surface.rect(palette.error, tick, y, 2, height);
		marked = tick;
	}
}

function paintGaps(scene: FlameScene, first: number, last: number): void {
	const { surface, palette, widths, model, layout, scale, look } = scene;
	const font = `500 11px ${palette.uiFont}`;
	model.gaps.node.forEach((node, gap) => {
		const lane = (layout.lane[node] ?? NO_LANE) + 1;
		if (lane < Math.max(first, 1) || lane > last || look.folded.has(node)) return;
		const from = model.gaps.from[gap] ?? 0;
		const to = model.gaps.to[gap] ?? 0;
		const x = Math.max(xOf(scale, from), -8);
		const width = Math.min(xOf(scale, to), surface.widthPx + 8) - x;
		if (width < GAP_FROM_PX) return;
		const y = laneTop(scene, lane);
		const selected = node === look.selected;
		surface.hatch({ color: palette.gapHatch, pitch: 6, stroke: 1 }, { x: x + 1, y: y + 2, width: width - 2, height: 16 });
		surface.frame(
			selected ? palette.textSecondary : palette.gapEdge,
			{ x: x + 1, y: y + 2, width: width - 2, height: 16 },
			selected ? {} : { dash: [2, 3] },
		);
		if (width < GAP_LABEL_FROM_PX) return;
		const left = Math.max(x, 0) + 8;
		const text = widths.fit(font, look.words.gap(to - from), x + width - left - 20);
		if (text === "") return;
		surface.rect(palette.surface, left, y + 3, widths.width(font, text) + 12, 14);
		surface.text(text, left + 6, y + 14, { color: palette.textMuted, font });
	});
}

/** Producer to consumer of the same trace: the lines in view. */
function queueLines(scene: FlameScene, first: number, last: number): readonly QueueLine[] {
	const { surface, model, layout, scale, look } = scene;
	const { tree, queues } = model;
	const lines: QueueLine[] = [];
	for (let entry = 0; entry < queues.consumer.length && lines.length < MOST_QUEUES; entry++) {
		const node = queues.consumer[entry] ?? 0;
		const lane = layout.lane[node] ?? NO_LANE;
		const producer = queues.producer[entry] ?? 0;
		const waited = queues.waited[entry] ?? 0;
		if (waited <= 0 || lane < first || lane > last || layout.lane[producer] === NO_LANE) continue;
		const sent = tree.end[producer] ?? 0;
		const from = xOf(scale, sent);
		const to = xOf(scale, sent + waited);
		if (to - from < QUEUE_FROM_PX || to < 0 || from > surface.widthPx) continue;
		const free = freeStretch(layout, tree, lane, {
			from: Math.max(sent, nanosAt(scale, 0)),
			to: Math.min(sent + waited, nanosAt(scale, surface.widthPx)),
		});
		lines.push({
			from: from - 2,
			to,
			y: laneTop(scene, lane) + 10,
			fromY: laneTop(scene, layout.lane[producer] ?? lane) + BAR_PX,
			free: { from: xOf(scale, free.from), to: xOf(scale, free.to) },
			name: queueName(model, node),
			text: look.words.queue(waited),
			short: durationText(waited),
		});
	}
	return lines;
}

/** The path is underlined only where a span itself holds it, with a halo so that it shows on every fill. */
function paintPath(scene: FlameScene, first: number, last: number): void {
	const { surface, palette, model, layout, scale } = scene;
	const { path } = model;
	for (let piece = 0; piece < path.node.length; piece++) {
		const lane = layout.lane[path.node[piece] ?? 0] ?? NO_LANE;
		if (lane < first || lane > last) continue;
		const x = Math.max(xOf(scale, path.from[piece] ?? 0), 0);
		const width = Math.min(xOf(scale, path.to[piece] ?? 0), surface.widthPx) - x - 1;
		if (width + 1 <= SHORTEST_HELD_PX) continue;
		const y = laneTop(scene, lane);
		surface.rect(palette.pathHalo, x, y + 17, Math.max(width, 1), 3);
		surface.rect(palette.path, x, y + 18, Math.max(width, 1), 2);
	}
}

function paintLogTicks(scene: FlameScene, first: number, last: number): void {
	const { surface, palette, layout, scale } = scene;
	const logs = scene.look.logs;
	if (logs === undefined) return;
	let lastX = Number.NaN;
	let lastLane = NO_LANE;
	for (let record = 0; record < logs.nanos.length; record++) {
		const row = logs.row[record] ?? -1;
		const lane = row < 0 ? NO_LANE : (layout.lane[row] ?? NO_LANE);
		if (lane < first || lane > last || lane === NO_LANE) continue;
		const x = xOf(scale, logs.nanos[record] ?? 0);
		if (x < 0 || x > surface.widthPx || (lane === lastLane && Math.abs(x - lastX) < 0.5)) continue;
		lastX = x;
		lastLane = lane;
		const y = laneTop(scene, lane) + 15;
		surface.rect(palette.pathHalo, x - 1.5, y - 0.5, 3, 5.5);
		surface.rect(palette.severities[logs.severity[record] ?? 2] ?? palette.accent, x - 1, y, 2, 5);
	}
}

/** `┌──┬──┐` over the attempts of one call, with what they cost. */
function paintStrips(scene: FlameScene, first: number, last: number): void {
	const { surface, palette, widths, scale, look, model } = scene;
	const font = `500 11px ${palette.uiFont}`;
	for (const { lane, of, starts, end } of scene.strips) {
		if (lane < first || lane > last) continue;
		const from = Math.max(xOf(scale, starts[0] ?? 0), -20);
		const to = Math.min(xOf(scale, end), surface.widthPx + 20);
		if (to - from < 24) continue;
		const y = laneTop(scene, lane) - STRIP_PX;
		const color = of.kind === "retries" || of.group.isSequential ? palette.warn : palette.textMuted;
		const bottom = y + 14;
		surface.line(color, [from + 0.5, bottom, from + 0.5, y + 7.5, to - 1.5, y + 7.5, to - 1.5, bottom]);
		let ticked = from;
		for (const start of starts.slice(1)) {
			const x = xOf(scale, start) + 0.5;
			if (x - ticked < TICK_FROM_PX || x > surface.widthPx) continue;
			ticked = x;
			surface.line(color, [x, y + 7.5, x, bottom]);
		}
		const left = Math.max(from, 0) + 12;
		const name = nodeName(model, of.group.rows[0] ?? 0);
		const label =
			of.kind === "retries"
				? `↻ ${look.words.retries(name, of.group.rows.length, of.group.lostNanos)}`
				: look.words.similar(name, of.group);
		const text = widths.fit(font, label, to - left - 12);
		if (text === "") continue;
		surface.rect(palette.surface, left, y, widths.width(font, text) + 12, 14);
		surface.text(text, left + 6, y + 11, { color, font });
	}
}

/** Whose lanes begin below: a dot and a name at the left edge. */
function paintTitles({ surface, palette, titles, rows, scrollTop }: FlameScene, first: number, last: number): void {
	const font = `600 11px ${palette.uiFont}`;
	for (const { lane, text, color } of titles) {
		if (lane < first || lane > last + 1) continue;
		const y = laneTop({ rows, scrollTop }, lane) - STRIP_PX;
		surface.rect(palette.borderSubtle, 0, y, surface.widthPx, 1);
		surface.round(palette.services[color]?.full ?? palette.silent, { x: 16, y: y + 4, width: 8, height: 8 }, 4);
		surface.text(text, 29, y + 12, { color: palette.textSecondary, font });
	}
}

/** What follows pointer and selection. `hover` and `selected` are nodes. */
export function paintFlameOverlay(
	scene: FlameScene,
	at: { readonly hover: number | undefined; readonly instant: number | undefined; readonly range?: TimeWindow | undefined },
): void {
	const { surface, palette, look } = scene;
	surface.clear();
	surface.clip({ x: 0, y: AXIS_PX, width: surface.widthPx, height: surface.heightPx - AXIS_PX });
	if (at.hover !== undefined && at.hover !== look.selected) {
		const box = boxOf(scene, at.hover);
		if (box !== undefined) surface.frame(palette.ring, box, { width: 1, radius: 2 });
	}
	paintSpine(scene);
	const box = look.selected === undefined ? undefined : boxOf(scene, look.selected);
	if (box !== undefined) {
		surface.frame(palette.surface, grown(box, 2.75), { width: 1.5, radius: 4 });
		surface.frame(palette.ring, grown(box, 2), { width: 2, radius: 3 });
	}
	paintRange(surface, palette, at.range, { scale: scene.scale, leftPx: 0, topPx: AXIS_PX });
	if (at.instant !== undefined) surface.rect(palette.accent, Math.round(xOf(scene.scale, at.instant)), AXIS_PX, 1, surface.heightPx);
	surface.unclip();
}

/** From a selected span that failed up through its failing ancestors: the way the error took. */
function paintSpine(scene: FlameScene): void {
	const { surface, palette, model, layout, look, rows } = scene;
	const { skeleton, tree } = model;
	const failed = (node: number): boolean => node >= 0 && node < tree.spanCount && skeleton.status[node] === StatusCode.error;
	if (look.selected === undefined || !failed(look.selected) || rows.pitchPx !== LANE_PITCH_PX) return;
	const x = Math.round(xOf(scene.scale, tree.start[look.selected] ?? 0)) + 1;
	let top = look.selected;
	for (let at = tree.parent[top] ?? -1; failed(at) && layout.lane[at] !== NO_LANE; at = tree.parent[at] ?? -1) {
		surface.rect(palette.error, x - 2, laneTop(scene, layout.lane[at] ?? 0) + BAR_PX / 2 - 2, 5, 5);
		top = at;
	}
	if (top === look.selected) return;
	const from = laneTop(scene, layout.lane[top] ?? 0) + BAR_PX / 2;
	surface.rect(palette.error, x, from, 1.5, laneTop(scene, layout.lane[look.selected] ?? 0) - from);
}

/** The bar of a node on the canvas; undefined when it is not drawn. */
function boxOf(scene: FlameScene, node: number) {
	const { layout, model, scale, surface } = scene;
	const lane = layout.lane[node] ?? NO_LANE;
	if (lane === NO_LANE) return undefined;
	const x = Math.max(xOf(scale, model.tree.start[node] ?? 0), -8);
	const right = Math.min(xOf(scale, model.tree.end[node] ?? 0), surface.widthPx + 8);
	const width = Math.max(right - x - (right - x > 3 ? 1 : 0), 1);
	return { x, y: laneTop(scene, lane), width, height: barHeight(scene.rows.pitchPx) };
}

function grown(
	{ x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
	by: number,
) {
	return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}
