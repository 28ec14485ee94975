import type { AlertClockJson, RulesJson } from "@spanglass/shared/api/alert-schemas";
import { formatLength } from "@spanglass/shared/units/alert-value";
import { formatExact, textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactElement, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useReceivers } from "../../api/alert-setup.ts";
import { useAlertHistory, useAlerts, useRules } from "../../api/alerts.ts";
import { useIncidents } from "../../api/incidents.ts";
import { type AlertsUrl, alertsUrlFromSearch, RULE_FILTERS, searchFromAlertsUrl } from "../../state/url/alerts.ts";
import { type HistoryStep, useSearchValues, useSetSearch } from "../../state/use-search.ts";
import { AnswerFacts } from "../../ui/AnswerFacts.tsx";
import button from "../../ui/Button.module.css";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { FilterField } from "../../ui/FilterField.tsx";
import { useKeys } from "../../ui/keys.ts";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { useClock } from "../../ui/use-clock.ts";
import styles from "./AlertsPage.module.css";
import { AlertTabs } from "./AlertTabs.tsx";
import { pickRules, stripOf } from "./alert-rows.ts";
import { IncidentRows } from "./IncidentRows.tsx";
import { RuleRow } from "./RuleRow.tsx";

/** What fires now, and every rule with its last day; or the incidents. */
export function AlertsPage(): ReactElement {
	const { t } = useTranslation();
	const url = alertsUrlFromSearch(useSearchValues());
	useEffect(() => {
		document.title = `${t("alerts.title")} · Spanglass`;
	}, [t]);
	return (
		<div className={styles.page}>
			<AlertTabs current={url.view}>
				<ClockFacts />
				<Link to="/alerts/rules/$ruleId" params={{ ruleId: "new" }} className={`${button.button} ${button.primary}`}>
					{t("alerts.newRule")}
				</Link>
			</AlertTabs>
			{url.view === "rules" ? <Rules url={url} /> : <Incidents />}
		</div>
	);
}

/** Whether alerts can be relied on. */
function ClockFacts(): ReactElement | null {
	const { data } = useAlerts({ isFocus: true });
	return data === undefined ? null : <ClockText clock={data.clock} />;
}

function ClockText({ clock: { evaluatedAt, missedSinceStart } }: { readonly clock: AlertClockJson }): ReactElement {
	const { t } = useTranslation();
	const nowMs = useClock();
	if (missedSinceStart > 0) {
		return <span className={styles.late}>{t("alerts.clockLate", { count: missedSinceStart, value: formatExact(missedSinceStart) })}</span>;
	}
	if (evaluatedAt === null) return <span>{t("alerts.clockNever")}</span>;
	const age = textOf(formatLength(Math.max(0, (nowMs - unixMillisFromText(evaluatedAt)) / 1_000)));
	return <span className={styles.clock}>{t("alerts.clock", { age })}</span>;
}

function Rules({ url }: { readonly url: AlertsUrl }): ReactElement {
	const { t } = useTranslation();
	const rules = useRules();
	const setSearch = useSetSearch();
	const open = useIncidents("firing");
	const setUrl = (changes: Partial<AlertsUrl>, step: HistoryStep): void => setSearch(searchFromAlertsUrl({ ...url, ...changes }), step);
	const data = rules.data?.data;
	const count = (state: (typeof RULE_FILTERS)[number]): string =>
		data === undefined ? "" : formatExact(pickRules(data, state, "").length);
	// both at once: incidents that came later would push the rules down
	const isWaiting = rules.data === undefined || open.isPending;
	if (isWaiting && rules.error === null) return <WaitingRows count={12} isWaiting />;
	return (
		<>
			{open.data === undefined || open.data.data.length === 0 ? null : (
				<section className={styles.open} aria-label={t("alerts.open")}>
					<IncidentRows incidents={open.data.data} />
				</section>
			)}
			<div className={styles.tools}>
				<SegmentedControl
					label={t("alerts.states")}
					value={url.state}
					onChange={(state) => setUrl({ state }, "push")}
					options={RULE_FILTERS.map((value) => ({
						value,
						label: value === "all" ? t("alerts.all") : t(`alert.state.${value}`),
						note: count(value),
					}))}
				/>
				<FilterField
					className={styles.filter}
					value={url.q}
					label={t("alerts.filter")}
					clearLabel={t("alerts.clearFilter")}
					onChange={(q) => setUrl({ q }, "replace")}
				/>
			</div>
			{rules.error === null ? null : <ErrorPanel error={rules.error} onRetry={() => void rules.refetch()} />}
			{rules.data === undefined ? null : <RuleTable answer={rules.data} url={url} onUrl={setUrl} />}
		</>
	);
}

