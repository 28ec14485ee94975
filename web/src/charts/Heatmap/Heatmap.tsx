import { LayoutGrid } from "lucide-react";
import { type ReactElement, useEffect, useId, useMemo, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { countAt, rectOfCells } from "../../geometry/heatmap.ts";
import { boxOfBrush, type Cell } from "../../geometry/scatter.ts";
import { bucketAtX, endOf, xOfBucket, xOfTime } from "../../geometry/series-frame.ts";
import { currentLanguage } from "../../i18n/i18n.ts";
import { ChartStage, useStage } from "../ChartStage/ChartStage.tsx";
import { Layers } from "../ChartStage/Layers.tsx";
import type { CursorSync } from "../cursor-sync.ts";
import { FlagLayer } from "../TimeSeries/FlagLayer.tsx";
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
	const stage = useStage();
	const { widthPx } = stage;
	const language = currentLanguage();
	const plot = useMemo(() => heatmapPlot(data, { widthPx, heightPx, language }), [data, widthPx, heightPx, language]);
	const input = useHeatmapInput(plot, data.heat, { ...events, onTable: stage.onTable });
	const { cell } = input;
	useLook(cell, { data, sync, onLook, owner: useId() });
	const overlay: HeatmapOverlay = {
		brush: input.brush === undefined ? undefined : boxOfBrush(plot.frame, input.brush),
		cell: cell === undefined ? undefined : rectOfCells(plot.frame, plot.grid, cell, cell),
	};
	return (
		<ChartStage
			stage={stage}
			label={label}
			summary={`${summary} ${t("charts.heatKeys")}`}
			words={{
				...{ role: t("charts.chart"), empty: t("charts.empty") },
				...{ showChart: t("charts.showChart"), showTable: t("charts.showTable") },
			}}
			heightPx={heightPx}
			icon={<LayoutGrid size={14} strokeWidth={1.5} />}
			togglePlace={{ top: 24, right: 20 }}
			isOver={cell !== undefined && countAt(data.heat, cell) > 0}
			isEmpty={data.heat.most === 0}
			handlers={input.handlers}
			table={<HeatmapTable data={data} label={label} />}
			legend={<HeatmapLegend data={data} />}
		>
			<Layers
				painters={{
					base: (surface, palette) => paintHeatmap({ surface, palette, data, plot }),
					overlay: (surface, palette) => paintHeatmapOverlay({ surface, palette }, overlay),
				}}
			/>
			<Lines data={data} plot={plot} widthPx={widthPx} heightPx={heightPx} />
			<FlagLayer plot={{ frame: plot.times, flags: plot.flags }} />
			{sync === undefined || cell !== undefined ? null : <SyncedColumn sync={sync} plot={plot} />}
			{cell === undefined ? null : (
				<HeatmapReading data={data} plot={plot} cell={cell} of={brushOf(plot, data.heat, cell, cell)} isSpoken={input.byKeys} />
			)}
		</ChartStage>
	);
}

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

interface LinesProps {
	readonly data: HeatmapData;
	readonly plot: HeatmapPlot;
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
