import type { TraceSummaryJson } from "@spanglass/shared/api/schemas";
import { formatCount, formatExact, textOf } from "@spanglass/shared/units/format";
import { memo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Tag } from "../../ui/Pill.tsx";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import { traceOutcome } from "../../ui/StatusGlyph.tsx";
import type { TimedPlace } from "./TimedList.tsx";
import { OperationName, TimedRow } from "./TimedRow.tsx";
import styles from "./TraceList.module.css";

const MAX_DOTS = 6;
const STATE_KEYS = { ok: "traces.stateOk", warn: "traces.stateWarn", error: "traces.stateError" } as const;

export interface TraceRowProps extends TimedPlace {
	readonly trace: TraceSummaryJson;
	/** Its root has not arrived and may still come. */
	readonly isReceiving: boolean;
	readonly isInSelection: boolean;
}

/** One trace as a link: when, how it went, what it was, how long it took, who took part, what failed first. */
export const TraceRow = memo(function TraceRow({ trace, isReceiving, ...place }: TraceRowProps): ReactElement {
	const { t } = useTranslation();
	const state = traceOutcome(trace.rootStatus, trace.errorCount);
	const name = <Root trace={trace} isReceiving={isReceiving} />;
	return (
		<TimedRow item={trace} state={state} stateLabel={t(STATE_KEYS[state])} name={name} {...place}>
			<span className={styles.spans} title={formatExact(trace.spanCount)}>
				{textOf(formatCount(trace.spanCount))}
			</span>
			<Services trace={trace} />
			<span className={styles.error}>{trace.firstError === null ? "" : `${trace.firstError.service}: ${trace.firstError.message}`}</span>
		</TimedRow>
	);
});

function Root({ trace, isReceiving }: Pick<TraceRowProps, "trace" | "isReceiving">): ReactElement {
	const { t } = useTranslation();
	const color = trace.services.find((service) => service.name === trace.service)?.color;
	return (
		<>
			{color === undefined ? null : <ServiceDot color={color} />}
			<span className={styles.service}>{trace.service}</span>
			<OperationName operation={trace.operation} title={trace.name} receiving={isReceiving} />
			{isReceiving ? (
				<span className={styles.receiving} title={t("common.receivingHint")}>
					<b aria-hidden>⟲</b>
					{t("common.receiving")}
				</span>
			) : trace.rootSpanId === null ? (
				<span title={t("traces.noRootHint")}>
					<Tag>{t("traces.noRoot")}</Tag>
				</span>
			) : null}
		</>
	);
}

function Services({ trace }: { readonly trace: TraceSummaryJson }): ReactElement {
	const names = trace.services.map((service) => service.name).join(", ");
	const more = trace.services.length - MAX_DOTS;
	return (
		<span className={styles.services} title={names}>
			<span className="visually-hidden">{names}</span>
			{trace.services.slice(0, MAX_DOTS).map((service) => (
				<ServiceDot key={service.name} color={service.color} />
			))}
			{more > 0 ? <span className={styles.more}>+{more}</span> : null}
		</span>
	);
}
