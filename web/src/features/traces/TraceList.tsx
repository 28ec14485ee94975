import { lateMsLeft } from "@spanglass/shared/analysis/late-spans";
import type { TraceSummaryJson } from "@spanglass/shared/api/schemas";
import { type ReactElement, Suspense, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Selection } from "../../state/url/selection.ts";
import { SelectedBar } from "./load-parts.ts";
import { TimedList, type TimedListProps } from "./TimedList.tsx";
import styles from "./TraceList.module.css";
import { TraceRow } from "./TraceRow.tsx";
import { isSelected } from "./visible-rows.ts";

export interface TraceListProps extends TimedListProps<TraceSummaryJson> {
	/** The moment that the rows speak of, epoch milliseconds. */
	readonly nowMs: number;
	readonly heldCount: number;
	readonly onResume: () => void;
	/** The rectangle on the chart: its traces are marked. */
	readonly sel: Selection | undefined;
}

const NOTHING: ReadonlySet<string> = new Set();

/** The virtual list of traces. Some of them can be chosen, with `x` or the box before a row, and exported together. */
export function TraceList({ nowMs, sel, ...props }: TraceListProps): ReactElement {
	const [picked, setPicked] = useState(NOTHING);
	const onPick = useCallback((key: string): void => {
		setPicked((before) => {
			const next = new Set(before);
			if (!next.delete(key)) next.add(key);
			return next;
		});
	}, []);
	return (
		<div className={styles.frame}>
			<TimedList {...props} className={styles.list} head={<Head />} keyOf={keyOf} picks={{ keys: picked, onPick }}>
				{(trace, place) => (
					<TraceRow
						key={trace.traceId}
						trace={trace}
						isReceiving={isReceiving(trace, nowMs)}
						isInSelection={sel !== undefined && isSelected(sel, trace)}
						{...place}
					/>
				)}
			</TimedList>
			{picked.size === 0 ? null : (
				<Suspense fallback={null}>
					<SelectedBar traceIds={[...picked]} onClear={() => setPicked(NOTHING)} />
				</Suspense>
			)}
		</div>
	);
}

function keyOf({ traceId }: TraceSummaryJson): string {
	return traceId;
}

function Head(): ReactElement {
	const { t } = useTranslation();
	return (
		<div className={styles.head} aria-hidden>
			<span>{t("traces.columnTime")}</span>
			<span />
			<span>{t("traces.columnRoot")}</span>
			<span className={styles.duration}>{t("traces.columnDuration")}</span>
			<span />
			<span className={styles.spans}>{t("traces.columnSpans")}</span>
			<span>{t("traces.columnServices")}</span>
			<span>{t("traces.columnError")}</span>
		</div>
	);
}

function isReceiving({ rootSpanId, startTime, durationNanos }: TraceSummaryJson, nowMs: number): boolean {
	return rootSpanId === null && lateMsLeft({ startTime: BigInt(startTime), durationNanos }, nowMs) > 0;
}
