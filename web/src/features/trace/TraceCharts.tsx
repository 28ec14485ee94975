import { formatCount, textOf } from "@spanglass/shared/units/format";
import { lazy, type ReactElement, Suspense, useMemo, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Flame } from "../../charts/Flame/Flame.tsx";
import type { TraceLook } from "../../charts/Flame/flame-scene.ts";
import { Minimap } from "../../charts/Minimap/Minimap.tsx";
import { SpanOutline } from "../../charts/SpanOutline.tsx";
import { useWindowText } from "../../charts/use-chart-words.ts";
import type { ViewStore } from "../../charts/view-store.ts";
import { Waterfall } from "../../charts/Waterfall/Waterfall.tsx";
import type { FlameLayout } from "../../geometry/flame-layout.ts";
import { fitWindow } from "../../geometry/time-scale.ts";
import type { TraceModel } from "../../geometry/trace-model.ts";
import { waterfallRows } from "../../geometry/waterfall-rows.ts";
import { withTexts } from "../../i18n/i18n.ts";
import type { TraceUrl } from "../../state/url/trace.ts";
import { useKeys } from "../../ui/keys.ts";
import { toggleFold } from "./fold.ts";
import type { MenuPlace } from "./SpanMenu.tsx";
import styles from "./TracePage.module.css";
import type { SetTraceUrl } from "./TraceScreen.tsx";
import type { Split } from "./use-split.ts";

const DerivedFlame = lazy(withTexts(async () => ({ default: (await import("./views/DerivedFlame.tsx")).DerivedFlame }), "views"));
const MeasureBar = lazy(withTexts(async () => ({ default: (await import("./MeasureBar.tsx")).MeasureBar }), "views"));
const SpanMenu = lazy(withTexts(async () => ({ default: (await import("./SpanMenu.tsx")).SpanMenu }), "views"));
const TrackFlame = lazy(withTexts(async () => ({ default: (await import("./views/TrackFlame.tsx")).TrackFlame }), "views"));

export interface TraceChartsProps {
	readonly model: TraceModel;
	readonly layout: FlameLayout;
	readonly view: ViewStore;
	readonly look: TraceLook;
	readonly url: TraceUrl;
	readonly setUrl: SetTraceUrl;
	readonly hidden: Uint8Array | undefined;
	readonly select: (node: number) => void;
	readonly split: Split;
}

/** Minimap above, then flame, waterfall, or both with one window, one selection, one folding. */
export function TraceCharts(props: TraceChartsProps): ReactElement {
	const { t } = useTranslation();
	const { model, layout, view, look, url, setUrl, hidden, select, split } = props;
	const { strips } = split;
	const rows = useMemo(
		() => waterfallRows(model.tree, { folded: look.folded, ...(hidden === undefined ? {} : { hidden }) }),
		[model.tree, look.folded, hidden],
	);
	const fit = (node: number): void => {
		select(node);
		view.glide(fitWindow(model.tree.start[node] ?? 0, model.tree.end[node] ?? 0));
	};
	const [menu, setMenu] = useState<MenuPlace | undefined>(undefined);
	const openMenu = (node: number, { x, y }: { readonly x: number; readonly y: number }): void => {
		select(node);
		view.point({ hover: undefined });
		setMenu({ node, x, y });
	};
	useMenuKey(look.selected, setMenu);
	const isMeasuring = useSyncExternalStore(view.subscribe, () => view.get().measures || view.get().range !== undefined);
	const describe = useWindowText();
	const isFlame = url.view === "flame";
	const count = (value: number): string => textOf(formatCount(value));
	return (
		<>
			{isFlame && (url.mode === "heavy" || url.mode === "sandwich") ? null : (
				<div className={styles.minimap}>
					<Minimap label={t("trace.minimap")} describe={describe} {...{ model, layout, view, look }} />
				</div>
			)}
			<div ref={split.box} className={styles.charts}>
				{isFlame && split.heightPx > 0 ? (
					<div style={split.isOn ? { height: split.flamePx, flex: "none" } : { flex: 1 }}>
						{url.mode === "tracks" ? (
							<Suspense>
								<TrackFlame {...{ model, hidden, view, look, select }} onFit={fit} onMenu={openMenu} />
							</Suspense>
						) : url.mode === "time" ? (
							<Flame
								label={t("trace.flameLabel")}
								{...{ model, layout, strips, view, look }}
								onSelect={select}
								onFit={fit}
								onMenu={openMenu}
							/>
						) : (
							<Suspense>
								<DerivedFlame mode={url.mode} {...{ model, look, select }} />
							</Suspense>
						)}
					</div>
				) : null}
				{!isFlame || split.isOn ? (
					<div className={split.isOn ? styles.second : styles.only}>
						<Waterfall
							label={t("trace.waterfallLabel")}
							{...{ model, rows, view, look }}
							titles={[
								t("trace.rows", { count: rows.nodes.length, spans: count(model.skeleton.spanCount), rows: count(rows.nodes.length) }),
								t("trace.duration"),
							]}
							splitterLabel={t("trace.nameWidth")}
							onSelect={select}
							onFit={fit}
							onMenu={openMenu}
							onFold={(node) => setUrl({ folded: toggleFold(model, look.folded, node) }, "replace")}
						/>
					</div>
				) : null}
			</div>
			{isMeasuring ? (
				<Suspense>
					<MeasureBar {...{ model, view, select }} logs={look.logs} />
				</Suspense>
			) : null}
			{menu === undefined ? null : (
				<Suspense>
					<SpanMenu {...{ model, url, view, setUrl }} folded={look.folded} at={menu} onClose={() => setMenu(undefined)} />
				</Suspense>
			)}
			<SpanOutline label={t("trace.outline")} model={model} selected={look.selected} onSelect={select} />
		</>
	);
}

/** The menu key, or Shift+F10: the menu of the selected span, in the middle of the charts. */
function useMenuKey(selected: number | undefined, open: (at: MenuPlace) => void): void {
	const atMiddle = (): unknown => {
		const box = document.querySelector("[data-chart]")?.getBoundingClientRect();
		if (selected === undefined || box === undefined) return false;
		open({ node: selected, x: box.left + box.width / 3, y: box.top + box.height / 3 });
		return true;
	};
	useKeys({ ContextMenu: atMiddle, "Shift+F10": atMiddle });
}
