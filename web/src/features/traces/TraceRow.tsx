import type { TraceSummaryJson } from "@spanglass/shared/api/schemas";
import { formatClock, formatDayShort, formatIso } from "@spanglass/shared/units/clock-text";
import { formatCount, formatDuration, formatDurationExact, formatExact, textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import { type CSSProperties, memo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../i18n/i18n.ts";
import { Tag } from "../../ui/Pill.tsx";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import { StatusGlyph, traceOutcome } from "../../ui/StatusGlyph.tsx";
import { Value } from "../../ui/Value.tsx";
import styles from "./TraceList.module.css";
import { splitOperation } from "./visible-rows.ts";

const MAX_DOTS = 6;
const STATE_KEYS = { ok: "traces.stateOk", warn: "traces.stateWarn", error: "traces.stateError" } as const;

export interface TraceRowProps {
	readonly trace: TraceSummaryJson;
	/** Duration that fills the bar's column. */
	readonly longestNanos: number;
	readonly index: number;
	/** Show the day before the clock. */
	readonly withDay: boolean;
	readonly topPx: number;
	readonly isActive: boolean;
	/** The one row that Tab reaches; arrow keys reach the others. */
	readonly isTabStop: boolean;
	/** Its root has not arrived and may still come. */
	readonly isReceiving: boolean;
}

/** One trace as a link: when, how it went, what it was, how long it took, who took part, what failed first. */
export const TraceRow = memo(function TraceRow({
	trace,
	longestNanos,
	index,
	withDay,
	topPx,
	isActive,
	isTabStop,
	isReceiving,
}: TraceRowProps): ReactElement {
	const { t } = useTranslation();
	const state = traceOutcome(trace.rootStatus, trace.errorCount);
	const share = longestNanos === 0 ? 0 : trace.durationNanos / longestNanos;
	const startNanos = BigInt(trace.startTime);
	const startMs = Number(startNanos / 1_000_000n);
	return (
		<li className={styles.item} style={{ transform: `translateY(${topPx}px)` }}>
			<Link
				to="/t/$traceId"
				params={{ traceId: trace.traceId }}
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
					<StatusGlyph state={state} label={t(STATE_KEYS[state])} />
				</span>
				<Root trace={trace} isReceiving={isReceiving} />
				<span className={styles.duration}>
					<Value of={formatDuration(trace.durationNanos)} exact={textOf(formatDurationExact(trace.durationNanos))} />
				</span>
				<span className={styles.bar}>
					<i data-state={state} style={{ "--share": `${Math.max(share * 100, 1)}%` } as CSSProperties} />
				</span>
				<span className={styles.spans} title={formatExact(trace.spanCount)}>
					{textOf(formatCount(trace.spanCount))}
				</span>
				<Services trace={trace} />
				<span className={styles.error}>{trace.firstError === null ? "" : `${trace.firstError.service}: ${trace.firstError.message}`}</span>
			</Link>
		</li>
	);
});

function Root({ trace, isReceiving }: Pick<TraceRowProps, "trace" | "isReceiving">): ReactElement {
	const { t } = useTranslation();
	const [method, rest] = splitOperation(trace.operation);
	const color = trace.services.find((service) => service.name === trace.service)?.color;
	return (
		<span className={styles.root}>
			{color === undefined ? null : <ServiceDot color={color} />}
			<span className={styles.service}>{trace.service}</span>
			<span className={styles.name} title={trace.name} data-receiving={isReceiving}>
				{method === "" ? null : <span className={styles.method}>{method} </span>}
				{rest}
			</span>
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
		</span>
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
