import type { SpanSummaryJson } from "@spanglass/shared/api/schemas";
import { kindWord } from "@spanglass/shared/query/enum-words";
import { memo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import type { TimedPlace } from "./TimedList.tsx";
import { OperationName, TimedRow } from "./TimedRow.tsx";
import styles from "./TraceList.module.css";

export interface SpanRowProps extends TimedPlace {
	readonly span: SpanSummaryJson;
}

const ERROR = 2;

/** One span as a link to its place in its trace: when, how it went, whose and what, how long, of which kind, what it said. */
export const SpanRow = memo(function SpanRow({ span, ...place }: SpanRowProps): ReactElement {
	const { t } = useTranslation();
	const state = span.status.code === ERROR ? "error" : "ok";
	const name = (
		<>
			<ServiceDot color={span.serviceColor} />
			<span className={styles.service}>{span.service}</span>
			<OperationName operation={span.operation} title={span.name} />
		</>
	);
	const stateLabel = t(state === "error" ? "find.spanError" : "find.spanOk");
	return (
		<TimedRow item={span} spanId={span.spanId} state={state} stateLabel={stateLabel} name={name} {...place}>
			<span className={styles.kind}>{kindWord(span.kind)}</span>
			<span className={styles.error}>{span.status.message}</span>
		</TimedRow>
	);
});
