import type { EvidenceJson } from "@spanglass/shared/api/incident-schemas";
import { formatDuration, formatExact, shortId, textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { type ReactElement, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useKeys } from "../../../ui/keys.ts";
import { StatusGlyph, traceOutcome } from "../../../ui/StatusGlyph.tsx";
import { Value } from "../../../ui/Value.tsx";
import rows from "./Evidence.module.css";
import { evidenceLink } from "./evidence-links.ts";
import styles from "./IncidentPage.module.css";
import type { IncidentView } from "./incident-view.ts";
import { TraceOutline } from "./TraceOutline.tsx";

type Trace = EvidenceJson["traces"][number];

/** At most five traces, best first; each opens at its suspected span. `j` `k` move, Enter opens. */
export function EvidenceList({ view: { incident, evidence } }: { readonly view: IncidentView }): ReactElement {
	const { t } = useTranslation();
	const list = useRef<HTMLOListElement>(null);
	const move = (step: number): void => moveFocus(list.current, step);
	useKeys({ j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1) });
	const traces = evidence?.traces ?? [];
	const longest = Math.max(...traces.map(({ durationNanos }) => durationNanos), 1);
	return (
		<section aria-label={t("alerts.incident.evidence")}>
			<header className={styles.sectionHead}>
				<h3>{t("alerts.incident.evidence")}</h3>
				{traces.length === 0 ? null : (
					<>
						<span className={styles.long}>{t("alerts.incident.evidenceSub", { count: traces.length })}</span>
						<span className={styles.short}>{t("alerts.incident.evidenceSubShort", { count: traces.length })}</span>
					</>
				)}
			</header>
			{incident.evidence === "collecting" ? <p className={styles.empty}>{t("alerts.incident.collecting")}</p> : null}
			{incident.evidence === "failed" ? (
				<p className={styles.empty}>{t("alerts.incident.failed", { message: incident.evidenceMessage })}</p>
			) : null}
			{incident.evidence === "dropped" ? <p className={styles.empty}>{t("alerts.incident.dropped")}</p> : null}
			{evidence !== undefined && traces.length === 0 ? <p className={styles.empty}>{t("alerts.incident.noTraces")}</p> : null}
			<ol ref={list} aria-label={t("alerts.incident.evidenceList")}>
				{traces.map((trace, index) => (
					<EvidenceRow key={trace.traceId} trace={trace} place={index + 1} longestNanos={longest} />
				))}
			</ol>
			{evidence?.warnings.map((warning) => (
				<p key={warning} className={styles.empty}>
					{warning}
				</p>
			))}
		</section>
	);
}

function moveFocus(list: HTMLElement | null, step: number): void {
	const links = [...(list?.querySelectorAll<HTMLElement>("a") ?? [])];
	const at = links.findIndex((link) => link.matches(":focus"));
	links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
}

interface RowProps {
	readonly trace: Trace;
	readonly place: number;
	readonly longestNanos: number;
}

function EvidenceRow({ trace, place, longestNanos }: RowProps): ReactElement {
	const { t } = useTranslation();
	const { traceId, durationNanos, errorCount, spanCount, suspected } = trace;
	const { search } = evidenceLink(trace);
	const outcome = suspected?.because === "error" ? "error" : traceOutcome(0, errorCount);
	const text =
		suspected === null
			? t(errorCount === 0 ? "alerts.incident.slowNoError" : "alerts.incident.noSuspectSpan", { count: spanCount })
			: [`${suspected.service} ${suspected.operation}`, suspected.message].filter((part) => part !== "").join(" · ");
	return (
		<li>
			<Link
				to="/t/$traceId"
				params={{ traceId }}
				search={search as never}
				className={rows.evidenceRow}
				aria-label={t("alerts.incident.evidenceRow", { id: shortId(traceId), duration: textOf(formatDuration(durationNanos)), text })}
			>
				<span className={rows.place}>{place}</span>
				<StatusGlyph state={outcome} label="" />
				<code>{traceId.slice(0, 8)}</code>
				<span className={rows.duration}>
					<Value of={formatDuration(durationNanos)} />
				</span>
				<span className={rows.what} title={`${text} · ${formatExact(spanCount)}`}>
					{text}
				</span>
				<TraceOutline traceId={traceId} durationNanos={durationNanos} longestNanos={longestNanos} />
				<ChevronRight size={14} strokeWidth={1.5} aria-hidden className={rows.arrow} />
			</Link>
		</li>
	);
}
