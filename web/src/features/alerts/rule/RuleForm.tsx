import type { AlertRuleJson } from "@spanglass/shared/api/alert-schemas";
import { ALERT_KIND_FACTS, ALERT_KINDS, ALERT_SEVERITIES, NO_DATA_POLICIES } from "@spanglass/shared/model/alert-rule";
import { type FormEvent, type ReactElement, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useServiceNames } from "../../../api/known-services.ts";
import { useTimeRange } from "../../../state/use-time-range.ts";
import { Button } from "../../../ui/Button.tsx";
import { cx } from "../../../ui/class-names.ts";
import form from "../setup/Form.module.css";
import { CheckField, FormField, NumberField, SelectField } from "../setup/FormField.tsx";
import { ConditionFields } from "./ConditionFields.tsx";
import { GroupFields } from "./GroupFields.tsx";
import { isComplete, thresholdFrom, thresholdText, UNIT_WORDS, withKind, withScope } from "./rule-form.ts";

export interface RuleFormProps {
	readonly rule: AlertRuleJson;
	readonly onRule: (rule: AlertRuleJson) => void;
	/** It stands in a file and is changed there. */
	readonly isFixed: boolean;
	readonly file: string | undefined;
	readonly isBusy: boolean;
	readonly error: (Error & { readonly kind?: string }) | null;
	readonly onSave: () => void;
	/** Undefined: nothing was changed. */
	readonly onRevert?: () => void;
	readonly end: ReactNode;
}

/** The rule as a sentence of fields: when what of whom is above how much for how long. */
export function RuleForm(props: RuleFormProps): ReactElement {
	const { rule, isFixed, file, isBusy, error, onSave, onRevert, end } = props;
	const { t } = useTranslation();
	const isWhole = isComplete(rule) && rule.name.trim() !== "";
	const submit = (event: FormEvent): void => {
		event.preventDefault();
		if (isWhole && !isFixed) onSave();
	};
	return (
		<form className={cx(form.form, form.panel)} onSubmit={submit}>
			{file === undefined ? null : <p className={form.line}>{t("alertSetup.rule.fileNote", { file })}</p>}
			<Sentence {...props} />
			<Patience {...props} />
			<Further {...props} />
			{error === null ? null : (
				<p className={form.problem} role="alert">
					{error.kind === "conflict" ? t("alertSetup.rule.conflict") : error.message}
				</p>
			)}
			<div className={form.line}>
				<Button type="submit" look="primary" disabled={isBusy || !isWhole || isFixed}>
					{t("alertSetup.rule.save")}
				</Button>
				{onRevert === undefined ? null : <Button onClick={onRevert}>{t("alertSetup.rule.revert")}</Button>}
				{isWhole ? null : <span>{t("alertSetup.rule.invalid")}</span>}
				<span className={form.atEnd}>{end}</span>
			</div>
		</form>
	);
}

type PartProps = Pick<RuleFormProps, "rule" | "onRule">;

function Sentence({ rule, onRule }: PartProps): ReactElement {
	const { t } = useTranslation();
	const { kind } = rule.condition;
	const { comparisons } = ALERT_KIND_FACTS[kind];
	return (
		<div className={form.fields}>
			<FormField label={t("alertSetup.rule.name")} isWide>
				<input value={rule.name} maxLength={200} required onChange={({ target }) => onRule({ ...rule, name: target.value })} />
			</FormField>
			<SelectField
				label={t("alertSetup.rule.kind")}
				value={kind}
				options={ALERT_KINDS.map((value) => ({
					value,
					label: t(`alerts.kind.${value}`, { quantile: "", metric: t("alertSetup.rule.metric") }).trim(),
				}))}
				onChange={(next) => onRule(withKind(rule, next))}
			/>
			<ConditionFields rule={rule} onRule={onRule} />
			<ScopeFields rule={rule} onRule={onRule} />
			<SelectField
				label={t("alertSetup.rule.comparison")}
				value={rule.comparison}
				options={comparisons.map((value) => ({ value, label: t(`alertSetup.rule.${value}`) }))}
				onChange={(comparison) => onRule({ ...rule, comparison })}
			/>
			<Threshold key={kind} rule={rule} onRule={onRule} />
			<NumberField
				label={t("alertSetup.rule.for")}
				value={rule.forSeconds}
				scale={60}
				onChange={(forSeconds) => onRule({ ...rule, forSeconds })}
			/>
		</div>
	);
}

