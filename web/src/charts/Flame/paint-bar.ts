/** One bar of the flame: fill, error, texture, label. Measures are those of `design/README.md`. */
import { IMPOSSIBLE_MARKS } from "@spanglass/shared/analysis/trace-facts";
import { SpanKind, StatusCode } from "@spanglass/shared/model/span";
import { LANE_PITCH_PX } from "../../geometry/flame-rows.ts";
import { errorsBelow, lastEndBelow } from "../../geometry/folded-facts.ts";
import { xOf } from "../../geometry/time-scale.ts";
import { nodeColor, nodeName, nodeService } from "../../geometry/trace-model.ts";
import { durationText } from "../duration-text.ts";
import { type FlameScene, standsBack } from "./flame-scene.ts";

export const BAR_PX = 20;
const DENSE_BAR_PX = 5;
const LABEL_FROM_PX = 36;
const DURATION_FROM_PX = 96;
const SERVICE_FROM_PX = 170;
const WIDE_PX = 240;
const BEYOND_PX = 8;
/** Round corners cost a path each; on narrower bars nobody sees them. */
const ROUND_FROM_PX = 16;

/** A bar as drawn: clipped to the canvas, one pixel short at its right so that siblings stay apart. */
interface DrawnBar {
	readonly node: number;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly fill: string;
	readonly dim: boolean;
	readonly failed: boolean;
	readonly textured: boolean;
}

/** Height of bars in the current pitch. */
export function barHeight(pitchPx: number): number {
	return pitchPx === LANE_PITCH_PX ? BAR_PX : DENSE_BAR_PX;
}

