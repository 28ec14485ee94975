import type { AlertRuleJson } from "@spanglass/shared/api/alert-schemas";
import { ALERT_LOG_LEVELS, METRIC_AGGREGATIONS } from "@spanglass/shared/model/alert-rule";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { quantileName } from "../rule-words.ts";
import { FormField, NumberField, SelectField } from "../setup/FormField.tsx";

const QUANTILES = ["0.5", "0.9", "0.95", "0.99", "0.999"] as const;

export interface ConditionFieldsProps {
	readonly rule: AlertRuleJson;
	readonly onRule: (rule: AlertRuleJson) => void;
}

/** What a kind needs to know besides: a percentile, a metric, a text. */
export function ConditionFields({ rule, onRule }: ConditionFieldsProps): ReactElement | null {
	const { t } = useTranslation();
	const { condition } = rule;
	const set = (next: AlertRuleJson["condition"]): void => onRule({ ...rule, condition: next });
	if (condition.kind === "latency" || condition.kind === "queueTime") {
		const known = QUANTILES.find((one) => Number(one) === condition.quantile);
		return (
			<SelectField
				label={t("alertSetup.rule.quantile")}
				value={known ?? String(condition.quantile)}
				options={[...new Set<string>([...QUANTILES, String(condition.quantile)])].map((value) => ({
					value,
					label: quantileName(Number(value)),
				}))}
				onChange={(value) => set({ ...condition, quantile: Number(value) })}
			/>
		);
	}
	if (condition.kind === "logCount") {
		return (
			<>
				<SelectField
					label={t("alertSetup.rule.level")}
					value={condition.level}
					options={ALERT_LOG_LEVELS.map((value) => ({ value, label: value.toUpperCase() }))}
					onChange={(level) => set({ ...condition, level })}
				/>
				<FormField label={t("alertSetup.rule.text")}>
					<input value={condition.text} onChange={({ target }) => set({ ...condition, text: target.value })} />
				</FormField>
			</>
		);
	}
	if (condition.kind === "metric") {
		return (
			<>
				<FormField label={t("alertSetup.rule.metric")}>
					<input required value={condition.metric} onChange={({ target }) => set({ ...condition, metric: target.value })} />
				</FormField>
				<SelectField
					label={t("alertSetup.rule.aggregation")}
					value={condition.aggregation}
					options={METRIC_AGGREGATIONS.map((value) => ({ value, label: value }))}
					onChange={(aggregation) => set({ ...condition, aggregation })}
				/>
				<FormField label={t("alertSetup.rule.metricFilter")}>
					<input value={condition.filter} onChange={({ target }) => set({ ...condition, filter: target.value })} />
				</FormField>
			</>
		);
	}
	if (condition.kind !== "burnRate") return null;
	return (
		<NumberField
			label={t("alertSetup.rule.objective")}
			value={condition.objective * 100_000}
			scale={1_000}
			min={50}
			onChange={(value) => set({ ...condition, objective: Math.min(value / 100_000, 0.99999) })}
		/>
	);
}
