import { formatExact, formatPercent, textOf } from "@spanglass/shared/units/format";
import { type ReactElement, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../Button.tsx";
import { CopyButton } from "../CopyButton.tsx";
import styles from "./Differences.module.css";
import { type Difference, ExplainRow } from "./ExplainRow.tsx";

interface Population {
	readonly count: number;
	/** So many of them were looked at. */
	readonly read: number;
}

/** In what some traces differ from others, as the collector tells it. */
export interface Explained {
	readonly selection: Population;
	readonly rest: Population;
	readonly verdict: "differs" | "none" | "few";
	readonly differences: readonly Difference[];
	readonly constants: readonly string[];
	readonly unique: readonly string[];
}

export interface DifferencesProps {
	readonly data: Explained;
	readonly isBusy: boolean;
	/** Look only at traces that satisfy a condition of the query language. */
	readonly onFilter: (condition: string) => void;
	/** Group by a key; undefined: there is no way to. */
	readonly onGroup?: (key: string) => void;
}

/** Differences of a selection, the largest first: each is a filter. */
export function Differences({ data, isBusy, onFilter, onGroup }: DifferencesProps): ReactElement {
	const { t } = useTranslation();
	const [first] = data.differences;
	return (
		<div className={styles.panel} aria-busy={isBusy}>
			<dl className={styles.populations}>
				<PopulationSize name={t("find.explainSelection")} of={data.selection} isPicked />
				<PopulationSize name={t("find.explainRest")} of={data.rest} isPicked={false} />
			</dl>
			<Verdict data={data} />
			<ol className={styles.rows}>
				{data.differences.map((difference) => (
					<ExplainRow key={`${difference.key} ${difference.value}`} difference={difference} onFilter={onFilter} />
				))}
			</ol>
			<Hidden data={data} />
			{first === undefined ? null : (
				<footer className={styles.foot}>
					<Button look="bordered" onClick={() => onFilter(first.filter)}>
						<span className={styles.footText}>{t("find.explainFilter", { value: first.value })}</span>
					</Button>
					{onGroup === undefined ? null : (
						<Button look="bordered" onClick={() => onGroup(first.key)}>
							<span className={styles.footText}>{t("find.explainGroup", { key: shortKey(first.key) })}</span>
						</Button>
					)}
					<span className={styles.copy}>
						<CopyButton text={tableOf(data)} label={t("find.explainCopy")} />
					</span>
				</footer>
			)}
		</div>
	);
}

interface PopulationSizeProps {
	readonly name: string;
	readonly of: Population;
	readonly isPicked: boolean;
}

function PopulationSize({ name, of, isPicked }: PopulationSizeProps): ReactElement {
	const { t } = useTranslation();
	const read = of.read < of.count ? t("find.explainRead", { read: formatExact(of.read), count: formatExact(of.count) }) : undefined;
	return (
		<div title={read}>
			<dt data-picked={isPicked}>{name}</dt>
			<dd>
				n {formatExact(of.count)}
				{read === undefined ? null : <i> · {read}</i>}
			</dd>
		</div>
	);
}

/** What the comparison says as a whole; where differences stand below, only for those who do not see them. */
function Verdict({ data: { verdict, differences } }: { readonly data: Explained }): ReactElement {
	const { t } = useTranslation();
	const count = differences.length;
	return (
		<p className={verdict === "differs" ? "visually-hidden" : styles.verdict} role="status">
			{verdict === "none"
				? t("find.explainNone")
				: verdict === "few"
					? t("find.explainFew")
					: t("find.explainDiffers", { count, value: formatExact(count) })}
		</p>
	);
}

/** Keys that say nothing, behind one press. */
function Hidden({ data: { constants, unique } }: { readonly data: Explained }): ReactNode {
	const { t } = useTranslation();
	const [isShown, setShown] = useState(false);
	const what = [
		...(constants.length === 0 ? [] : [t("find.explainConstants", { count: constants.length, value: formatExact(constants.length) })]),
		...(unique.length === 0 ? [] : [t("find.explainUnique", { count: unique.length, value: formatExact(unique.length) })]),
	];
	if (what.length === 0) return null;
	return (
		<div className={styles.hidden}>
			{t("find.explainHidden", { what: what.join(" · ") })}{" "}
			<button type="button" className={styles.link} aria-expanded={isShown} onClick={() => setShown(!isShown)}>
				{t(isShown ? "find.explainHide" : "find.explainShow")}
			</button>
			{isShown ? (
				<>
					<KeyList title={t("find.explainConstantsTitle")} keys={constants} />
					<KeyList title={t("find.explainUniqueTitle")} keys={unique} />
				</>
			) : null}
		</div>
	);
}

function KeyList({ title, keys }: { readonly title: string; readonly keys: readonly string[] }): ReactNode {
	if (keys.length === 0) return null;
	return (
		<>
			<h3>{title}</h3>
			<ul>
				{keys.map((key) => (
					<li key={key}>{key}</li>
				))}
			</ul>
		</>
	);
}

/** `resource.service.version` -> `service.version`. */
function shortKey(key: string): string {
	return key.replace(/^(?:span|resource)\./, "");
}

/** As a Markdown table, for an incident's channel. */
function tableOf({ differences, selection, rest }: Explained): string {
	const percent = (ratio: number): string => textOf(formatPercent(ratio));
	const rows = differences.map(
		(one) => `| ${one.key} | ${one.value.replaceAll("|", "\\|")} | ${one.service} | ${percent(one.rest)} | ${percent(one.selection)} |`,
	);
	return [
		`| key | value | service | rest (n ${rest.count}) | selection (n ${selection.count}) |`,
		"| --- | --- | --- | ---: | ---: |",
		...rows,
	].join("\n");
}
