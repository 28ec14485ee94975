import type { SpanSummaryJson } from "@spanglass/shared/api/schemas";
import { kindWord } from "@spanglass/shared/query/enum-words";
import { formatClock, formatDayShort, formatIso } from "@spanglass/shared/units/clock-text";
import { formatDuration, formatDurationExact, textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import { type CSSProperties, memo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../i18n/i18n.ts";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { Value } from "../../ui/Value.tsx";
import styles from "./TraceList.module.css";
import { splitOperation } from "./visible-rows.ts";

export interface SpanRowProps {
	readonly span: SpanSummaryJson;
	/** Duration that fills the bar's column. */
	readonly longestNanos: number;
	readonly index: number;
	/** Show the day before the clock. */
	readonly withDay: boolean;
	readonly topPx: number;
	readonly isActive: boolean;
	/** The one row that Tab reaches; arrow keys reach the others. */
	readonly isTabStop: boolean;
}

const ERROR = 2;

/** One span as a link to its place in its trace: when, how it went, whose and what, how long, of which kind, what it said. */
export const SpanRow = memo(function SpanRow({
	span,
	longestNanos,
	index,
	withDay,
	topPx,
	isActive,
	isTabStop,
}: SpanRowProps): ReactElement {
	const { t } = useTranslation();
	const state = span.status.code === ERROR ? "error" : "ok";
	const share = longestNanos === 0 ? 0 : span.durationNanos / longestNanos;
	const startNanos = BigInt(span.startTime);
	const startMs = Number(startNanos / 1_000_000n);
	const [method, rest] = splitOperation(span.operation);
	return (
		<li className={styles.item} style={{ transform: `translateY(${topPx}px)` }}>
			<Link
				to="/t/$traceId"
				params={{ traceId: span.traceId }}
				search={{ span: span.spanId } as never}
				className={styles.row}
				data-index={index}
				data-active={isActive}
				tabIndex={isTabStop ? 0 : -1}
			>
				<span className={styles.time} title={formatIso(startNanos)}>
					{withDay ? `${formatDayShort(startMs, currentLanguage())} ` : ""}
					{formatClock(startMs, "milli")}
				</span>
				<span className={styles.state}>
					<StatusGlyph state={state} label={t(state === "error" ? "traces.spanError" : "traces.spanOk")} />
				</span>
				<span className={styles.root}>
					<ServiceDot color={span.serviceColor} />
					<span className={styles.service}>{span.service}</span>
					<span className={styles.name} title={span.name}>
						{method === "" ? null : <span className={styles.method}>{method} </span>}
						{rest}
					</span>
				</span>
				<span className={styles.duration}>
					<Value of={formatDuration(span.durationNanos)} exact={textOf(formatDurationExact(span.durationNanos))} />
				</span>
				<span className={styles.bar}>
					<i data-state={state} style={{ "--share": `${Math.max(share * 100, 1)}%` } as CSSProperties} />
				</span>
				<span className={styles.kind}>{kindWord(span.kind)}</span>
				<span className={styles.error}>{span.status.message}</span>
			</Link>
		</li>
	);
});
