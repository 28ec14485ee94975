import { ChartSpline, Table2 } from "lucide-react";
import { type ReactElement, type RefObject, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { barRects, bucketAtX, rangeOfBuckets, xOfBucket, yOfValue } from "../../geometry/series-frame.ts";
import { IconButton } from "../../ui/Button.tsx";
import { BandLayer, LimitLayer } from "./BandLayer.tsx";
import { FlagLayer } from "./FlagLayer.tsx";
import { PlotOverlay } from "./PlotOverlay.tsx";
import { lineAt, type Plot } from "./plot.ts";
import { SeriesLegend } from "./SeriesLegend.tsx";
import { SeriesTable } from "./SeriesTable.tsx";
import { SyncedLine } from "./SyncedLine.tsx";
import { summaryOf } from "./series-facts.ts";
import styles from "./TimeSeries.module.css";
import type { TimeSeriesContent, TimeSeriesProps } from "./time-series.ts";
import { useCursor } from "./use-cursor.ts";
import { usePlotCanvas } from "./use-plot-canvas.ts";

/**
 * Values over time as lines or stacked bars. The drawing code comes with the first chart; until then, and while there is no data, the
 * place is kept. Without `onSeries` the chart itself keeps which series is alone.
 */
export function TimeSeries(props: TimeSeriesProps): ReactElement {
	const { t } = useTranslation();
	const { label, heightPx, onRange, onMark, onLook, onPick, sync } = props;
	const { content, onSeries } = useContent(props);
	const [asTable, setAsTable] = useState(false);
	const { host, plot, failed } = usePlotCanvas(content, heightPx);
	const stage = useRef<HTMLDivElement>(null);
	const isTable = asTable || failed;
	const summaryId = useId();
	const summary = useMemo(() => summaryOf(content, label, (key, parts) => t(`charts.${key}`, { ...parts })), [content, label, t]);
	const onIsolate = (index: number): void => {
		const key = content.series[index]?.key;
		if (key !== undefined) onSeries(key);
	};
	const onTable = (): void => {
		setAsTable(!isTable);
		const next = isTable ? "[role=application]" : "[data-toggle] button";
		requestAnimationFrame(() => stage.current?.querySelector<HTMLElement>(next)?.focus());
	};
	const pick = (bucket: number, line: { readonly key: string; readonly value: number } | undefined): void => {
		if (plot === undefined || line === undefined) return;
		const place = placeInWindow(host, { x: xOfBucket(plot.frame, bucket), y: yOfValue(plot.frame, line.value) });
		onPick?.({ series: line.key, value: line.value, ...rangeOfBuckets(plot.frame, bucket, bucket), place });
	};
	const { cursor, mark, handlers } = useCursor(plot, content.series.length, {
		onRange,
		onMark,
		onPick: (x, y) => {
			const hit = plot === undefined ? undefined : stackAt(content, plot, x, y);
			if (hit !== undefined) onIsolate(hit);
			else if (plot !== undefined && content.kind === "lines") {
				const bucket = bucketAtX(plot.frame, x);
				pick(bucket, lineAt(content, plot, bucket, y));
			}
		},
		onEnter: (bucket, index) => {
			const series = content.series[index];
			const value = series?.values[bucket] ?? null;
			if (series !== undefined && value !== null) pick(bucket, { key: series.key, value });
		},
		onIsolate,
		onTable,
	});
	const isLooking = cursor.bucket !== undefined;
	useEffect(() => onLook?.(isLooking), [onLook, isLooking]);
	const pointedMs = cursor.bucket === undefined ? undefined : content.startMs + (cursor.bucket + 0.5) * content.stepMs;
	useEffect(() => sync?.show(pointedMs, summaryId), [sync, pointedMs, summaryId]);
	const look = props.legend ?? (content.series.length >= 3 ? "row" : "none");
	const isEmpty = content.series.every(({ values }) => values.every((value) => value === null));
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
					tabIndex={isTable ? -1 : 0}
					hidden={isTable}
					data-mark={(mark !== undefined && onMark !== undefined) || (onPick !== undefined && isLooking)}
					data-zooms={onRange !== undefined}
					{...handlers}
				>
					{plot === undefined ? null : <BandLayer plot={plot} />}
					<div ref={host} className={styles.canvas} aria-hidden />
					{plot === undefined ? null : (
						<>
							<FlagLayer plot={plot} />
							<LimitLayer plot={plot} />
							<EndLabels plot={plot} />
							{sync === undefined || isLooking ? null : <SyncedLine sync={sync} content={content} plot={plot} />}
							<PlotOverlay content={content} plot={plot} cursor={cursor} mark={mark} />
						</>
					)}
					{isEmpty ? <p className={styles.empty}>{t("charts.empty")}</p> : null}
				</div>
				{isTable ? (
					<div className={styles.tableBox}>
						<SeriesTable content={content} label={label} />
					</div>
				) : null}
				<div className={styles.toggle} data-toggle data-always={isTable}>
					<IconButton
						small
						label={t(isTable ? "charts.showChart" : "charts.showTable")}
						keys="b"
						icon={isTable ? <ChartSpline size={14} strokeWidth={1.5} /> : <Table2 size={14} strokeWidth={1.5} />}
						onClick={() => setAsTable(!isTable)}
						onKeyDown={(event) => {
							if (event.key !== "b") return;
							event.preventDefault();
							onTable();
						}}
					/>
				</div>
			</div>
			<p id={summaryId} className="visually-hidden">
				{summary} {t("charts.keys")}
			</p>
			{look === "none" ? null : <SeriesLegend content={content} look={look} onSeries={onSeries} />}
		</figure>
	);
}

