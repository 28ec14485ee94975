import type { OverviewJson } from "@spanglass/shared/api/overview-schemas";
import { formatDuration, formatPercent, formatRate, textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { SearchValues } from "../../state/url.ts";
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
	/** Range and environment of the address, kept by links. */
	readonly kept: SearchValues;
}

/** How many services do how well, and a cell for each: those that fail, or of which an insight speaks, carry their name. */
export function HealthBand({ services, instances, insights, kept }: HealthBandProps): ReactElement {
	const { t } = useTranslation();
	const all = instances.live + instances.late + instances.lost;
	return (
		<section className={styles.health} aria-label={t("overview.health")}>
			<header className={styles.sectionHead}>
				<h2>{t("overview.health")}</h2>
				<span>{t("overview.services", { count: services.length })}</span>
				{STATES.map((state) => {
					const count = services.filter((service) => service.state === state).length;
					return count === 0 ? null : (
						<span key={state} className={styles.stateCount} data-state={state}>
							<StatusGlyph state={GLYPHS[state]} label="" size={10} />
							{t(COUNT_KEYS[state], { count })}
						</span>
					);
				})}
				<span className={styles.atEnd}>
					{t("overview.instances", { count: all })}
					{instances.late === 0 ? null : (
						<em className={styles.stateCount} data-state="warning">
							{t("overview.late", { count: instances.late })}
						</em>
					)}
					{instances.lost === 0 ? null : (
						<em className={styles.stateCount} data-state="critical">
							<StatusGlyph state="error" label="" size={10} />
							{t("overview.lost", { count: instances.lost })}
						</em>
					)}
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
