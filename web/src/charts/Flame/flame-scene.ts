import type { SimilarGroup } from "@spanglass/shared/analysis/similar-siblings";
import type { Palette } from "../../draw/palette.ts";
import type { Surface } from "../../draw/surface.ts";
import type { TextWidths } from "../../draw/text-width.ts";
import type { FlameLayout } from "../../geometry/flame-layout.ts";
import type { FlameRows } from "../../geometry/flame-rows.ts";
import type { Bracket } from "../../geometry/retry-strips.ts";
import type { TimeScale } from "../../geometry/time-scale.ts";
import type { TraceModel } from "../../geometry/trace-model.ts";
import type { LogMarks } from "../log-marks.ts";

/** Words that are drawn; the page's language decides. */
export interface FlameWords {
	gap(nanos: number): string;
	retries(name: string, count: number, lostNanos: number): string;
	/** `×48 SELECT · Σ 96 ms · p50 2 ms · N+1?` */
	similar(name: string, group: SimilarGroup): string;
	/** `12 s in queue`; the queue's name is data and drawn beside it. */
	queue(nanos: number): string;
	spans(count: number): string;
}

/** What flame and waterfall share of how a trace is shown. */
export interface TraceLook {
	/** Critical path on: what is not on it stands back. */
	readonly pathOn: boolean;
	/** Per row, 1 = found; undefined when nothing is searched. */
	readonly matches: Uint8Array | undefined;
	readonly folded: ReadonlySet<number>;
	readonly logs: LogMarks | undefined;
	/** `2/3` by row. */
	readonly attempts: ReadonlyMap<number, string>;
	readonly selected: number | undefined;
	readonly words: FlameWords;
}

/** Words above a lane: whose lanes begin there. */
export interface LaneTitle {
	readonly lane: number;
	readonly text: string;
	/** Palette index. */
	readonly color: number;
}

/** Everything that one drawing of the flame depends on. */
export interface FlameScene {
	readonly surface: Surface;
	readonly palette: Palette;
	readonly widths: TextWidths;
	readonly model: TraceModel;
	readonly layout: FlameLayout;
	readonly rows: FlameRows;
	readonly strips: readonly Bracket[];
	/** Above the first lane of each track. */
	readonly titles: readonly LaneTitle[];
	readonly scale: TimeScale;
	readonly scrollTop: number;
	readonly look: TraceLook;
	/** A service that the legend points at; others stand back. */
	readonly service: number | undefined;
}

/** Height of the axis at the top of the canvas. */
export const AXIS_PX = 23;
/** Space beside the window: left and right. */
export const INSET_LEFT_PX = 16;
export const INSET_RIGHT_PX = 20;

/** True when a node is drawn pale: off the path, not found, or of another service than the one pointed at. */
export function standsBack(scene: Pick<FlameScene, "model" | "look" | "service">, node: number): boolean {
	const { look, model, service } = scene;
	if (service !== undefined) return model.skeleton.service[node] !== service || node >= model.tree.spanCount;
	if (look.matches !== undefined) return look.matches[node] !== 1;
	return look.pathOn && model.path.onPath[node] !== 1 && node !== look.selected;
}
