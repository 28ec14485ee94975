import { LayoutGrid, Table2 } from "lucide-react";
import { type ReactElement, useEffect, useId, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { countAt, rectOfCells } from "../../geometry/heatmap.ts";
import { boxOfBrush, type Cell } from "../../geometry/scatter.ts";
import { bucketAtX, endOf, xOfBucket, xOfTime } from "../../geometry/series-frame.ts";
import { currentLanguage } from "../../i18n/i18n.ts";
import { IconButton } from "../../ui/Button.tsx";
import type { CursorSync } from "../cursor-sync.ts";
import { FlagLayer } from "../TimeSeries/FlagLayer.tsx";
import { useLayers } from "../use-layers.ts";
import styles from "./Heatmap.module.css";
import { HeatmapLegend } from "./HeatmapLegend.tsx";
import { HeatmapReading } from "./HeatmapReading.tsx";
import { HeatmapTable } from "./HeatmapTable.tsx";
import { type HeatmapData, type HeatmapPlot, heatmapPlot, linePath } from "./heatmap-plot.ts";
import { type HeatmapOverlay, paintHeatmap, paintHeatmapOverlay } from "./paint-heatmap.ts";
import { brushOf, type HeatmapEvents, useHeatmapInput } from "./use-heatmap-input.ts";

export interface HeatmapProps extends Omit<HeatmapEvents, "onTable"> {
	readonly label: string;
	/** One sentence for those who do not see it. */
	readonly summary: string;
	readonly data: HeatmapData;
	/** Of the plot with its axes; a legend comes below it. */
	readonly heightPx: number;
	/** Shares the moment that is pointed at with the other charts of the page. */
	readonly sync?: CursorSync | undefined;
	/** Somebody reads or selects, or has stopped. */
	readonly onLook?: ((looking: boolean) => void) | undefined;
}

/**
 * Counts by time and duration. A press on a cell chooses it, a drag selects; with the focus arrow keys step through cells, Shift and arrow keys
 * select, Enter chooses, `b` shows the numbers as a table.
 */
export function Heatmap({ label, summary, data, heightPx, sync, onLook, ...events }: HeatmapProps): ReactElement {
	const { t } = useTranslation();
	const [asTable, setAsTable] = useState(false);
	const stage = useRef<HTMLDivElement>(null);
	const widthPx = useWidth(stage);
	const language = currentLanguage();
	const plot = useMemo(() => heatmapPlot(data, { widthPx, heightPx, language }), [data, widthPx, heightPx, language]);
	const onTable = (): void => {
		setAsTable(!asTable);
		const next = asTable ? "[role=application]" : "[data-toggle] button";
		requestAnimationFrame(() => stage.current?.querySelector<HTMLElement>(next)?.focus());
	};
	const input = useHeatmapInput(plot, data.heat, { ...events, onTable });
	const { cell } = input;
	const summaryId = useId();
	useLook(cell, { data, sync, onLook, owner: summaryId });
	const overlay: HeatmapOverlay = {
		brush: input.brush === undefined ? undefined : boxOfBrush(plot.frame, input.brush),
		cell: cell === undefined ? undefined : rectOfCells(plot.frame, plot.grid, cell, cell),
	};
	return (
		<figure className={styles.figure}>
			<figcaption className="visually-hidden">{label}</figcaption>
			<div ref={stage} className={styles.stage} style={{ height: heightPx }}>
				<div
					className={styles.plot}
					role="application"
					aria-roledescription={t("charts.chart")}
					aria-label={label}
					aria-describedby={summaryId}
					tabIndex={asTable ? -1 : 0}
					hidden={asTable}
					data-over={cell !== undefined && countAt(data.heat, cell) > 0}
					{...input.handlers}
				>
					{CAN_DRAW ? <Drawing data={data} plot={plot} overlay={overlay} /> : null}
					<Lines data={data} plot={plot} widthPx={widthPx} heightPx={heightPx} />
					<FlagLayer plot={{ frame: plot.times, flags: plot.flags }} />
					{sync === undefined || cell !== undefined ? null : <SyncedColumn sync={sync} plot={plot} />}
					{cell === undefined ? null : (
						<HeatmapReading data={data} plot={plot} cell={cell} of={brushOf(plot, data.heat, cell, cell)} isSpoken={input.byKeys} />
					)}
					{data.heat.most === 0 ? <p className={styles.empty}>{t("charts.empty")}</p> : null}
				</div>
				{asTable ? (
					<div className={styles.tableBox}>
						<HeatmapTable data={data} label={label} />
					</div>
				) : null}
				<div className={styles.toggle} data-toggle data-always={asTable}>
					<IconButton
						small
						label={t(asTable ? "charts.showChart" : "charts.showTable")}
						keys="b"
						icon={asTable ? <LayoutGrid size={14} strokeWidth={1.5} /> : <Table2 size={14} strokeWidth={1.5} />}
						onClick={onTable}
						onKeyDown={(event) => {
							if (event.key !== "b") return;
							event.preventDefault();
							event.stopPropagation();
							onTable();
						}}
					/>
				</div>
			</div>
			<p id={summaryId} className="visually-hidden">
				{summary} {t("charts.heatKeys")}
			</p>
			<HeatmapLegend data={data} />
		</figure>
	);
}

/** Without it nothing tells the drawing its size; what is said and the table do without. */
const CAN_DRAW = typeof ResizeObserver !== "undefined";

interface Looked extends Pick<HeatmapProps, "data" | "sync" | "onLook"> {
	readonly owner: string;
}

/** The other charts show the column that is read, and the page does not refresh meanwhile. */
function useLook(cell: Cell | undefined, { data, sync, onLook, owner }: Looked): void {
	const isLooking = cell !== undefined;
	const timeMs = cell === undefined ? undefined : data.startMs + (cell.column + 0.5) * data.stepMs;
	useEffect(() => onLook?.(isLooking), [onLook, isLooking]);
	useEffect(() => sync?.show(timeMs, owner), [sync, timeMs, owner]);
}

interface DrawingProps {
	readonly data: HeatmapData;
	readonly plot: HeatmapPlot;
	readonly overlay: HeatmapOverlay;
}

function Drawing({ data, plot, overlay }: DrawingProps): ReactElement {
	const layers = useLayers({
		base: (surface, palette) => paintHeatmap({ surface, palette, data, plot }),
		overlay: (surface, palette) => paintHeatmapOverlay({ surface, palette }, overlay),
	});
	return (
		<div ref={layers.box} className={styles.canvas} aria-hidden>
			<canvas ref={layers.base} />
			<canvas ref={layers.overlay} />
		</div>
	);
}

interface LinesProps extends Pick<DrawingProps, "data" | "plot"> {
	readonly widthPx: number;
	readonly heightPx: number;
}

function Lines({ data, plot, widthPx, heightPx }: LinesProps): ReactElement {
	return (
		<svg className={styles.lines} width={widthPx} height={heightPx} viewBox={`0 0 ${widthPx} ${heightPx}`} aria-hidden>
			{data.lines.map((line) => {
				const d = linePath(line, plot);
				return (
					<g key={line.key}>
						<path d={d} className={styles.halo} />
						<path d={d} style={{ stroke: `var(--${line.color})` }} />
					</g>
				);
			})}
		</svg>
	);
}

/** Where another chart of the page is pointed at. */
function SyncedColumn({ sync, plot: { times } }: { readonly sync: CursorSync; readonly plot: HeatmapPlot }): ReactElement | null {
	const timeMs = useSyncExternalStore(sync.subscribe, sync.get);
	if (timeMs === undefined || timeMs < times.startMs || timeMs >= endOf(times)) return null;
	const x = Math.round(xOfBucket(times, bucketAtX(times, xOfTime(times, timeMs))));
	return <div className={styles.crosshair} style={{ top: times.topPx, height: times.heightPx, translate: `${x}px` }} />;
}

function useWidth(stage: { readonly current: HTMLElement | null }): number {
	const [widthPx, setWidth] = useState(0);
	useEffect(() => {
		const box = stage.current;
		if (box === null) return;
		setWidth(box.clientWidth);
		if (!CAN_DRAW) return;
		const sizes = new ResizeObserver(() => setWidth(box.clientWidth));
		sizes.observe(box);
		return () => sizes.disconnect();
	}, [stage]);
	return widthPx;
}
