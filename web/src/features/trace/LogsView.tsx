import type { LogRecordJson } from "@spanglass/shared/api/schemas";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { formatDuration, formatExact, textOf } from "@spanglass/shared/units/format";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactElement, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { anyValueText } from "../../api/any-value.ts";
import type { TraceLook } from "../../charts/Flame/flame-scene.ts";
import { Minimap } from "../../charts/Minimap/Minimap.tsx";
import type { ViewStore } from "../../charts/view-store.ts";
import type { FlameLayout } from "../../geometry/flame-layout.ts";
import { nodeColor, nodeService, type TraceModel } from "../../geometry/trace-model.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { LogLevel } from "../../ui/LogLevel.tsx";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import styles from "./LogsView.module.css";
import { useWindowText } from "./use-chart-words.ts";
import { EVENTS_MAX_SPANS, logTime, rowsById, sinceStart, type TraceEvent, type TraceLogs, useTraceEvents } from "./use-trace.ts";

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

/** A line of the list: a log record or an event of a span. */
interface Line {
	readonly key: string;
	readonly row: number;
	readonly nanos: number;
	readonly clock: string;
	/** Undefined for an event. */
	readonly severity: Pick<LogRecordJson, "severityNumber" | "severityText"> | undefined;
	readonly service: string;
	readonly color: number;
	readonly body: string;
	readonly rest: string;
}

const ROW_PX = 28;

/** Everything that was said during the trace, in order of time. Hover shows the instant on the minimap, a press selects the span. */
export function LogsView(props: LogsViewProps): ReactElement {
	const { t } = useTranslation();
	const { model, layout, view, look, logs, error } = props;
	const describe = useWindowText();
	const events = useTraceEvents(model, true);
	const lines = useMemo(() => linesOf(model, logs, events.data ?? []), [model, logs, events.data]);
	const tooMany = model.skeleton.spanCount > EVENTS_MAX_SPANS && model.skeleton.eventCount.some((count) => count > 0);
	const waiting = (model.skeleton.logCount > 0 && logs === undefined) || events.isLoading;
	const shown = logs?.records.length ?? 0;
	return (
		<>
			<div className={styles.map}>
				<Minimap label={t("trace.minimap")} describe={describe} {...{ model, layout, view, look }} />
			</div>
			{error === null ? null : <ErrorPanel error={error} />}
			{tooMany ? <p className={styles.note}>{t("trace.eventsLeftOut")}</p> : null}
			{logs !== undefined && logs.total > shown ? (
				<p className={styles.note}>{t("trace.logsPartial", { count: shown, total: formatExact(logs.total) })}</p>
			) : null}
			{lines.length === 0 && !waiting && error === null ? (
				<EmptyState title={t("trace.logsEmpty")} text={t("trace.logsEmptyText")} />
			) : null}
			{lines.length === 0 ? null : <Lines {...props} lines={lines} />}
		</>
	);
}

function Lines({ lines, selected, onSelect, view }: LogsViewProps & { readonly lines: readonly Line[] }): ReactElement {
	const { t } = useTranslation();
	const scroll = useRef<HTMLDivElement>(null);
	useEffect(() => () => view.point({ instant: undefined }), [view]);
	const virtual = useVirtualizer({ count: lines.length, getScrollElement: () => scroll.current, estimateSize: () => ROW_PX, overscan: 10 });
	return (
		<section ref={scroll} className={styles.scroll} aria-label={t("trace.logsTable")}>
			<ol style={{ height: virtual.getTotalSize() }}>
				{virtual.getVirtualItems().map((item) => {
					const line = lines[item.index];
					if (line === undefined) return null;
					return (
						<li key={line.key} style={{ transform: `translateY(${item.start}px)` }}>
							<button
								type="button"
								className={styles.line}
								aria-current={line.row >= 0 && line.row === selected}
								onClick={() => (line.row >= 0 ? onSelect(line.row) : undefined)}
								onPointerEnter={() => view.point({ instant: line.nanos })}
								onPointerLeave={() => view.point({ instant: undefined })}
								onFocus={() => view.point({ instant: line.nanos })}
								onBlur={() => view.point({ instant: undefined })}
							>
								<span className={styles.offset}>{`+${textOf(formatDuration(Math.max(line.nanos, 0)))}`}</span>
								<time>{line.clock}</time>
								<span className={styles.service}>
									<ServiceDot color={line.color} />
									{line.service}
								</span>
								{line.severity === undefined ? <span className={styles.event}>{t("trace.event")}</span> : <LogLevel of={line.severity} />}
								<span className={styles.body}>
									{line.body} <i>{line.rest}</i>
								</span>
							</button>
						</li>
					);
				})}
			</ol>
		</section>
	);
}

function linesOf(model: TraceModel, logs: TraceLogs | undefined, events: readonly TraceEvent[]): readonly Line[] {
	const rows = rowsById(model, model.skeleton.spanLogCount);
	const lines = (logs?.records ?? []).map((record): Line => {
		const time = logTime(record);
		return {
			key: record.id,
			row: rows.get(record.spanId) ?? -1,
			nanos: sinceStart(model, time),
			clock: clockOf(time),
			severity: record,
			service: record.service,
			color: record.serviceColor,
			body: anyValueText(record.body) || record.eventName,
			rest: record.attributes.map(({ key, value }) => `${key}=${anyValueText(value)}`).join(" "),
		};
	});
	const said = events.map(
		(event, index): Line => ({
			key: `event ${index}`,
			row: event.row,
			nanos: event.nanos,
			clock: clockOf(event.time),
			severity: undefined,
			service: event.row < 0 ? "" : nodeService(model, event.row),
			color: event.row < 0 ? 0 : nodeColor(model, event.row),
			body: event.name,
			rest: event.text,
		}),
	);
	return [...lines, ...said].sort((a, b) => a.nanos - b.nanos || (a.key < b.key ? -1 : 1));
}

function clockOf(time: string): string {
	return formatClock(Number(BigInt(time) / 1_000_000n), "milli");
}
