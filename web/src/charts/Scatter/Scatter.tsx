import { ChartScatter } from "lucide-react";
import { type ReactElement, type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { boxOfBrush } from "../../geometry/scatter.ts";
import { currentLanguage } from "../../i18n/i18n.ts";
import { useMedia } from "../../ui/use-media.ts";
import { ChartStage, useStage } from "../ChartStage/ChartStage.tsx";
import { Layers } from "../ChartStage/Layers.tsx";
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
	const stage = useStage();
	const { widthPx } = stage;
	const language = currentLanguage();
	const plot = useMemo(() => scatterPlot(data, { widthPx, isCompact, language }), [data, widthPx, isCompact, language]);
	const input = useScatterInput(plot, data, { ...events, onTable: stage.onTable });
	const brush = input.brush === undefined ? undefined : boxOfBrush(plot.frame, input.brush);
	const overlay: ScatterOverlay = {
		brush,
		band: input.band,
		cell: input.reading === undefined ? undefined : boxOfBrush(plot.frame, input.reading),
		hovered: input.hovered,
	};
	return (
		<ChartStage
			stage={stage}
			label={label}
			summary={`${summary} ${t("find.chartKeys")}`}
			words={{
				...{ role: t("find.chart"), empty: t("find.chartEmpty") },
				...{ showChart: t("find.showChart"), showTable: t("find.showTable") },
			}}
			heightPx={heightPx}
			icon={<ChartScatter size={14} strokeWidth={1.5} />}
			togglePlace={{ top: stage.asTable ? 4 : plot.bars.topPx - 23, right: 4 }}
			isOver={input.hovered !== undefined}
			isEmpty={data.points.length === 0}
			emptyBottomPx={BARS_PX}
			handlers={input.handlers}
			table={<ScatterTable data={data} label={label} />}
			over={
				brush === undefined || input.isDrawing ? null : (
					<div className={styles.bar} style={barPlace(plot, brush)}>
						{children}
					</div>
				)
			}
		>
			<Layers
				painters={{
					base: (surface, palette) => paintScatter({ surface, palette, data, plot }),
					overlay: (surface, palette) => paintScatterOverlay({ surface, palette, plot }, overlay),
				}}
			/>
			<ScatterReading data={data} plot={plot} hovered={input.hovered} cells={input.reading} />
		</ChartStage>
	);
}

/** What the bars take at the bottom. */
const BARS_PX = 60;
/** Where the list below needs the room. */
const COMPACT = "(max-width: 640px), (max-height: 640px)";
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