/** The drawn part of the props, stable while they are, with the series that is alone. */
function useContent(props: TimeSeriesProps): { readonly content: TimeSeriesContent; readonly onSeries: (key: string) => void } {
	const [own, setOwn] = useState<string | undefined>(undefined);
	const { startMs, stepMs, kind, series, formatValue, formatTick, roundUnit, marks, flags, limit, bands, incompleteFromMs } = props;
	const wanted = props.onSeries === undefined ? own : props.isolated;
	const isolated = series.some(({ key }) => key === wanted) ? wanted : undefined;
	const content = useMemo<TimeSeriesContent>(
		() => ({
			startMs,
			stepMs,
			kind,
			series,
			formatValue,
			isolated,
			...(formatTick === undefined ? {} : { formatTick }),
			...(roundUnit === undefined ? {} : { roundUnit }),
			...(marks === undefined ? {} : { marks }),
			...(flags === undefined ? {} : { flags }),
			...(limit === undefined ? {} : { limit }),
			...(bands === undefined ? {} : { bands }),
			...(incompleteFromMs === undefined ? {} : { incompleteFromMs }),
		}),
		[startMs, stepMs, kind, series, formatValue, formatTick, roundUnit, marks, flags, limit, bands, incompleteFromMs, isolated],
	);
	return { content, onSeries: props.onSeries ?? ((key) => setOwn(key === isolated ? undefined : key)) };
}

function placeInWindow(host: RefObject<HTMLElement | null>, { x, y }: { readonly x: number; readonly y: number }) {
	const box = host.current?.getBoundingClientRect();
	return { x: x + (box?.left ?? 0), y: y + (box?.top ?? 0) };
}

/** Index of the series whose bar is at a place. */
function stackAt(content: TimeSeriesContent, { frame }: Plot, x: number, y: number): number | undefined {
	if (content.kind !== "bars") return undefined;
	const rects = barRects(
		frame,
		content.series.map(({ values }) => values),
	);
	return rects.find((rect) => x >= rect.x && x < rect.x + rect.width + 1 && y >= rect.y && y < rect.y + rect.height + 1)?.series;
}

function EndLabels({ plot }: { readonly plot: Plot }): ReactElement {
	const left = plot.frame.leftPx + plot.frame.widthPx + 8;
	return (
		<div aria-hidden>
			{plot.endLabels.map(({ key, name, value, color, y }) => (
				<span key={key} className={styles.endLabel} style={{ left, top: y, color: `var(--${color})` }}>
					{name} {value}
				</span>
			))}
		</div>
	);
}