function Threshold({ rule, onRule }: PartProps): ReactElement {
	const { t } = useTranslation();
	const shown = thresholdText(rule);
	const [typed, setTyped] = useState({ text: shown, of: rule.threshold });
	const { unit } = ALERT_KIND_FACTS[rule.condition.kind];
	// a threshold that was chosen elsewhere replaces what was typed
	const text = Object.is(typed.of, rule.threshold) ? typed.text : shown;
	const change = (next: string): void => {
		const threshold = thresholdFrom(next, rule.condition.kind) ?? Number.NaN;
		setTyped({ text: next, of: threshold });
		onRule({ ...rule, threshold });
	};
	return (
		<FormField label={t("alertSetup.rule.threshold")} note={UNIT_WORDS[unit]}>
			<input inputMode="decimal" size={8} value={text} onChange={({ target }) => change(target.value)} data-threshold />
		</FormField>
	);
}

const SCOPE = ["service", "operation", "environment"] as const;

function ScopeFields({ rule, onRule }: PartProps): ReactElement {
	const { t } = useTranslation();
	const listId = useId();
	const { range } = useTimeRange();
	const names = useServiceNames(range);
	return (
		<>
			{SCOPE.map((key) => (
				<FormField key={key} label={t(`alertSetup.rule.${key}`)}>
					<input
						size={12}
						value={rule.scope[key] ?? ""}
						placeholder={t("alertSetup.rule.any")}
						list={key === "service" ? listId : undefined}
						onChange={({ target }) => onRule(withScope(rule, key, target.value))}
					/>
				</FormField>
			))}
			<datalist id={listId}>
				{names.map((name) => (
					<option key={name} value={name} />
				))}
			</datalist>
		</>
	);
}

function Patience({ rule, onRule }: PartProps): ReactElement {
	const { t } = useTranslation();
	const { sample } = ALERT_KIND_FACTS[rule.condition.kind];
	return (
		<div className={form.fields}>
			<NumberField
				label={t("alertSetup.rule.window")}
				value={rule.windowSeconds}
				scale={60}
				min={1}
				onChange={(windowSeconds) => onRule({ ...rule, windowSeconds })}
			/>
			{sample === undefined ? null : (
				<NumberField
					label={t("alertSetup.rule.minSample")}
					value={rule.minSample}
					note={t(`alertSetup.rule.samples.${sample}`)}
					onChange={(minSample) => onRule({ ...rule, minSample })}
				/>
			)}
			<SelectField
				label={t("alertSetup.rule.noData")}
				value={rule.noData}
				options={NO_DATA_POLICIES.map((value) => ({ value, label: t(`alertSetup.rule.noDataOf.${value}`) }))}
				onChange={(noData) => onRule({ ...rule, noData })}
			/>
			<SelectField
				label={t("alertSetup.rule.severity")}
				value={rule.severity}
				options={ALERT_SEVERITIES.map((value) => ({ value, label: t(`alerts.incident.severity.${value}`) }))}
				onChange={(severity) => onRule({ ...rule, severity })}
			/>
			<GroupFields rule={rule} onRule={onRule} />
			<CheckField label={t("alertSetup.rule.enabled")} checked={rule.enabled} onChange={(enabled) => onRule({ ...rule, enabled })} />
		</div>
	);
}

function Further({ rule, onRule }: PartProps): ReactElement {
	const { t } = useTranslation();
	return (
		<details className={form.more}>
			<summary>{t("alertSetup.rule.more")}</summary>
			<div className={form.fields}>
				<NumberField
					label={t("alertSetup.rule.keepFiring")}
					value={rule.keepFiringSeconds}
					scale={60}
					onChange={(keepFiringSeconds) => onRule({ ...rule, keepFiringSeconds })}
				/>
				<NumberField
					label={t("alertSetup.rule.interval")}
					value={rule.intervalSeconds}
					min={10}
					onChange={(intervalSeconds) => onRule({ ...rule, intervalSeconds })}
				/>
				<NumberField
					label={t("alertSetup.rule.delay")}
					value={rule.delaySeconds}
					onChange={(delaySeconds) => onRule({ ...rule, delaySeconds })}
				/>
				<NumberField
					label={t("alertSetup.rule.repeat")}
					value={rule.repeatSeconds}
					scale={3_600}
					onChange={(repeatSeconds) => onRule({ ...rule, repeatSeconds })}
				/>
				<FormField label={t("alertSetup.rule.namespace")}>
					<input
						size={12}
						value={rule.scope.namespace ?? ""}
						placeholder={t("alertSetup.rule.any")}
						onChange={({ target }) => onRule(withScope(rule, "namespace", target.value))}
					/>
				</FormField>
				<FormField label={t("alertSetup.rule.runbook")} isWide>
					<input type="url" value={rule.runbook} onChange={({ target }) => onRule({ ...rule, runbook: target.value })} />
				</FormField>
			</div>
		</details>
	);
}
