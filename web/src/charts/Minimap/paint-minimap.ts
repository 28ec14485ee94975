/** The whole trace in 56 px: bars, errors, logs, matches, and the frame around what the charts show. */
import type { Palette } from "../../draw/palette.ts";
import type { Surface } from "../../draw/surface.ts";
import type { MinimapRuns } from "../../geometry/minimap.ts";
import { type TimeScale, type TimeWindow, xOf } from "../../geometry/time-scale.ts";
import { nodeColor, type TraceModel } from "../../geometry/trace-model.ts";
import type { LogMarks } from "../log-marks.ts";

const MINIMAP_PX = 56;
export const MINIMAP_LINES = 15;
const FIRST_LINE_PX = 6;
const LINE_PITCH_PX = 2.6;
export const HANDLE_PX = 6;

export interface MinimapScene {
	readonly surface: Surface;
	readonly palette: Palette;
	readonly model: TraceModel;
	readonly runs: MinimapRuns;
	/** Pixel columns from the left end of the trace. */
	readonly errors: Uint16Array;
	readonly matches: Uint16Array;
	readonly logs: LogMarks | undefined;
	/** The whole trace. */
	readonly scale: TimeScale;
	readonly pathOn: boolean;
}

/** Draw the trace. */
export function paintMinimap(scene: MinimapScene): void {
	const { surface, palette, model, runs, scale } = scene;
	surface.clear(palette.canvas);
	for (let run = 0; run < runs.node.length; run++) {
		const node = runs.node[run] ?? 0;
		const paint = palette.services[nodeColor(model, node)] ?? palette.services[0];
		if (paint === undefined) continue;
		const color = scene.pathOn && model.path.onPath[node] !== 1 ? paint.faint : paint.ink;
		surface.rect(color, scale.left + (runs.x[run] ?? 0), FIRST_LINE_PX + (runs.line[run] ?? 0) * LINE_PITCH_PX, runs.width[run] ?? 1, 2);
	}
	const { logs } = scene;
	if (logs !== undefined) {
		let before = Number.NEGATIVE_INFINITY;
		for (let record = 0; record < logs.nanos.length; record++) {
			const x = Math.round(xOf(scale, logs.nanos[record] ?? 0));
			if (x === before) continue;
			before = x;
			surface.rect(palette.severities[logs.severity[record] ?? 2] ?? palette.accent, x, 48, 1, 4);
		}
	}
	for (const column of scene.errors) surface.rect(palette.error, scale.left + column - 1, 46, 2, 8);
	for (const column of scene.matches) surface.rect(palette.match, scale.left + column - 1, 2, 2, 4);
}

/** Draw the frame of the window, veil what lies beside it. */
export function paintMinimapWindow(
	{ surface, palette, scale }: Pick<MinimapScene, "surface" | "palette" | "scale">,
	shown: { readonly window: TimeWindow; readonly instant: number | undefined },
	veil: string,
): void {
	const { window, instant } = shown;
	surface.clear();
	const from = Math.max(xOf(scale, window.from), scale.left - 4);
	const to = Math.min(xOf(scale, window.to), scale.left + scale.width + 4);
	surface.rect(veil, 0, 0, from, MINIMAP_PX);
	surface.rect(veil, to, 0, surface.widthPx - to, MINIMAP_PX);
	surface.frame(palette.borderStrong, { x: from, y: 0, width: Math.max(to - from, 3), height: MINIMAP_PX }, { radius: 2 });
	if (instant !== undefined) surface.rect(palette.accent, Math.round(xOf(scale, instant)), 0, 1, MINIMAP_PX);
	for (const x of [from - HANDLE_PX / 2, Math.max(to, from + 3) - HANDLE_PX / 2]) {
		surface.round(palette.surface, { x, y: 18, width: HANDLE_PX, height: 20 }, 2);
		surface.frame(palette.borderStrong, { x, y: 18, width: HANDLE_PX, height: 20 }, { radius: 2 });
	}
}
