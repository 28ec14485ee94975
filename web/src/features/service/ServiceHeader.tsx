import { serviceState } from "@spanglass/shared/analysis/error-state";
import type { InstancesJson, ServiceDetailJson } from "@spanglass/shared/api/rollup-schemas";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useAlerts } from "../../api/alerts.ts";
import { useServiceOperations, useServiceVersions } from "../../api/service-detail.ts";
import { DETAIL_TABS, type DetailTab, OF_ONE_TAB } from "../../state/url/service.ts";
import { withValues } from "../../state/url.ts";
import { useKeptSearch } from "../../state/use-kept-search.ts";
import { useSearchValues } from "../../state/use-search.ts";
import { AlertMark } from "../../ui/AlertMark.tsx";
import button from "../../ui/Button.module.css";
import { Tag } from "../../ui/Pill.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { runningVersions } from "./instance-rows.ts";
import { serviceQueryText } from "./neighbour-rows.ts";
import styles from "./ServicePage.module.css";
import type { ServiceView } from "./service-view.ts";

export interface ServiceHeaderProps {
	readonly view: ServiceView;
	readonly tab: DetailTab;
	readonly detail: ServiceDetailJson | undefined;
	readonly instances: InstancesJson | undefined;
}

const STATE_KEYS = {
	error: "service.stateError",
	warn: "service.stateWarn",
	ok: "service.stateOk",
	idle: "service.stateIdle",
	silent: "service.stateSilent",
} as const;
const TAB_KEYS = {
	overview: "service.tabOverview",
	operations: "service.tabOperations",
	instances: "service.tabInstances",
	versions: "service.tabVersions",
	errors: "service.tabErrors",
} as const satisfies Record<DetailTab, string>;

/** Name, state, what runs of it; the ways to map, traces and logs; tabs and comparison. */
export function ServiceHeader({ view, tab, detail, instances }: ServiceHeaderProps): ReactElement {
	const { t } = useTranslation();
	const kept = useKeptSearch();
	const { name } = view.query;
	const q = serviceQueryText(name);
	const look = `${button.button} ${button.bordered}`;
	return (
		<header className={styles.header}>
			<div className={styles.title}>
				<span className={styles.big}>
					<ServiceDot color={detail?.service.color ?? 0} />
				</span>
				<h2>{name}</h2>
				{detail === undefined ? null : <StateTag detail={detail} instances={instances} />}
				<FiringAlerts service={name} />
				<Running detail={detail} instances={instances} />
				<span className={styles.links}>
					<Link to="/map" search={withValues(kept, { focus: name }) as never} className={look}>
						{t("page.map")}
					</Link>
					<Link to="/traces" search={withValues(kept, { q }) as never} className={look}>
						{t("page.traces")}
					</Link>
					<Link to="/logs" search={withValues(kept, { q }) as never} className={look}>
						{t("page.logs")}
					</Link>
				</span>
			</div>
			<Tabs view={view} tab={tab} detail={detail} instances={instances} />
		</header>
	);
}

/** Alerts of the service that fire or are about to, each a way to its incident or rule. */
function FiringAlerts({ service }: { readonly service: string }): ReactElement | null {
	const { t } = useTranslation();
	const { data } = useAlerts({ service });
	const shown = (data?.data ?? []).filter(({ state }) => state === "firing" || state === "pending" || state === "recovering");
	if (shown.length === 0) return null;
	return (
		<>
			{shown.slice(0, 3).map(({ rule, key, ruleName, state, incident }) => (
				<Link
					key={`${rule} ${key}`}
					to={incident === null ? "/alerts/rules/$ruleId" : "/alerts/i/$incidentId"}
					params={{ ruleId: rule, incidentId: String(incident) } as never}
					title={t("alert.of", { state: t(`alert.state.${state}`), name: ruleName })}
				>
					<Tag tone={state === "firing" ? "error" : "warn"}>
						<AlertMark look={state} label={t(`alert.state.${state}`)} size={10} />
						{ruleName}
					</Tag>
				</Link>
			))}
		</>
	);
}

function StateTag({ detail, instances }: Pick<ServiceHeaderProps, "instances"> & { readonly detail: ServiceDetailJson }): ReactElement {
	const { t } = useTranslation();
	const isHeard = instances?.data.some(({ lastSeen }) => BigInt(lastSeen) >= BigInt(detail.range.from)) ?? false;
	const state = serviceState({ errorRatio: detail.numbers.errorRatio, isHeard });
	const word = t(STATE_KEYS[state]);
	return (
		<span title={t("service.stateHint")}>
			<Tag tone={state === "silent" || state === "idle" ? "neutral" : state}>
				<StatusGlyph state={state} label="" size={10} />
				{word}
			</Tag>
		</span>
	);
}

/** `shop · v42 (5) v41 (1) · prod · 6 live 1 lost`. */
function Running({ detail, instances }: Pick<ServiceHeaderProps, "detail" | "instances">): ReactElement {
	const { t } = useTranslation();
	const running = instances === undefined ? undefined : runningVersions(instances.data);
	const versions = running?.versions
		.map(({ version, count }) => `${version === "" ? t("service.noVersion") : version} (${count})`)
		.join(" ");
	const parts = [detail?.service.namespace, versions, detail?.service.environments.join(", ")].filter(Boolean);
	return (
		<p className={styles.about}>
			{parts.map((part) => (
				<span key={part}>{part}</span>
			))}
			{running === undefined ? null : (
				<span title={t("service.lostHint")}>
					<b>{t("service.live", { count: running.live })}</b>
					{running.late === 0 ? null : <em data-state="warn"> {t("service.late", { count: running.late })}</em>}
					{running.lost === 0 ? null : <em data-state="error"> {t("service.lost", { count: running.lost })}</em>}
				</span>
			)}
		</p>
	);
}

function Tabs({ view, tab, detail, instances }: ServiceHeaderProps): ReactElement {
	const { t } = useTranslation();
	const values = useSearchValues();
	const operations = useServiceOperations(view.query, true);
	const versions = useServiceVersions(view.query, true);
	const counts: Partial<Record<DetailTab, number | undefined>> = {
		operations: operations.data?.data.length,
		versions: versions.data?.data.length,
		instances: instances?.data.length,
		errors: detail === undefined ? undefined : new Set(detail.errors.map(({ statusClass }) => statusClass)).size,
	};
	return (
		<nav className={styles.tabs} aria-label={t("service.tabs")}>
			{DETAIL_TABS.map((one) => (
				<Link
					key={one}
					to={one === "overview" ? "/services/$name" : "/services/$name/$tab"}
					params={{ name: view.query.name, tab: one } as never}
					search={withValues(values, OF_ONE_TAB) as never}
					resetScroll={false}
					activeOptions={{ exact: true, includeSearch: false }}
					aria-current={one === tab ? "page" : undefined}
				>
					{t(TAB_KEYS[one])} {one === "overview" ? null : <em>{counts[one]}</em>}
				</Link>
			))}
			<span className={styles.compare}>
				<span aria-hidden>{t("service.compare")}</span>
				<SegmentedControl
					label={t("service.compare")}
					value={view.url.compare ? "prev" : "off"}
					onChange={(value) => view.onUrl({ compare: value === "prev" })}
					options={[
						{ value: "prev", label: t("service.comparePrevious") },
						{ value: "off", label: t("service.compareOff") },
					]}
				/>
			</span>
		</nav>
	);
}
