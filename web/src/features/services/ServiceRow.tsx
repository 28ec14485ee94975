import type { ServiceState } from "@spanglass/shared/analysis/error-state";
import type { ServiceJson } from "@spanglass/shared/api/schemas";
import {
	formatCount,
	formatDuration,
	formatDurationExact,
	formatExact,
	formatPercent,
	formatRate,
	textOf,
} from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import { Logs } from "lucide-react";
import { type CSSProperties, memo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Sparkline } from "../../charts/Sparkline/Sparkline.tsx";
import { type SearchValues, withValues } from "../../state/url.ts";
import { Age } from "../../ui/Age.tsx";
import { AlertMark } from "../../ui/AlertMark.tsx";
import { ServiceDot } from "../../ui/ServiceDot.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { Value } from "../../ui/Value.tsx";
import styles from "./ServiceList.module.css";
import { quantileOf, queryOfService, stateOfRow } from "./service-rows.ts";

const STATE_KEYS = {
	error: "services.stateError",
	warn: "services.stateWarn",
	ok: "services.stateOk",
	idle: "services.stateIdle",
	silent: "services.stateSilent",
} as const satisfies Record<ServiceState, string>;
const STATE_HINT_KEYS = {
	error: "services.stateErrorHint",
	warn: "services.stateWarnHint",
	ok: "services.stateOkHint",
	idle: "services.stateIdleHint",
	silent: "services.stateSilentHint",
} as const satisfies Record<ServiceState, string>;
/** No data: neither zero nor unknown. */
const NOTHING = "—";

export interface ServiceRowProps {
	readonly service: ServiceJson;
	/** Another namespace has a service of the same name. */
	readonly isNameShared: boolean;
	/** The p99 that fills the bar's column. */
	readonly slowestNanos: number;
	/** Range and environment of the address, kept by the row's links. */
	readonly kept: SearchValues;
	/** Alerts of it that fire. */
	readonly firing: number;
	readonly index: number;
	readonly topPx: number;
	readonly isActive: boolean;
	/** The one row that Tab reaches; arrow keys reach the others. */
	readonly isTabStop: boolean;
}

/** One service as a link to its page; behind it, a link to its logs. */
export const ServiceRow = memo(function ServiceRow(props: ServiceRowProps): ReactElement {
	const { service, isNameShared, slowestNanos, kept, firing, index, topPx, isActive, isTabStop } = props;
	const { t } = useTranslation();
	const state = stateOfRow(service);
	const q = queryOfService(service.name);
	const search = withValues(kept, { q }) as never;
	const detail = withValues(kept, { ns: isNameShared ? service.namespace : undefined }) as never;
	return (
		<li className={styles.item} style={{ transform: `translateY(${topPx}px)` }}>
			<Link
				to="/services/$name"
				params={{ name: service.name }}
				search={detail}
				className={styles.row}
				aria-label={useRowLabel(service, state)}
				data-index={index}
				data-active={isActive}
				data-state={state}
				tabIndex={isTabStop ? 0 : -1}
			>
				<span className={styles.state} title={t(STATE_HINT_KEYS[state])}>
					<StatusGlyph state={state} label={t(STATE_KEYS[state])} />
				</span>
				<span className={styles.name} title={[service.name, service.namespace, ...service.environments].filter(Boolean).join(" · ")}>
					<ServiceDot color={service.color} />
					<b>{service.name}</b>
					<em>{service.namespace}</em>
					{firing === 0 ? null : (
						<span className={styles.firing} title={t("alert.firingCount", { count: firing })}>
							<AlertMark look="firing" label={t("alert.firingCount", { count: firing })} size={9} />
							{firing}
						</span>
					)}
				</span>
				<Requests service={service} state={state} />
				<Quantile service={service} quantile={0.5} />
				<Quantile service={service} quantile={0.95} />
				<Quantile service={service} quantile={0.99} />
				<span className={styles.bar}>
					{service.p99Nanos === null || slowestNanos === 0 ? null : (
						<i style={{ "--share": `${Math.max((service.p99Nanos / slowestNanos) * 100, 1)}%` } as CSSProperties} />
					)}
				</span>
				<span className={styles.instances} title={service.instances.join("\n")}>
					{service.silent || service.instances.length === 0 ? NOTHING : textOf(formatCount(service.instances.length))}
				</span>
				<span className={styles.versions} title={service.versions.join("\n")}>
					{service.versions.length === 0 ? NOTHING : service.versions.join(", ")}
				</span>
				<span className={styles.seen}>
					<Age nanos={service.lastSeen} />
				</span>
				<span />
			</Link>
			<Link
				to="/logs"
				search={search}
				className={styles.logs}
				aria-label={t("services.logsOf", { name: service.name })}
				tabIndex={isTabStop ? 0 : -1}
				title={t("services.logsOf", { name: service.name })}
			>
				<Logs size={14} strokeWidth={1.5} aria-hidden />
			</Link>
		</li>
	);
});

function useRowLabel(service: ServiceJson, state: ServiceState): string {
	const { t } = useTranslation();
	if (service.silent) return t("services.rowLabelSilent", { name: service.name });
	const p99 = quantileOf(service, 0.99);
	return t("services.rowLabel", {
		name: service.name,
		state: t(STATE_KEYS[state]),
		rate: textOf(formatRate(service.ratePerSecond)),
		errors: service.errorRatio === null ? NOTHING : textOf(formatPercent(service.errorRatio)),
		p99: p99 === undefined ? NOTHING : p99.prefix + textOf(formatDuration(p99.nanos)),
	});
}

function Requests({ service, state }: { readonly service: ServiceJson; readonly state: ServiceState }): ReactElement {
	const { t } = useTranslation();
	const { requestCount, errorCount, errorRatio } = service;
	return (
		<>
			<span className={styles.rate} title={t("services.exactRate", { count: requestCount, value: formatExact(requestCount) })}>
				{service.silent ? NOTHING : <Value of={formatRate(service.ratePerSecond)} />}
			</span>
			<span className={styles.line}>
				<Sparkline values={service.requestCounts} widthPx={88} heightPx={16} />
			</span>
			<span
				className={styles.errors}
				data-state={state}
				title={t("services.exactErrors", { count: requestCount, value: formatExact(requestCount), failed: formatExact(errorCount) })}
			>
				<em className={styles.phoneLabel}>{t("services.columnErrors")}</em>
				{errorRatio === null ? NOTHING : <Value of={formatPercent(errorRatio)} />}
			</span>
		</>
	);
}

function Quantile({ service, quantile }: { readonly service: ServiceJson; readonly quantile: 0.5 | 0.95 | 0.99 }): ReactElement {
	const { t } = useTranslation();
	const found = quantileOf(service, quantile);
	const name = `p${quantile * 100}` as const;
	if (found === undefined) {
		return (
			<span className={styles[name]}>
				<em className={styles.phoneLabel}>{name}</em>
				{NOTHING}
			</span>
		);
	}
	const n = formatExact(service.requestCount);
	const exact = t("services.exactQuantile", { quantile: name, n, exact: textOf(formatDurationExact(found.nanos)) });
	const isSmall = found.prefix !== "";
	return (
		<span className={styles[name]} data-small={isSmall} title={isSmall ? `${exact} · ${t("services.smallSample")}` : exact}>
			<em className={styles.phoneLabel}>{name}</em>
			{found.prefix}
			<Value of={formatDuration(found.nanos)} />
		</span>
	);
}
