import { formatClock, formatDay, formatDayShort, zoneLabel } from "@spanglass/shared/units/clock-text";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { rangeOfBuckets, xOfBucket, xOfTime, yOfValue } from "../../geometry/series-frame.ts";
import { currentLanguage } from "../../i18n/i18n.ts";
import { Value } from "../../ui/Value.tsx";
import type { Cursor } from "./cursor.ts";
import { type PlacedMark, type Plot, totalAt } from "./plot.ts";
import { READING_GAP_PX, readingPlace } from "./reading-place.ts";
import { bucketClock } from "./series-facts.ts";
import styles from "./TimeSeries.module.css";
import type { TimeSeriesContent } from "./time-series.ts";

export interface PlotOverlayProps {
	readonly content: TimeSeriesContent;
	readonly plot: Plot;
	readonly cursor: Cursor;
	readonly mark: PlacedMark | undefined;
}

/** What follows the pointer or the keys: crosshair, dots, selection, and the values in words. */
export function PlotOverlay({ content, plot, cursor, mark }: PlotOverlayProps): ReactElement | null {
	const { frame } = plot;
	const { bucket, anchor } = cursor;
	if (bucket === undefined) return null;
	const x = xOfBucket(frame, bucket);
	const selected = anchor === undefined ? undefined : rangeOfBuckets(frame, anchor, bucket);
	const across = { top: frame.topPx, height: frame.heightPx };
	return (
		<>
			{selected === undefined ? null : (
				<div
					className={styles.selection}
					style={{
						...across,
						left: xOfTime(frame, selected.fromMs),
						width: xOfTime(frame, selected.toMs) - xOfTime(frame, selected.fromMs),
					}}
				/>
			)}
			<div className={styles.crosshair} style={{ ...across, translate: `${Math.round(x)}px` }} />
			{content.kind === "bars"
				? null
				: content.series.map(({ key, values, color }) => {
						const value = values[bucket] ?? null;
						if (value === null) return null;
						return (
							<i
								key={key}
								className={styles.dot}
								style={{ translate: `${x}px ${yOfValue(frame, value)}px`, background: `var(--${color})` }}
							/>
						);
					})}
			{mark === undefined ? null : <i className={styles.ring} style={{ translate: `${mark.x}px ${mark.y}px` }} />}
			<Reading content={content} plot={plot} cursor={cursor} bucket={bucket} mark={mark} />
		</>
	);
}

function Reading({ content, plot, cursor, bucket, mark }: PlotOverlayProps & { readonly bucket: number }): ReactElement {
	const { t } = useTranslation();
	const x = mark?.x ?? xOfBucket(plot.frame, bucket);
	const rows = content.series.map((series, index) => ({ ...series, index, value: series.values[bucket] ?? null }));
	const known = content.kind === "bars" ? rows.filter(({ value }) => (value ?? 0) > 0).toReversed() : rows;
	const total = content.kind === "bars" && content.series.length > 1 ? totalAt(content.series, bucket) : null;
	const { side, edge, maxWidthPx } = readingPlace(plot, x, known.length + (mark === undefined ? 1 : 4));
	const translate = side === "left" ? `calc(${x - READING_GAP_PX}px - 100%)` : `${x + READING_GAP_PX}px`;
	return (
		<div
			className={styles.tooltip}
			data-edge={edge}
			style={{ translate, maxWidth: maxWidthPx }}
			role={cursor.byKeys ? "status" : undefined}
		>
			{mark === undefined ? null : <MarkReading content={content} placed={mark} />}
			<div className={styles.tooltipTime}>{whenText(content, cursor, bucket)}</div>
			{isIncomplete(content, bucket) ? <div className={styles.tooltipNote}>{t("charts.incomplete")}</div> : null}
			<dl>
				{known.map(({ key, name, color, value, index }) => (
					<div key={key} data-active={cursor.byKeys && rows.length > 1 && index === cursor.series}>
						<dt>
							<i style={{ background: `var(--${color})` }} />
							{name}
						</dt>
						<dd>{value === null ? t("charts.noData") : <Value of={content.formatValue(value)} />}</dd>
					</div>
				))}
				{total === null ? null : (
					<div>
						<dt>{t("charts.total")}</dt>
						<dd>
							<Value of={content.formatValue(total)} />
						</dd>
					</div>
				)}
			</dl>
		</div>
	);
}

/** The mark's own value, moment and trace; what follows speaks of its bucket. */
function MarkReading({ content, placed }: { readonly content: TimeSeriesContent; readonly placed: PlacedMark }): ReactElement {
	const { t } = useTranslation();
	const { timeMs, value, label } = placed.mark;
	return (
		<>
			<div className={styles.tooltipMark}>
				<b>◆ {value === undefined ? null : <Value of={content.formatValue(value)} />}</b>
				<span>{`${formatClock(timeMs, "milli")} · ${t("charts.trace", { id: label })}`}</span>
			</div>
			<div className={styles.tooltipNote}>{t("charts.interval")}</div>
		</>
	);
}

function isIncomplete({ incompleteFromMs, startMs, stepMs }: TimeSeriesContent, bucket: number): boolean {
	return incompleteFromMs !== undefined && startMs + (bucket + 1) * stepMs > incompleteFromMs;
}

/** `20 Nov 03:14 – 03:15 UTC+8`; the whole selection when there is one. */
function whenText({ startMs, stepMs }: TimeSeriesContent, { anchor }: Cursor, bucket: number): string {
	const precision = bucketClock(stepMs);
	const first = startMs + Math.min(anchor ?? bucket, bucket) * stepMs;
	const end = startMs + (Math.max(anchor ?? bucket, bucket) + 1) * stepMs;
	const day = (millis: number): string => `${formatDayShort(millis, currentLanguage())} `;
	const isToday = formatDay(first) === formatDay(Date.now());
	const isOneDay = formatDay(first) === formatDay(end - 1);
	const from = (isToday && isOneDay ? "" : day(first)) + formatClock(first, precision);
	return `${from} – ${isOneDay ? "" : day(end)}${formatClock(end, precision)} ${zoneLabel(first)}`;
}
