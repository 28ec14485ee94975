import type { SpanSummaryJson } from "@spanglass/shared/api/schemas";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { SpanRow } from "./SpanRow.tsx";
import { TimedList, type TimedListProps } from "./TimedList.tsx";
import styles from "./TraceList.module.css";

/** The virtual list of spans; keys as in the list of traces. */
export function SpanList(props: TimedListProps<SpanSummaryJson>): ReactElement {
	return (
		<TimedList {...props} className={`${styles.list} ${styles.ofSpans}`} head={<Head />} keyOf={keyOf}>
			{(span, place) => <SpanRow key={place.index} span={span} {...place} />}
		</TimedList>
	);
}

/** Not of one span alone: two spans of a trace may have one id. */
function keyOf({ traceId, spanId }: SpanSummaryJson): string {
	return `${traceId} ${spanId}`;
}

function Head(): ReactElement {
	const { t } = useTranslation();
	return (
		<div className={styles.head} aria-hidden>
			<span>{t("traces.columnTime")}</span>
			<span />
			<span>{t("find.columnOperation")}</span>
			<span className={styles.duration}>{t("traces.columnDuration")}</span>
			<span />
			<span>{t("find.columnKind")}</span>
			<span>{t("find.columnStatus")}</span>
		</div>
	);
}
