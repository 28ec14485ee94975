import type { OverviewJson } from "@spanglass/shared/api/overview-schemas";
import { formatDuration, formatPercent, formatRate, textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { type SearchValues, withValues } from "../../state/url.ts";
import { type Health, StatusGlyph } from "../../ui/StatusGlyph.tsx";
import styles from "./OverviewPage.module.css";

type ServiceJson = OverviewJson["services"][number];
type State = ServiceJson["state"];

const GLYPHS: Readonly<Record<State, Health>> = { critical: "error", warning: "warn", ok: "ok", idle: "idle", silent: "silent" };
const STATES = ["critical", "warning", "ok", "idle", "silent"] as const;
const COUNT_KEYS = {
	critical: "overview.critical",
	warning: "overview.warning",
	ok: "overview.ok",
	idle: "overview.idle",
	silent: "overview.silent",
} as const satisfies Record<State, string>;

export interface HealthBandProps {
	readonly services: OverviewJson["services"];
	readonly instances: OverviewJson["instances"];
	readonly insights: OverviewJson["insights"];
	/** Services with lost instances. */
	readonly lostOf: OverviewJson["lostOf"];
	/** Range and environment of the address, kept by links. */
	readonly kept: SearchValues;
}

/** How many services do how well, and a cell for each: those that fail, or of which an insight speaks, carry their name. */
export function HealthBand({ services, instances, insights, lostOf, kept }: HealthBandProps): ReactElement {
	const { t } = useTranslation();
	const all = instances.live + instances.late + instances.lost;
	return (
		<section className={styles.health} aria-label={t("overview.health")}>
			<header className={styles.sectionHead}>
				<h2>{t("overview.health")}</h2>
				<span title={t("overview.servicesHint")}>{t("overview.services", { count: services.length })}</span>
				{STATES.map((state) => {
					const count = services.filter((service) => service.state === state).length;
					return count === 0 ? null : (
						<span key={state} className={styles.stateCount} data-state={state} title={t(`overview.stateHint.${state}`)}>
							<StatusGlyph state={GLYPHS[state]} label="" size={10} />
							{t(COUNT_KEYS[state], { count })}
						</span>
					);
				})}
				<span className={styles.atEnd}>
					<span title={t("overview.instancesHint")}>{t("overview.instances", { count: all })}</span>
					{instances.late === 0 ? null : (
						<em className={styles.stateCount} data-state="warning">
							{t("overview.late", { count: instances.late })}
						</em>
					)}
					{instances.lost === 0 ? null : <Lost count={instances.lost} lostOf={lostOf} kept={kept} />}
				</span>
			</header>
			<ul className={styles.cells} aria-label={t("overview.cells")}>
				{services.map((service) => (
					<Cell
						key={`${service.namespace} ${service.name}`}
						service={service}
						isNoted={insights.some((insight) => insight.service === service.name && insight.namespace === service.namespace)}
						kept={kept}
					/>
				))}
			</ul>
		</section>
	);
}

const NAMED = 3;

/** `1 lost`, a way to its service's instances; of several services each is one. */
function Lost({ count, lostOf, kept }: Pick<HealthBandProps, "lostOf" | "kept"> & { readonly count: number }): ReactElement {
	const { t } = useTranslation();
	const text = t("overview.lost", { count });
	const [only] = lostOf;
	const search = (namespace: string) => withValues(kept, { state: "lost", ns: namespace === "" ? undefined : namespace }) as never;
	const mark = (
		<>
			<StatusGlyph state="error" label="" size={10} />
			{text}
		</>
	);
	const to = "/services/$name/$tab";
	if (only !== undefined && lostOf.length === 1) {
		return (
			<Link
				to={to}
				params={{ name: only.name, tab: "instances" } as never}
				search={search(only.namespace)}
				className={styles.stateCount}
				data-state="critical"
				title={t("overview.lostOf", { name: only.name })}
			>
				{mark}
			</Link>
		);
	}
	return (
		<span className={styles.stateCount} data-state="critical">
			{mark}
			{lostOf.slice(0, NAMED).map(({ name, namespace, count: own }) => (
				<Link
					key={`${namespace} ${name}`}
					to={to}
					params={{ name, tab: "instances" } as never}
					search={search(namespace)}
					title={t("overview.lostOf", { name })}
				>
					{name} {own}
				</Link>
			))}
			{lostOf.length > NAMED ? <Link to="/services" search={kept as never}>{`+${lostOf.length - NAMED}`}</Link> : null}
		</span>
	);
}

interface CellProps {
	readonly service: ServiceJson;
	/** An insight speaks of it. */
	readonly isNoted: boolean;
	readonly kept: SearchValues;
}

function Cell({ service, isNoted, kept }: CellProps): ReactElement {
	const { t } = useTranslation();
	const { name, state, numbers } = service;
	const { errorRatio, durations, ratePerSecond } = numbers;
	const words =
		state === "silent" || state === "idle"
			? t("overview.cellNone", { name, state: t(`overview.state.${state}`) })
			: t("overview.cell", {
					...{ name, state: t(`overview.state.${state}`), rate: textOf(formatRate(ratePerSecond)) },
					...{ errors: errorRatio === null ? "—" : textOf(formatPercent(errorRatio)) },
					p99: durations.p99 === null ? "—" : textOf(formatDuration(durations.p99)),
				});
	const isFailing = state === "critical" || state === "warning";
	const isNamed = isFailing || isNoted;
	const label = isNoted && !isFailing ? `${words} · ${t("overview.cellNoted")}` : words;
	return (
		<li data-named={isNamed}>
			<Link
				to="/services/$name"
				params={{ name } as never}
				search={kept as never}
				className={styles.cell}
				data-state={state}
				data-noted={isNoted}
				aria-label={label}
				title={label}
			>
				{isFailing || state === "silent" || state === "idle" ? <StatusGlyph state={GLYPHS[state]} label="" size={9} /> : null}
				{isNamed ? <b>{name}</b> : null}
			</Link>
		</li>
	);
}
