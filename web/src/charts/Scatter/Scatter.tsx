import { ChartScatter, Table2 } from "lucide-react";
import { type ReactElement, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { boxOfBrush } from "../../geometry/scatter.ts";
import { currentLanguage } from "../../i18n/i18n.ts";
import { IconButton } from "../../ui/Button.tsx";
import { useMedia } from "../../ui/use-media.ts";
import { useLayers } from "../use-layers.ts";
import { paintScatter, paintScatterOverlay, type ScatterOverlay } from "./paint-scatter.ts";
import styles from "./Scatter.module.css";
import { ScatterReading } from "./ScatterReading.tsx";
import { ScatterTable } from "./ScatterTable.tsx";
import { type ScatterData, type ScatterPlot, scatterHeight, scatterPlot } from "./scatter-plot.ts";
import { type ScatterEvents, useScatterInput } from "./use-scatter-input.ts";

export interface ScatterProps extends Omit<ScatterEvents, "onTable"> {
	readonly label: string;
	/** One sentence for those who do not see it. */
	readonly summary: string;
	readonly data: ScatterData;
	/** Beside the selection; not while it is being drawn. */
	readonly children: ReactNode;
}

/**
 * Traces as points by start and duration over the histogram of their counts. A drag over the points selects, one over the bars asks for
 * another range; with the focus arrow keys step through cells, Shift and arrow keys select, `b` shows the numbers as a table.
 */
export function Scatter({ label, summary, data, children, ...events }: ScatterProps): ReactElement {
	const { t } = useTranslation();
	const isCompact = useMedia(COMPACT);
	const heightPx = scatterHeight(isCompact);
	const [asTable, setAsTable] = useState(false);
	const stage = useRef<HTMLDivElement>(null);
	const widthPx = useWidth(stage);
	const language = currentLanguage();
	const plot = useMemo(() => scatterPlot(data, { widthPx, isCompact, language }), [data, widthPx, isCompact, language]);
	const onTable = (): void => {
		setAsTable(!asTable);
		const next = asTable ? "[role=application]" : "[data-toggle] button";
		requestAnimationFrame(() => stage.current?.querySelector<HTMLElement>(next)?.focus());
	};
	const input = useScatterInput(plot, data, { ...events, onTable });
	const summaryId = useId();
	const brush = input.brush === undefined ? undefined : boxOfBrush(plot.frame, input.brush);
	const overlay: ScatterOverlay = {
		brush,
		band: input.band,
		cell: input.reading === undefined ? undefined : boxOfBrush(plot.frame, input.reading),
		hovered: input.hovered,
	};
	return (
		<figure className={styles.figure}>
			<figcaption className="visually-hidden">{label}</figcaption>
			<div ref={stage} className={styles.stage} style={{ height: heightPx }}>
				<div
					className={styles.plot}
					role="application"
					aria-roledescription={t("find.chart")}
					aria-label={label}
					aria-describedby={summaryId}
					tabIndex={asTable ? -1 : 0}
					hidden={asTable}
					data-over={input.hovered !== undefined}
					{...input.handlers}
				>
					{CAN_DRAW ? <Drawing data={data} plot={plot} overlay={overlay} /> : null}
					<ScatterReading data={data} plot={plot} hovered={input.hovered} cells={input.reading} />
					{data.points.length === 0 ? <p className={styles.empty}>{t("find.chartEmpty")}</p> : null}
				</div>
				{asTable || brush === undefined || input.isDrawing ? null : (
					<div className={styles.bar} style={barPlace(plot, brush)}>
						{children}
					</div>
				)}
				{asTable ? (
					<div className={styles.tableBox}>
						<ScatterTable data={data} label={label} />
					</div>
				) : null}
				<div className={styles.toggle} data-toggle data-always={asTable} style={{ top: asTable ? 4 : plot.bars.topPx - 23 }}>
					<IconButton
						small
						label={t(asTable ? "find.showChart" : "find.showTable")}
						keys="b"
						icon={asTable ? <ChartScatter size={14} strokeWidth={1.5} /> : <Table2 size={14} strokeWidth={1.5} />}
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
				{summary} {t("find.chartKeys")}
			</p>
		</figure>
	);
}

/** Where the list below needs the room. */
const COMPACT = "(max-width: 640px), (max-height: 640px)";
/** Without it nothing tells the drawing its size; what is said and the table do without. */
const CAN_DRAW = typeof ResizeObserver !== "undefined";

interface DrawingProps {
	readonly data: ScatterData;
	readonly plot: ScatterPlot;
	readonly overlay: ScatterOverlay;
}

function Drawing({ data, plot, overlay }: DrawingProps): ReactElement {
	const layers = useLayers({
		base: (surface, palette) => paintScatter({ surface, palette, data, plot }),
		overlay: (surface, palette) => paintScatterOverlay({ surface, palette, plot }, overlay),
	});
	return (
		<div ref={layers.box} className={styles.canvas} aria-hidden>
			<canvas ref={layers.base} />
			<canvas ref={layers.overlay} />
		</div>
	);
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

const BAR_GAP_PX = 10;
const BAR_PX = 28;
const BAR_WIDTH_PX = 400;

/** Below the selection, above it where there is no room, else over its lower edge; never beyond the chart's right end. */
function barPlace({ frame }: ScatterPlot, box: { readonly x: number; readonly y: number; readonly height: number }) {
	const bottom = frame.topPx + frame.heightPx;
	const below = box.y + box.height + BAR_GAP_PX;
	const above = box.y - BAR_GAP_PX - BAR_PX;
	const top = below + BAR_PX <= bottom ? below : above >= 0 ? above : bottom - BAR_PX - 4;
	return { top, left: `max(4px, min(${Math.round(box.x)}px, 100% - ${BAR_WIDTH_PX}px))` };
}
