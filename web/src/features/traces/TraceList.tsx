import { lateMsLeft } from "@spanglass/shared/analysis/late-spans";
import type { TraceSummaryJson } from "@spanglass/shared/api/schemas";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { TimedList, type TimedListProps } from "./TimedList.tsx";
import styles from "./TraceList.module.css";
import { TraceRow } from "./TraceRow.tsx";

export interface TraceListProps extends TimedListProps<TraceSummaryJson> {
	/** The moment that the rows speak of, epoch milliseconds. */
	readonly nowMs: number;
	readonly heldCount: number;
	readonly onResume: () => void;
}

/** The virtual list of traces. */
export function TraceList({ nowMs, ...props }: TraceListProps): ReactElement {
	return (
		<TimedList {...props} className={styles.list} head={<Head />} keyOf={keyOf}>
			{(trace, place) => <TraceRow key={trace.traceId} trace={trace} isReceiving={isReceiving(trace, nowMs)} {...place} />}
		</TimedList>
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
