import type { LogRecordJson } from "@spanglass/shared/api/schemas";
import { formatClock, formatClockMicros, formatDay, formatDayShort, zoneLabel } from "@spanglass/shared/units/clock-text";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { type MouseEvent, memo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../i18n/i18n.ts";
import { LogLevel } from "../../ui/LogLevel.tsx";
import { LogText } from "../../ui/LogText.tsx";
import { ServiceName } from "../../ui/ServiceDot.tsx";
import { LogDetails } from "./LogDetails.tsx";
import styles from "./LogList.module.css";
import { lineOf, recordNanos } from "./log-line.ts";
import { traceSearch } from "./log-links.ts";

/** What a row can ask of its page; keeps its identity. */
export interface LogActions {
	readonly onToggle: (id: string) => void;
	/** Add a condition to the query. */
	readonly onFilter: (term: string) => void;
}

export interface LogRowProps {
	readonly record: LogRecordJson;
	readonly index: number;
	/** Show the day before the clock. */
	readonly withDay: boolean;
	readonly topPx: number;
	readonly isOpen: boolean;
	readonly wrap: boolean;
	readonly isActive: boolean;
	/** The one row that Tab reaches; arrow keys reach the others. */
	readonly isTabStop: boolean;
	/** Given for rows whose height depends on what is in them. */
	readonly measure: ((element: HTMLElement | null) => void) | undefined;
	readonly actions: LogActions;
}

/** A line that is longer is cut in the list; the open record shows all of it. */
const MAX_LINE = 600;
const MAX_WRAPPED = 4_000;

/** One record: when, how bad, who, in which trace, what. A press opens it below its line. */
export const LogRow = memo(function LogRow(props: LogRowProps): ReactElement {
	const { t } = useTranslation();
	const { record, index, isOpen, actions } = props;
	const nanos = recordNanos(record);
	const millis = Number(nanos / 1_000_000n);
	const exact = `${formatDay(millis)} ${formatClockMicros(nanos)} ${zoneLabel(millis)}`;
	const onClick = (event: MouseEvent): void => {
		if (event.target instanceof Element && event.target.closest("a, button") !== null) return;
		if ((document.getSelection()?.toString() ?? "") === "") actions.onToggle(record.id);
	};
	return (
		<li
			ref={props.measure}
			data-index={index}
			className={styles.item}
			data-open={isOpen}
			data-measured={props.measure !== undefined}
			style={{ transform: `translateY(${props.topPx}px)` }}
		>
			{/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: the button inside does the same; the whole line is only a larger target */}
			<div className={styles.row} data-wrap={props.wrap} data-active={props.isActive} onClick={onClick}>
				<button
					type="button"
					className={styles.toggle}
					aria-expanded={isOpen}
					aria-label={t("logs.record", { time: formatClock(millis, "milli"), service: record.service })}
					tabIndex={props.isTabStop ? 0 : -1}
					onClick={() => actions.onToggle(record.id)}
				>
					<ChevronRight size={14} strokeWidth={1.5} aria-hidden />
				</button>
				<time className={styles.time} title={exact}>
					{props.withDay ? `${formatDayShort(millis, currentLanguage())} ` : ""}
					{formatClock(millis, "milli")}
				</time>
				<span className={styles.level}>
					<LogLevel of={record} withGlyph />
				</span>
				<span className={styles.service} title={record.service}>
					<ServiceName name={record.service} color={record.serviceColor} />
				</span>
				<TraceChip record={record} />
				<Body record={record} wrap={props.wrap} />
			</div>
			{isOpen ? <LogDetails record={record} onFilter={actions.onFilter} /> : null}
		</li>
	);
});

/** The way to the trace in which the record was written, at its span. */
function TraceChip({ record }: { readonly record: LogRecordJson }): ReactElement {
	const { t } = useTranslation();
	if (record.traceId === "") return <span className={styles.trace} />;
	return (
		<span className={styles.trace}>
			<Link
				to="/t/$traceId"
				params={{ traceId: record.traceId }}
				search={traceSearch(record) as never}
				className={styles.chip}
				title={t("logs.openTraceOf", { id: record.traceId })}
				aria-label={t("logs.openTraceOf", { id: record.traceId })}
				tabIndex={-1}
			>
				<span aria-hidden>⌁</span>
				{record.traceId.slice(0, 8)}
			</Link>
		</span>
	);
}

function Body({ record, wrap }: { readonly record: LogRecordJson; readonly wrap: boolean }): ReactElement {
	const { text, hints } = lineOf(record);
	const line = wrap ? text : firstLine(text);
	const limit = wrap ? MAX_WRAPPED : MAX_LINE;
	return (
		<span className={styles.body}>
			<LogText text={line.length > limit ? `${line.slice(0, limit)}…` : line} />
			{hints.map(({ key, value }) => (
				<span key={key} className={styles.hint}>
					{" "}
					{key}=<LogText text={value} />
				</span>
			))}
		</span>
	);
}

function firstLine(text: string): string {
	const end = text.search(/\r?\n/);
	return end < 0 ? text : `${text.slice(0, end)} …`;
}
