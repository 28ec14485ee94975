import type { MetricJson } from "@spanglass/shared/api/schemas";
import { formatExact } from "@spanglass/shared/units/format";
import { measureOf } from "@spanglass/shared/units/ucum";
import { ChevronLeft } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useAsOf } from "../../state/clock.ts";
import { Button } from "../../ui/Button.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import styles from "./MetricPanel.module.css";
import { ageWords, temporalityKey, typeKey } from "./metric-words.ts";

export interface MetricHeaderProps {
	readonly name: string;
	/** Undefined until it is known. */
	readonly metric: MetricJson | undefined;
	readonly onBack: (() => void) | undefined;
}

/** Name, kind, unit, who sends it, when it last came, and what its author says about it. */
export function MetricHeader({ name, metric, onBack }: MetricHeaderProps): ReactElement {
	const { t } = useTranslation();
	return (
		<header className={styles.header}>
			{onBack === undefined ? null : (
				<Button className={styles.back} onClick={onBack}>
					<ChevronLeft size={16} strokeWidth={1.5} aria-hidden />
					{t("metrics.back")}
				</Button>
			)}
			<div className={styles.title}>
				<h1>{name}</h1>
				<CopyButton text={name} label={t("common.copy")} />
			</div>
			<div className={styles.about}>{metric === undefined ? " " : <About metric={metric} />}</div>
			<p className={styles.description}>{metric?.description}</p>
		</header>
	);
}

const NAMED_SENDERS = 3;

function About({ metric }: { readonly metric: MetricJson }): ReactElement {
	const { t } = useTranslation();
	const age = ageWords(metric.lastTime, useAsOf());
	const temporality = temporalityKey(metric);
	const { sign } = measureOf(metric.unit, metric.name);
	const named = metric.services.slice(0, NAMED_SENDERS).join(", ");
	const more = metric.services.length - NAMED_SENDERS;
	return (
		<>
			<span>{t(typeKey(metric))}</span>
			<span title={metric.unit}>{sign === "" ? t("metrics.noUnit") : sign}</span>
			{temporality === undefined ? null : <span title={t(`metrics.${temporality}Hint`)}>{t(`metrics.${temporality}`)}</span>}
			<span>{t("metrics.series", { count: metric.seriesCount, value: formatExact(metric.seriesCount) })}</span>
			{metric.services.length === 0 ? null : (
				<span title={metric.services.join("\n")}>
					{t("metrics.senders", { count: metric.services.length, names: more > 0 ? `${named} +${more}` : named })}
				</span>
			)}
			<span>{t("metrics.lastPoint", { age: t(age.key, { count: age.count }) })}</span>
		</>
	);
}
