import { formatCount, formatDuration, textOf } from "@spanglass/shared/units/format";
import { type ReactElement, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Flame, flameHeight } from "../../charts/Flame/Flame.tsx";
import type { TraceLook } from "../../charts/Flame/flame-scene.ts";
import { Minimap } from "../../charts/Minimap/Minimap.tsx";
import { SpanOutline } from "../../charts/SpanOutline.tsx";
import type { ViewStore } from "../../charts/view-store.ts";
import { Waterfall } from "../../charts/Waterfall/Waterfall.tsx";
import type { FlameLayout } from "../../geometry/flame-layout.ts";
import { retryStrips } from "../../geometry/retry-strips.ts";
import { fitWindow, type TimeWindow } from "../../geometry/time-scale.ts";
import type { TraceModel } from "../../geometry/trace-model.ts";
import { waterfallRows } from "../../geometry/waterfall-rows.ts";
import type { TraceUrl } from "../../state/url/trace.ts";
import { toggleFold } from "./fold.ts";
import styles from "./TracePage.module.css";
import type { SetTraceUrl } from "./TraceScreen.tsx";

export interface TraceChartsProps {
	readonly model: TraceModel;
	readonly layout: FlameLayout;
	readonly view: ViewStore;
	readonly look: TraceLook;
	readonly url: TraceUrl;
	readonly setUrl: SetTraceUrl;
	readonly hidden: Uint8Array | undefined;
	readonly select: (node: number) => void;
	readonly isPhone: boolean;
}

const FLAME_ALONE_FROM = 0.6;
const FLAME_AT_MOST = 0.55;

/** Minimap above, then flame, waterfall, or both with one window, one selection, one folding. */
export function TraceCharts(props: TraceChartsProps): ReactElement {
	const { t } = useTranslation();
	const { model, layout, view, look, url, setUrl, hidden, select } = props;
	const box = useRef<HTMLDivElement>(null);
	const heightPx = useHeight(box);
	const strips = useMemo(() => retryStrips(model.tree, layout, model.retries), [model, layout]);
	const rows = useMemo(
		() => waterfallRows(model.tree, { folded: look.folded, ...(hidden === undefined ? {} : { hidden }) }),
		[model.tree, look.folded, hidden],
	);
	const fit = (node: number): void => {
		select(node);
		view.glide(fitWindow(model.tree.start[node] ?? 0, model.tree.end[node] ?? 0));
	};
	const describe = useCallback(
		({ from, to }: TimeWindow) => t("trace.window", { from: textOf(formatDuration(from)), to: textOf(formatDuration(to)) }),
		[t],
	);
	const needed = flameHeight(layout, strips);
	const isFlame = url.view === "flame";
	const isSplit = isFlame && !props.isPhone && (url.split === "on" || (url.split === "auto" && needed < heightPx * FLAME_ALONE_FROM));
	const count = (value: number): string => textOf(formatCount(value));
	return (
		<>
			<div className={styles.minimap}>
				<Minimap label={t("trace.minimap")} describe={describe} {...{ model, layout, view, look }} />
			</div>
			<div ref={box} className={styles.charts}>
				{isFlame && heightPx > 0 ? (
					<div style={isSplit ? { height: Math.min(needed, Math.round(heightPx * FLAME_AT_MOST)), flex: "none" } : { flex: 1 }}>
						<Flame label={t("trace.flameLabel")} {...{ model, layout, strips, view, look }} onSelect={select} onFit={fit} />
					</div>
				) : null}
				{!isFlame || isSplit ? (
					<div className={isSplit ? styles.second : styles.only}>
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
							onFold={(node) => setUrl({ folded: toggleFold(model, look.folded, node) }, "replace")}
						/>
					</div>
				) : null}
			</div>
			<SpanOutline label={t("trace.outline")} model={model} selected={look.selected} onSelect={select} />
		</>
	);
}

function useHeight(box: { readonly current: HTMLElement | null }): number {
	const [heightPx, setHeight] = useState(0);
	useEffect(() => {
		if (box.current === null) return;
		const { current } = box;
		const sizes = new ResizeObserver(() => setHeight(current.clientHeight));
		sizes.observe(current);
		setHeight(current.clientHeight);
		return () => sizes.disconnect();
	}, [box]);
	return heightPx;
}
