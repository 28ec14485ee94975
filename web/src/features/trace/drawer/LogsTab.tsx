import type { SpanJson } from "@spanglass/shared/api/schemas";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { Link } from "@tanstack/react-router";
import { Braces } from "lucide-react";
import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { logBody, logLine, logPairs, logTime } from "../../../api/log-text.ts";
import type { ViewStore } from "../../../charts/view-store.ts";
import type { TraceModel } from "../../../geometry/trace-model.ts";
import { plainText } from "../../../ui/ansi.ts";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { LogLevel } from "../../../ui/LogLevel.tsx";
import { LogText } from "../../../ui/LogText.tsx";
import { traceQuery, traceRange } from "../span-queries.ts";
import { useLocalTraces } from "../trace-source.ts";
import { sinceStart, type TraceLogs } from "../use-trace.ts";
import styles from "./SpanDrawer.module.css";
import { Highlights } from "./SummaryTab.tsx";

export interface LogsTabProps {
	readonly span: SpanJson;
	readonly logs: TraceLogs | undefined;
	readonly model: TraceModel;
	readonly view: ViewStore;
}

const JSON_ICON = <Braces size={14} strokeWidth={1.5} aria-hidden />;

/** The log records that carry this span's id. Hover shows their instant on the charts. */
export function LogsTab({ span, logs, model, view }: LogsTabProps): ReactElement {
	const { t } = useTranslation();
	const isLocal = useLocalTraces() !== undefined;
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
							<LogText text={logBody(record)} /> <i>{logPairs(record)}</i>
						</span>
						<span className={styles.logTools}>
							<CopyButton text={plainText(logLine(record))} label={t("trace.copyLog")} />
							<CopyButton text={JSON.stringify(record, null, 2)} label={t("trace.copyLogJson")} icon={JSON_ICON} />
						</span>
					</li>
				))}
			</ol>
			{isLocal || (logs?.records.length ?? 0) === 0 ? null : (
				<p className={styles.more}>
					<Link to="/logs" search={{ q: traceQuery(span.traceId), ...traceRange(model) } as never}>
						{t("trace.logsPage")}
					</Link>
				</p>
			)}
			<Highlights span={span} />
		</>
	);
}
