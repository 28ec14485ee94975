import type { TemplateJson } from "@spanglass/shared/api/alert-schemas";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useServiceNames } from "../../../api/known-services.ts";
import type { RuleUrl } from "../../../state/url/rule.ts";
import type { HistoryStep } from "../../../state/use-search.ts";
import { useTimeRange } from "../../../state/use-time-range.ts";
import { Pill } from "../../../ui/Pill.tsx";
import { ruleWords } from "../rule-words.ts";
import form from "../setup/Form.module.css";
import { FormField } from "../setup/FormField.tsx";

export interface TemplateListProps {
	readonly templates: readonly TemplateJson[];
	readonly url: RuleUrl;
	readonly onUrl: (changes: Partial<RuleUrl>, step: HistoryStep) => void;
}

/** Ready-made rules with thresholds out of the service's own numbers; one press fills the form. */
export function TemplateList({ templates, url, onUrl }: TemplateListProps): ReactElement {
	const { t } = useTranslation();
	const { range } = useTimeRange();
	const names = useServiceNames(range);
	const { service, template } = url;
	return (
		<section className={`${form.form} ${form.panel}`} aria-label={t("alertSetup.rule.templates")}>
			<div className={form.line}>
				<h2 className={form.title}>{t("alertSetup.rule.templates")}</h2>
				<FormField label={t("alertSetup.rule.ofService")}>
					<select value={service ?? ""} onChange={({ target }) => onUrl({ service: target.value || undefined }, "push")}>
						<option value="">{t("alertSetup.rule.anyService")}</option>
						{[...new Set([...names, ...(service === undefined ? [] : [service])])].map((name) => (
							<option key={name}>{name}</option>
						))}
					</select>
				</FormField>
				<span>{service === undefined ? t("alertSetup.rule.templatesPlain") : t("alertSetup.rule.templatesOf", { service })}</span>
			</div>
			<div className={form.line}>
				<Pill pressed={template === undefined} onPress={() => onUrl({ template: undefined }, "push")}>
					{t("alertSetup.rule.ownRule")}
				</Pill>
				{templates.map(({ id, rule, from }) => (
					<Pill
						key={id}
						pressed={id === template}
						note={t(`alertSetup.rule.templateFrom.${from}`)}
						onPress={() => onUrl({ template: id }, "push")}
					>
						{ruleWords(rule, t)}
					</Pill>
				))}
			</div>
		</section>
	);
}