const DAY_MS = 86_400_000;
const STEP_MS = 60_000;

interface RuleTableProps {
	readonly answer: RulesJson;
	readonly url: AlertsUrl;
	readonly onUrl: (changes: Partial<AlertsUrl>, step: HistoryStep) => void;
}

function RuleTable({ answer, url, onUrl }: RuleTableProps): ReactElement {
	const { t } = useTranslation();
	const list = useRef<HTMLUListElement>(null);
	const navigate = useNavigate();
	const move = (step: number): void => moveFocus(list.current, step);
	useKeys({
		...{ j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1) },
		n: () => void navigate({ to: "/alerts/rules/$ruleId", params: { ruleId: "new" } }),
	});
	const toMs = Math.ceil(useClock() / STEP_MS) * STEP_MS;
	const strips = useStrips(toMs);
	const receivers = useReceivers();
	const names = useMemo(() => new Map((receivers.data?.data ?? []).map(({ id, name }) => [id, name])), [receivers.data]);
	const rows = pickRules(answer.data, url.state, url.q);
	if (answer.data.length === 0 && answer.faults.length === 0) return <NoRules />;
	return (
		<div className={styles.list}>
			{answer.faults.map(({ file, line, message }) => (
				<p key={`${file} ${line} ${message}`} className={styles.fault} role="alert">
					{t("alerts.fileFault", { file, line, message })}
				</p>
			))}
			<div className={styles.head} aria-hidden>
				<span />
				<span>{t("alerts.column.rule")}</span>
				<span className={styles.scope}>{t("alerts.column.scope")}</span>
				<span>{t("alerts.column.value")}</span>
				<span className={styles.since}>{t("alerts.column.since")}</span>
				<span className={styles.change}>{t("alerts.column.change")}</span>
				<span className={styles.stripHead}>{t("alerts.column.strip")}</span>
				<span className={styles.told}>{t("alerts.column.receivers")}</span>
			</div>
			{rows.length === 0 ? (
				<EmptyState title={t("alerts.filteredTitle")}>
					<Button look="primary" onClick={() => onUrl({ q: "", state: "all" }, "push")}>
						{t("alerts.filteredAction")}
					</Button>
				</EmptyState>
			) : null}
			<ul ref={list} aria-label={t("alerts.table")}>
				{rows.map((row) => (
					<RuleRow key={row.id} row={row} strip={strips(row.id)} receiverNames={names} />
				))}
			</ul>
			<div className={styles.foot}>
				<AnswerFacts tookMs={answer.tookMs} complete={answer.complete} warnings={answer.warnings}>
					{t("alerts.foot", { count: answer.data.length, value: formatExact(answer.data.length) })}
				</AnswerFacts>
			</div>
		</div>
	);
}

/** The strips of all rules out of one answer. */
function useStrips(toMs: number) {
	const fromMs = toMs - DAY_MS;
	const { data } = useAlertHistory(fromMs, toMs);
	const byRule = useMemo(() => Map.groupBy(data?.data ?? [], ({ rule }) => rule), [data]);
	return (rule: string) => (data === undefined ? [] : stripOf(byRule.get(rule) ?? [], fromMs, toMs));
}

function moveFocus(list: HTMLElement | null, step: number): void {
	const links = [...(list?.querySelectorAll<HTMLElement>("a") ?? [])];
	const at = links.findIndex((link) => link.matches(":focus"));
	links[at < 0 ? 0 : Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
}

function NoRules(): ReactElement {
	const { t } = useTranslation();
	return (
		<EmptyState title={t("alerts.noneTitle")} text={t("alerts.noneText")}>
			<Link to="/alerts/rules/$ruleId" params={{ ruleId: "new" }} className={`${button.button} ${button.primary}`}>
				{t("alerts.noneAction")}
			</Link>
		</EmptyState>
	);
}

function Incidents(): ReactElement {
	const { t } = useTranslation();
	const incidents = useIncidents(undefined);
	if (incidents.error !== null) return <ErrorPanel error={incidents.error} onRetry={() => void incidents.refetch()} />;
	if (incidents.data === undefined) return <WaitingRows count={10} isWaiting={incidents.isFetching} />;
	if (incidents.data.data.length === 0) return <EmptyState title={t("alerts.noIncidents")} text={t("alerts.noIncidentsText")} />;
	return (
		<div className={styles.list}>
			<IncidentRows incidents={incidents.data.data} />
		</div>
	);
}