/** Draw a bar. `x`, `width`: CSS pixels of the true interval; `y`: its top. */
export function paintBar(
	scene: FlameScene,
	node: number,
	{ x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): void {
	const { surface, model, palette } = scene;
	const left = Math.max(x, -BEYOND_PX);
	const right = Math.min(x + width, surface.widthPx + BEYOND_PX);
	const drawn = Math.max(1, right - left - (width > 3 ? 1 : 0));
	if (node >= model.tree.spanCount) {
		paintPlaceholder(scene, node, { x: left, y, width: drawn });
		return;
	}
	const kind = model.skeleton.kind[node];
	const dim = standsBack(scene, node);
	const paint = palette.services[nodeColor(model, node)] ?? palette.services[0];
	const light = kind === SpanKind.internal;
	const fill = (dim ? (light ? paint?.dimLight : paint?.dimFull) : light ? paint?.light : paint?.full) ?? palette.silent;
	const leaf = model.tree.childStart[node] === model.tree.childStart[node + 1];
	const bar: DrawnBar = {
		node,
		x: left,
		y,
		width: drawn,
		fill,
		dim,
		failed: model.skeleton.status[node] === StatusCode.error,
		textured: kind === SpanKind.client && leaf && width > 10,
	};
	const height = barHeight(scene.rows.pitchPx);
	paintBody(scene, bar, height, (dim ? paint?.dimInk : paint?.ink) ?? palette.silent);
	if (height < BAR_PX) return;
	if (bar.textured) surface.dots(palette.waitDots, { x: left + 1, y: y + 1, width: drawn - 2, height: BAR_PX - 2 });
	if (bar.failed) paintError(scene, bar);
	if (drawn >= LABEL_FROM_PX) paintLabel(scene, bar);
	if (scene.look.folded.has(node)) paintWhisker(scene, bar);
	if (((model.skeleton.marks[node] ?? 0) & IMPOSSIBLE_MARKS) !== 0) paintWarning(scene, bar);
	else if (model.skewed?.[node] === 1) paintClock(scene, bar);
}

function paintBody(scene: FlameScene, { node, x, y, width, fill, failed }: DrawnBar, height: number, ink: string): void {
	const { surface, palette, model } = scene;
	const kind = model.skeleton.kind[node];
	if (width >= 10 && kind === SpanKind.producer)
		surface.shape(fill, [x, y, x + width - 5, y, x + width, y + height / 2, x + width - 5, y + height, x, y + height]);
	else if (width >= 10 && kind === SpanKind.consumer)
		surface.shape(fill, [x, y, x + width, y, x + width, y + height, x, y + height, x + 5, y + height / 2]);
	else if (width < ROUND_FROM_PX || height < BAR_PX) surface.rect(fill, x, y, width, height);
	else surface.round(fill, { x, y, width, height }, 2);
	if (height < BAR_PX) {
		if (failed) surface.rect(palette.error, x, y, Math.min(3, Math.max(1.5, width)), height);
	} else if (palette.isLight && width > 3) surface.frame(ink, { x, y, width, height }, { radius: 2 });
}

function paintError({ surface, palette }: FlameScene, { x, y, width }: DrawnBar): void {
	if (width > 8) surface.hatch({ color: palette.errorHatch, pitch: 7, stroke: 2.5 }, { x, y, width, height: BAR_PX });
	surface.rect(palette.error, x, y, Math.min(3, Math.max(1.5, width)), BAR_PX);
}

function paintLabel(scene: FlameScene, bar: DrawnBar): void {
	const { surface, palette, widths, model, look } = scene;
	const font = `500 11px ${palette.uiFont}`;
	const color = bar.dim ? palette.onDim : palette.onFill;
	const soft = bar.dim ? palette.onDimSoft : palette.onFillSoft;
	const left = Math.max(bar.x, 0) + (bar.failed ? 9 : 6);
	const edge = Math.min(bar.x + bar.width, surface.widthPx);
	let right = edge - 6;
	const name = labelOf(scene, bar);
	const duration = durationLabel(scene, bar.node);
	const durationWidth = widths.width(font, duration);
	const wide = edge - Math.max(bar.x, 0);
	const hasDuration = wide >= DURATION_FROM_PX && (wide >= WIDE_PX || widths.width(font, name) + durationWidth + 12 <= right - left);
	if (hasDuration) right -= durationWidth + 8;
	const text = widths.fit(font, name, right - left - 1);
	const textWidth = widths.width(font, text);
	const service = nodeService(model, bar.node);
	const thin = `400 11px ${palette.uiFont}`;
	const room = right - left - textWidth - (bar.failed ? 28 : 8);
	const hasService =
		wide >= SERVICE_FROM_PX &&
		text === name &&
		model.skeleton.kind[bar.node] !== SpanKind.internal &&
		widths.width(thin, service) + 6 < room;
	const labelWidth = textWidth + (hasService ? widths.width(thin, service) + 6 : 0);
	if (bar.failed || bar.textured) {
		if (text !== "") surface.rect(bar.fill, left - (bar.failed ? 6 : 5), bar.y + 1, labelWidth + (bar.failed ? 11 : 10), BAR_PX - 2);
		if (hasDuration) surface.rect(bar.fill, edge - durationWidth - 11, bar.y + 1, durationWidth + 10, BAR_PX - 2);
	}
	if (text !== "") surface.text(text, left + 1, bar.y + 14, { color, font });
	if (hasService) surface.text(service, left + 7 + textWidth, bar.y + 14, { color: soft, font: thin });
	if (hasDuration) surface.text(duration, edge - 6, bar.y + 14, { color: soft, font, align: "right" });
	if (look.matches?.[bar.node] === 1)
		surface.frame(palette.match, { x: bar.x, y: bar.y, width: bar.width, height: BAR_PX }, { width: 1.5, radius: 2 });
}

function labelOf({ model, look }: FlameScene, { node, failed, width }: DrawnBar): string {
	const attempt = width > 60 ? look.attempts.get(node) : undefined;
	const marks = `${look.folded.has(node) ? "▸ " : ""}${failed ? "✕ " : ""}${attempt === undefined ? "" : `${attempt} `}`;
	return marks + nodeName(model, node);
}

function durationLabel({ model, look }: FlameScene, node: number): string {
	const length = durationText((model.tree.end[node] ?? 0) - (model.tree.start[node] ?? 0));
	if (!look.folded.has(node)) return length;
	const failed = errorsBelow(model, node);
	return `${look.words.spans((model.tree.subtreeSize[node] ?? 1) - 1)} · ${length}${failed > 0 ? ` · ✕${failed}` : ""}`;
}

function paintPlaceholder(
	scene: FlameScene,
	node: number,
	{ x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): void {
	const { surface, palette, widths, model } = scene;
	const height = barHeight(scene.rows.pitchPx);
	surface.frame(palette.silent, { x, y, width, height }, { radius: 2, dash: [3, 3] });
	if (height < BAR_PX || width < LABEL_FROM_PX) return;
	const font = `500 11px ${palette.uiFont}`;
	const left = Math.max(x, 0) + 6;
	surface.text(widths.fit(font, nodeName(model, node), x + width - left - 4), left, y + 14, { color: palette.textMuted, font });
}

/** What is folded away goes on after the bar's own end: a thin tail until then. */
function paintWhisker({ surface, palette, model, scale }: FlameScene, { node, x, y, width }: DrawnBar): void {
	const last = lastEndBelow(model, node);
	if (last <= (model.tree.end[node] ?? 0)) return;
	const to = Math.min(xOf(scale, last), surface.widthPx);
	if (to - x - width < 3) return;
	surface.rect(palette.textMuted, x + width, y + BAR_PX / 2, to - x - width, 1);
	surface.rect(palette.textMuted, to - 1, y + BAR_PX / 2 - 3, 1, 7);
}

/** A small clock at the right end: this span's clock and its caller's disagree; in another colour when the span was moved. */
function paintClock({ surface, palette, model }: FlameScene, { x, y, width }: DrawnBar): void {
	const left = x + width + 2;
	const color = model.isAligned === true ? palette.accent : palette.warn;
	surface.round(palette.surface, { x: left - 1, y: y + 3, width: 13, height: 13 }, 6.5);
	surface.frame(color, { x: left + 0.5, y: y + 4.5, width: 10, height: 10 }, { radius: 5, width: 1.5 });
	surface.line(color, [left + 5.5, y + 6.5, left + 5.5, y + 9.5, left + 8, y + 9.5], { width: 1.25 });
}

/** A small triangle at the right end: the data of this span cannot be true as it was sent. */
function paintWarning({ surface, palette }: FlameScene, { x, y, width }: DrawnBar): void {
	const left = x + width + 3;
	surface.shape(palette.surface, [left - 1.5, y + 16, left + 4.5, y + 3, left + 10.5, y + 16]);
	surface.shape(palette.warn, [left, y + 15, left + 4.5, y + 5, left + 9, y + 15]);
	surface.rect(palette.surface, left + 4, y + 8.5, 1, 3);
	surface.rect(palette.surface, left + 4, y + 12.5, 1, 1);
}
