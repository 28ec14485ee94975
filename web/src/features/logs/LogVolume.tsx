import { formatCount } from "@spanglass/shared/units/format";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useLogVolume } from "../../api/logs.ts";
import { TimeSeries } from "../../charts/TimeSeries/TimeSeries.tsx";
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
	const startMs = data === undefined ? range.fromMs : Number(BigInt(data.start) / 1_000_000n);
	const stepMs = data === undefined ? (range.toMs - range.fromMs) / 60 : data.stepNanos / 1e6;
	const isUnfinished = live || followsNow(text);
	const heightPx = isPhone ? PHONE_HEIGHT_PX : HEIGHT_PX;
	if (error !== null && data === undefined) {
		return <div className={styles.volume}>{isQueryFault(error) ? null : <ErrorPanel error={error} onRetry={() => void refetch()} />}</div>;
	}
	return (
		<div className={styles.volume} data-phone={isPhone}>
			<TimeSeries
				label={t("logs.volume")}
				kind="bars"
				{...{ startMs, stepMs, series, heightPx }}
				formatValue={formatCount}
				legend="row"
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

/** The query field says it already. */
function isQueryFault(error: Error): boolean {
	return "field" in error && error.field === "q";
}
