import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatCount, formatExact, textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { logBody, logLine, logPairs, logTime } from "../../api/log-text.ts";
import type { TraceLook } from "../../charts/Flame/flame-scene.ts";
import { Minimap } from "../../charts/Minimap/Minimap.tsx";
import { useWindowText } from "../../charts/use-chart-words.ts";
import type { ViewStore } from "../../charts/view-store.ts";
import type { FlameLayout } from "../../geometry/flame-layout.ts";
import { nodeColor, nodeService, type TraceModel } from "../../geometry/trace-model.ts";
import { plainText } from "../../ui/ansi.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { type LogLine, LogLines } from "./LogLines.tsx";
import styles from "./LogsView.module.css";
import { traceQuery, traceRange } from "./span-queries.ts";
import { useLocalTraces } from "./trace-source.ts";
import { EVENTS_MAX_SPANS, rowsById, sinceStart, type TraceEvent, type TraceLogs, useTraceEvents } from "./use-trace.ts";

export interface LogsViewProps {
	readonly model: TraceModel;
	readonly layout: FlameLayout;
	readonly view: ViewStore;
	readonly look: TraceLook;
	readonly logs: TraceLogs | undefined;
	readonly error: Error | null;
	readonly selected: number | undefined;
	readonly onSelect: (node: number) => void;
}

/** Everything that was said during the trace, in order of time. Hover shows the instant on the minimap, a press selects the span. */
export function LogsView(props: LogsViewProps): ReactElement {
	const { t } = useTranslation();
	const { model, layout, view, look, logs, error } = props;
	const describe = useWindowText();
	const isLocal = useLocalTraces() !== undefined;
	const events = useTraceEvents(model, true);
	const lines = useMemo(() => linesOf(model, logs, events.data ?? []), [model, logs, events.data]);
	const tooMany = model.skeleton.spanCount > EVENTS_MAX_SPANS && model.skeleton.eventCount.some((count) => count > 0);
	const waiting = (model.skeleton.logCount > 0 && logs === undefined) || events.isLoading;
	const shown = logs?.records.length ?? 0;
	const records = model.skeleton.logCount;
	const said = events.data?.length ?? 0;
	return (
		<>
			<div className={styles.map}>
				<Minimap label={t("trace.minimap")} describe={describe} {...{ model, layout, view, look }} />
			</div>
			<div className={styles.bar}>
				<span>{`${t("trace.logRecords", { count: records, value: textOf(formatCount(records)) })} · ${t("trace.eventCount", { count: said, value: textOf(formatCount(said)) })}`}</span>
				{records === 0 || isLocal ? null : (
					<Link to="/logs" search={{ q: traceQuery(model.skeleton.traceId), ...traceRange(model) } as never}>
						{t("trace.logsPage")}
					</Link>
				)}
			</div>
			{error === null ? null : <ErrorPanel error={error} />}
			{tooMany ? <p className={styles.note}>{t("trace.eventsLeftOut")}</p> : null}
			{logs !== undefined && logs.total > shown ? (
				<p className={styles.note}>{t("trace.logsPartial", { count: shown, total: formatExact(logs.total) })}</p>
			) : null}
			{lines.length === 0 && !waiting && error === null ? (
				<EmptyState title={t("trace.logsEmpty")} text={t("trace.logsEmptyText")} />
			) : null}
			{lines.length === 0 ? null : <LogLines {...props} lines={lines} />}
		</>
	);
}

function linesOf(model: TraceModel, logs: TraceLogs | undefined, events: readonly TraceEvent[]): readonly LogLine[] {
	const rows = rowsById(model, model.skeleton.spanLogCount);
	const lines = (logs?.records ?? []).map((record): LogLine => {
		const time = logTime(record);
		return {
			key: record.id,
			row: rows.get(record.spanId) ?? -1,
			nanos: sinceStart(model, time),
			clock: clockOf(time),
			severity: record,
			service: record.service,
			color: record.serviceColor,
			body: logBody(record),
			rest: logPairs(record),
			copied: { line: plainText(logLine(record)), json: record },
		};
	});
	const said = events.map(
		(event, index): LogLine => ({
			key: `event ${index}`,
			row: event.row,
			nanos: event.nanos,
			clock: clockOf(event.time),
			severity: undefined,
			service: event.row < 0 ? "" : nodeService(model, event.row),
			color: event.row < 0 ? 0 : nodeColor(model, event.row),
			body: event.name,
			rest: event.text,
			copied: undefined,
		}),
	);
	return [...lines, ...said].sort((a, b) => a.nanos - b.nanos || (a.key < b.key ? -1 : 1));
}

function clockOf(time: string): string {
	return formatClock(Number(BigInt(time) / 1_000_000n), "milli");
}
