import { formatCount } from "@spanglass/shared/units/format";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLogVolume } from "../../api/logs.ts";
import { TimeSeries } from "../../charts/TimeSeries/TimeSeries.tsx";
import type { TimeSeriesData } from "../../charts/TimeSeries/time-series.ts";
import { followsNow, rangeChanges } from "../../state/time-range.ts";
import { useSetSearch } from "../../state/use-search.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { PHONE, useMedia } from "../../ui/use-media.ts";
import styles from "./LogsPage.module.css";
import { useMovingRange } from "./use-moving-range.ts";
import { barsOf, isolatedLevel, toggleIsolation, VOLUME_LEVELS, withoutIsolation } from "./volume-series.ts";

export interface LogVolumeProps {
	readonly q: string;
	readonly env: string | undefined;
	readonly onQuery: (q: string) => void;
}

const HEIGHT_PX = 120;
const PHONE_HEIGHT_PX = 80;
/** One line of names and the space around the chart: kept while there is nothing to name. */
const LEGEND_PX = 41;

/** How many records of each level arrived when. Dragging over it sets the time range, a level's name shows that level alone. */
export function LogVolume({ q, env, onQuery }: LogVolumeProps): ReactElement {
	const { t } = useTranslation();
	const { text, range, live } = useTimeRange();
	const setSearch = useSetSearch();
	const isPhone = useMedia(PHONE);
	const moving = useMovingRange(range, live);
	const query = useMemo(() => ({ q: withoutIsolation(q), env, ...moving }), [q, env, moving]);
	const { data, error, refetch } = useLogVolume(query);
	const series = useMemo(
		() =>
			data === undefined
				? []
				: barsOf(data).map(({ level, values }) => ({
						key: level,
						name: t(`logs.level_${level}`),
						values,
						color: level === "unspecified" ? "border-strong" : `severity-${level}`,
					})),
		[data, t],
	);
	const heightPx = isPhone ? PHONE_HEIGHT_PX : HEIGHT_PX;
	const box = { className: styles.volume, style: { minHeight: heightPx + LEGEND_PX } };
	if (data === undefined) {
		const isShown = error !== null && !isQueryFault(error);
		return <div {...box}>{isShown ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : null}</div>;
	}
	const startMs = Number(BigInt(data.start) / 1_000_000n);
	const stepMs = data.stepNanos / 1e6;
	const isUnfinished = live || followsNow(text);
	return (
		<div {...box}>
			<TimeSeries
				label={t("logs.volume")}
				kind="bars"
				{...{ startMs, stepMs, heightPx }}
				series={series.length === 0 ? [emptySeries(Math.ceil((moving.toMs - startMs) / stepMs))] : series}
				formatValue={formatCount}
				legend={series.length === 0 ? "none" : "row"}
				isolated={isolatedLevel(q)}
				{...(isUnfinished ? { incompleteFromMs: startMs + Math.floor((moving.toMs - startMs) / stepMs) * stepMs } : {})}
				onRange={(fromMs, toMs) =>
					setSearch({ ...rangeChanges({ from: String(Math.round(fromMs)), to: String(Math.round(toMs)) }), live: undefined }, "push")
				}
				onSeries={(key) => {
					const level = VOLUME_LEVELS.find((name) => name === key);
					if (level !== undefined) onQuery(toggleIsolation(q, level));
				}}
			/>
		</div>
	);
}

/** Buckets without data: the axes of the range stay. */
function emptySeries(bucketCount: number): TimeSeriesData {
	return { key: "none", name: "", values: Array.from({ length: Math.max(bucketCount, 1) }, () => null), color: "border-strong" };
}

/** The query field says it already. */
function isQueryFault(error: Error): boolean {
	return "field" in error && error.field === "q";
}
