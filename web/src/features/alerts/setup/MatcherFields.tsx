import type { SilenceMatcherJson } from "@spanglass/shared/api/receiver-schemas";
import { Plus, X } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "../../../ui/Button.tsx";
import form from "./Form.module.css";

/** As Alertmanager writes them. */
const OPERATORS = ["=", "!=", "=~", "!~"] as const;

export interface MatcherFieldsProps {
	readonly matchers: readonly SilenceMatcherJson[];
	readonly onMatchers: (matchers: readonly SilenceMatcherJson[]) => void;
	/** What can be matched. */
	readonly names: readonly string[];
}

export const EMPTY_MATCHER: SilenceMatcherJson = { name: "", value: "", isRegex: false, isEqual: true };

/** Conditions on labels, all of which must hold. */
export function MatcherFields({ matchers, onMatchers, names }: MatcherFieldsProps): ReactElement {
	const { t } = useTranslation();
	const set = (index: number, changes: Partial<SilenceMatcherJson>): void =>
		onMatchers(matchers.map((matcher, at) => (at === index ? { ...matcher, ...changes } : matcher)));
	return (
		<fieldset className={form.form} style={{ padding: 0, border: 0, margin: 0 }}>
			<legend className="visually-hidden">{t("alertSetup.silences.matchers")}</legend>
			<datalist id="matcher-names">
				{names.map((name) => (
					<option key={name} value={name} />
				))}
			</datalist>
			{matchers.map((matcher, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: rows are told apart by their place only
				<div key={index} className={form.matcher}>
					<input
						aria-label={t("alertSetup.silences.label")}
						placeholder={t("alertSetup.silences.label")}
						list="matcher-names"
						value={matcher.name}
						onChange={({ target }) => set(index, { name: target.value })}
					/>
					<select
						aria-label={t("alertSetup.silences.operator")}
						value={`${matcher.isEqual ? "" : "!"}${matcher.isRegex ? (matcher.isEqual ? "=~" : "~") : "="}`}
						onChange={({ target: { value } }) => set(index, { isEqual: !value.startsWith("!"), isRegex: value.endsWith("~") })}
					>
						{OPERATORS.map((operator) => (
							<option key={operator}>{operator}</option>
						))}
					</select>
					<input
						aria-label={t("alertSetup.silences.value")}
						placeholder={t("alertSetup.silences.value")}
						value={matcher.value}
						onChange={({ target }) => set(index, { value: target.value })}
					/>
					<IconButton
						label={t("alertSetup.silences.remove")}
						icon={<X size={14} strokeWidth={1.5} aria-hidden />}
						disabled={matchers.length === 1}
						onClick={() => onMatchers(matchers.filter((_, at) => at !== index))}
					/>
				</div>
			))}
			<div>
				<Button small onClick={() => onMatchers([...matchers, EMPTY_MATCHER])}>
					<Plus size={14} strokeWidth={1.5} aria-hidden />
					{t("alertSetup.silences.add")}
				</Button>
			</div>
		</fieldset>
	);
}
