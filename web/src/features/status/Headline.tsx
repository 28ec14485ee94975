import type { StatusJson } from "@spanglass/shared/api/status-schemas";
import { formatIso } from "@spanglass/shared/units/clock-text";
import { formatBytes, formatDuration, formatExact, quantilePrefix, textOf } from "@spanglass/shared/units/format";
import type { TFunction } from "i18next";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { reachableEndpoints } from "../../api/endpoints.ts";
import { Age } from "../../ui/Age.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import { useClock } from "../../ui/use-clock.ts";
import { Value } from "../../ui/Value.tsx";
import { healthOf, type Trouble, troublesOf } from "./health.ts";
import styles from "./StatusPage.module.css";

export interface HeadlineProps {
	readonly status: StatusJson;
	/** The last question was answered. */
	readonly reached: boolean;
	/** When the shown numbers came, epoch milliseconds. */
	readonly answeredMs: number;
}

/** The word of health with its reasons, how long it runs, how fresh its data is, and where to send to. */
export function Headline({ status, reached, answeredMs }: HeadlineProps): ReactElement {
	const { t } = useTranslation();
	const nowMs = useClock();
	const troubles = troublesOf(status, nowMs);
	const health = healthOf(troubles);
	const startedNanos = BigInt(status.startedAt);
	return (
		<header className={styles.head}>
			<div className={styles.headline}>
				<h2 className={styles.health} data-health={reached ? health : "unreached"}>
					<StatusGlyph state={reached ? health : "silent"} label="" size={16} />
					{t(reached ? `status.${health}` : "status.unreached")}
				</h2>
				<span title={formatIso(startedNanos)}>{t("status.up", { value: upTime(t, nowMs - Number(startedNanos / 1_000_000n)) })}</span>
				<span>{t("status.version", { version: status.version })}</span>
				<Delay delay={status.delay} />
				{reached ? null : (
					<span>
						{t("status.stale")} <Age nanos={`${answeredMs}000000`} />
					</span>
				)}
				<Endpoints endpoints={status.endpoints} />
			</div>
			{reached && troubles.length > 0 ? (
				<div role="status">
					<ul className={styles.troubles}>
						{troubles.map((trouble) => (
							<li key={trouble.kind}>{troubleText(t, trouble)}</li>
						))}
					</ul>
				</div>
			) : null}
		</header>
	);
}

const DAY_MS = 86_400_000;

function upTime(t: TFunction, millis: number): string {
	if (millis >= 2 * DAY_MS) return t("status.upDays", { value: Math.floor(millis / DAY_MS) });
	return textOf(formatDuration(Math.max(0, Math.floor(millis / 1_000)) * 1e9));
}

function troubleText(t: TFunction, trouble: Trouble): string {
	switch (trouble.kind) {
		case "full":
			return t("status.troubles.full", {
				value: textOf(formatBytes(trouble.freeBytes)),
				reserve: textOf(formatBytes(trouble.reserveBytes)),
			});
		case "low":
			return t("status.troubles.low", { value: textOf(formatBytes(trouble.freeBytes)) });
		case "damaged":
		case "lost":
			return t(`status.troubles.${trouble.kind}`, { message: trouble.sentence });
		case "setAside":
			return t("status.troubles.setAside", { path: trouble.path });
		case "failing":
		case "down":
			return t(`status.troubles.${trouble.kind}`);
		case "worker":
			return t("status.troubles.worker", { dead: trouble.dead, all: trouble.all });
		default:
			return t(`status.troubles.${trouble.kind}`, { count: trouble.count });
	}
}

function Delay({ delay }: Pick<StatusJson, "delay">): ReactElement {
	const { t } = useTranslation();
	const hint = t("status.delayHint", { n: formatExact(delay.count) });
	return (
		<span title={delay.late === 0 ? hint : `${hint}\n${t("status.delayLate", { count: delay.late })}`}>
			{t("status.delay")} <Quantile name="p50" quantile={0.5} nanos={delay.p50Nanos} count={delay.count} />{" "}
			<Quantile name="p99" quantile={0.99} nanos={delay.p99Nanos} count={delay.count} />
		</span>
	);
}

interface QuantileProps {
	readonly name: string;
	readonly quantile: number;
	readonly nanos: number | null;
	readonly count: number;
}

function Quantile({ name, quantile, nanos, count }: QuantileProps): ReactElement {
	return (
		<>
			{name}{" "}
			<b>
				{nanos === null ? "—" : quantilePrefix(quantile, count)}
				{nanos === null ? null : <Value of={formatDuration(nanos)} />}
			</b>
		</>
	);
}

function Endpoints({ endpoints }: Pick<StatusJson, "endpoints">): ReactElement {
	const { t } = useTranslation();
	const { grpc, http } = reachableEndpoints(endpoints, window.location.hostname);
	return (
		<dl className={styles.endpoints} aria-label={t("status.endpoints")}>
			{[
				["OTLP/gRPC", grpc],
				["OTLP/HTTP", http],
			].map(([name = "", address = ""]) => (
				<div key={name}>
					<dt>{name}</dt>
					<dd>
						<code>{address}</code>
						<CopyButton text={address} label={t("status.copyEndpoint", { address })} />
					</dd>
				</div>
			))}
		</dl>
	);
}
