import { type ReactElement, useSyncExternalStore } from "react";
import { bucketAtX, endOf, xOfBucket, xOfTime, yOfValue } from "../../geometry/series-frame.ts";
import type { CursorSync } from "../cursor-sync.ts";
import type { Plot } from "./plot.ts";
import styles from "./TimeSeries.module.css";
import type { TimeSeriesContent } from "./time-series.ts";

export interface SyncedLineProps {
	readonly sync: CursorSync;
	readonly content: TimeSeriesContent;
	readonly plot: Plot;
}

/** Where another chart of the page is pointed at. */
export function SyncedLine({ sync, content, plot }: SyncedLineProps): ReactElement | null {
	const timeMs = useSyncExternalStore(sync.subscribe, sync.get);
	const { frame } = plot;
	if (timeMs === undefined || timeMs < frame.startMs || timeMs >= endOf(frame)) return null;
	const bucket = bucketAtX(frame, xOfTime(frame, timeMs));
	const x = xOfBucket(frame, bucket);
	return (
		<>
			<div className={styles.crosshair} style={{ top: frame.topPx, height: frame.heightPx, translate: `${Math.round(x)}px` }} />
			{content.kind === "bars"
				? null
				: content.series.map(({ key, color, values }) => {
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
		</>
	);
}
