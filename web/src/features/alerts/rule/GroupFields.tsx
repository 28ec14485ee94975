import { ALERT_KIND_FACTS } from "@spanglass/shared/model/alert-rule";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useReceivers } from "../../../api/alert-setup.ts";
import { Pill } from "../../../ui/Pill.tsx";
import form from "../setup/Form.module.css";
import type { ConditionFieldsProps } from "./ConditionFields.tsx";

/** One alert for each of what, and who is told. */
export function GroupFields({ rule, onRule }: ConditionFieldsProps): ReactElement {
	const { t } = useTranslation();
	const receivers = useReceivers();
	const { dimensions } = ALERT_KIND_FACTS[rule.condition.kind];
	const keys = [...new Set([...dimensions, ...rule.groupBy])];
	const toggle = (list: readonly string[], one: string): string[] =>
		list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
	return (
		<>
			{keys.length === 0 ? null : (
				<fieldset className={form.group}>
					<legend>{t("alertSetup.rule.groupBy")}</legend>
					{keys.map((key) => (
						<Pill key={key} pressed={rule.groupBy.includes(key)} onPress={() => onRule({ ...rule, groupBy: toggle(rule.groupBy, key) })}>
							{key}
						</Pill>
					))}
				</fieldset>
			)}
			<fieldset className={form.group}>
				<legend>{t("alertSetup.rule.receivers")}</legend>
				{(receivers.data?.data ?? []).map(({ id, name }) => (
					<Pill key={id} pressed={rule.receivers.includes(id)} onPress={() => onRule({ ...rule, receivers: toggle(rule.receivers, id) })}>
						{name}
					</Pill>
				))}
				{rule.receivers.length === 0 ? <small>{t("alertSetup.rule.routed")}</small> : null}
			</fieldset>
		</>
	);
}
