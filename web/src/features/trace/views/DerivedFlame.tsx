import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Flame } from "../../../charts/Flame/Flame.tsx";
import type { TraceLook } from "../../../charts/Flame/flame-scene.ts";
import { createViewStore } from "../../../charts/view-store.ts";
import { type DerivedModel, heavyModel, sandwichModel } from "../../../geometry/derived-model.ts";
import { fitWindow, wholeWindow } from "../../../geometry/time-scale.ts";
import { nodeName, nodeService, type TraceModel } from "../../../geometry/trace-model.ts";
import styles from "../TracePage.module.css";

export interface DerivedFlameProps {
	readonly mode: "heavy" | "sandwich";
	readonly model: TraceModel;
	readonly look: TraceLook;
	readonly select: (node: number) => void;
}

const NOTHING: ReadonlySet<number> = new Set();
const NO_ATTEMPTS: ReadonlyMap<number, string> = new Map();

/** Spans merged into bars: by their path, or around one operation. It has a window of its own, for its x is no time of the trace. */
export function DerivedFlame({ mode, model, look, select }: DerivedFlameProps): ReactElement {
	const { t } = useTranslation();
	const focus = look.selected !== undefined && look.selected < model.tree.spanCount ? look.selected : model.facts.root;
	const around = mode === "sandwich" ? focus : -1;
	const derived: DerivedModel = useMemo(() => (around < 0 ? heavyModel(model) : sandwichModel(model, around)), [model, around]);
	const { durationNanos } = derived.model;
	const view = useMemo(() => createViewStore(durationNanos, wholeWindow(durationNanos)), [durationNanos]);
	const bar = look.selected === undefined ? -1 : (derived.barOf[look.selected] ?? -1);
	const matches = useMemo(() => barsWith(derived, look.matches), [derived, look.matches]);
	const own: TraceLook = useMemo(
		() => ({
			...look,
			pathOn: false,
			matches,
			folded: NOTHING,
			logs: undefined,
			attempts: NO_ATTEMPTS,
			selected: bar < 0 ? undefined : bar,
		}),
		[look, matches, bar],
	);
	const name = { service: nodeService(model, focus), operation: nodeName(model, focus) };
	return (
		<div className={styles.derived}>
			<p>{mode === "heavy" ? t("views.heavyNote") : t("views.sandwichNote", name)}</p>
			<div>
				<Flame
					label={t("trace.flameLabel")}
					model={derived.model}
					layout={derived.layout ?? derived.model.layout}
					strips={[]}
					view={view}
					look={own}
					onSelect={(node) => select(derived.rowOf[node] ?? 0)}
					onFit={(node) => view.glide(fitWindow(derived.model.tree.start[node] ?? 0, derived.model.tree.end[node] ?? 0))}
				/>
			</div>
		</div>
	);
}

/** Bars that stand for something found. */
function barsWith({ barOf, model }: DerivedModel, matches: Uint8Array | undefined): Uint8Array | undefined {
	if (matches === undefined) return undefined;
	const found = new Uint8Array(model.tree.nodeCount);
	for (const [row, bar] of barOf.entries()) if (bar >= 0 && matches[row] === 1) found[bar] = 1;
	return found;
}
