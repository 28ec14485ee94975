import type { SpanJson } from "@spanglass/shared/api/schemas";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { anyValueText } from "../../../api/any-value.ts";
import type { ViewStore } from "../../../charts/view-store.ts";
import type { TraceModel } from "../../../geometry/trace-model.ts";
import { LogLevel } from "../../../ui/LogLevel.tsx";
import { logTime, sinceStart, type TraceLogs } from "../use-trace.ts";
import styles from "./SpanDrawer.module.css";
import { Highlights } from "./SummaryTab.tsx";

export interface LogsTabProps {
	readonly span: SpanJson;
	readonly logs: TraceLogs | undefined;
	readonly model: TraceModel;
	readonly view: ViewStore;
}

/** The log records that carry this span's id. Hover shows their instant on the charts. */
export function LogsTab({ span, logs, model, view }: LogsTabProps): ReactElement {
	const { t } = useTranslation();
	useEffect(() => () => view.point({ instant: undefined }), [view]);
	const own = (logs?.records ?? []).filter((record) => record.spanId === span.spanId);
	return (
		<>
			{own.length === 0 ? <p className={styles.nothing}>{t("trace.noLogs")}</p> : null}
			<ol>
				{own.map((record) => (
					<li
						key={record.id}
						className={styles.log}
						onPointerEnter={() => view.point({ instant: sinceStart(model, logTime(record)) })}
						onPointerLeave={() => view.point({ instant: undefined })}
					>
						<time>{formatClock(Number(BigInt(logTime(record)) / 1_000_000n), "milli")}</time>
						<LogLevel of={record} />
						<span>
							{anyValueText(record.body) || record.eventName}{" "}
							<i>{record.attributes.map(({ key, value }) => `${key}=${anyValueText(value)}`).join(" ")}</i>
						</span>
					</li>
				))}
			</ol>
			<Highlights span={span} />
		</>
	);
}
