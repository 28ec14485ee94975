import type { ExplainJson } from "@spanglass/shared/api/search-schemas";
import { withCondition } from "@spanglass/shared/query/filter-edit";
import { formatExact, formatPercent, textOf } from "@spanglass/shared/units/format";
import { type ReactElement, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "../../../api/search.ts";
import type { Selection } from "../../../state/url/selection.ts";
import { Button } from "../../../ui/Button.tsx";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { Drawer } from "../../../ui/Drawer.tsx";
import { ErrorPanel } from "../../../ui/ErrorPanel.tsx";
import { WaitingRows } from "../../../ui/Skeleton.tsx";
import { PHONE, useMedia } from "../../../ui/use-media.ts";
import styles from "./ExplainPanel.module.css";
import { ExplainRow } from "./ExplainRow.tsx";
import { type PartProps, useSearchQuery } from "./part-props.ts";

/** In what the selected traces differ from all others that the search finds; every difference is a filter. */
export function ExplainPanel({ url, setUrl, setPlace }: PartProps): ReactElement | null {
	const { t } = useTranslation();
	const isPhone = useMedia(PHONE);
	if (url.sel === undefined) return null;
	const title = (
		<>
			{t("find.explain")} <small className={styles.hint}>{t("find.explainHint")}</small>
		</>
	);
	return (
		<Drawer
			title={title}
			label={t("find.explain")}
			closeLabel={t("common.close")}
			widthPx={isPhone ? 640 : 340}
			onClose={() => setPlace({ explains: false }, "push")}
		>
			<Differences
				url={url}
				sel={url.sel}
				onFilter={(condition) => setUrl({ q: withCondition(url.q, condition) })}
				onGroup={(key) => setUrl({ view: "group", by: [key] })}
			/>
		</Drawer>
	);
}

interface DifferencesProps extends Pick<PartProps, "url"> {
	readonly sel: Selection;
	readonly onFilter: (condition: string) => void;
	readonly onGroup: (key: string) => void;
}

function Differences({ url, sel, onFilter, onGroup }: DifferencesProps): ReactElement {
	const { t } = useTranslation();
	const query = useSearchQuery(url);
	const { data, error, isFetching, refetch } = useExplain(query, sel);
	if (error !== null) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
	if (data === undefined) return <WaitingRows count={8} isWaiting={isFetching} />;
	const [first] = data.differences;
	return (
		<div className={styles.panel} aria-busy={isFetching}>
			<dl className={styles.populations}>
				<Population name={t("find.explainSelection")} of={data.selection} isPicked />
				<Population name={t("find.explainRest")} of={data.rest} isPicked={false} />
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
					<Button look="bordered" onClick={() => onGroup(first.key)}>
						<span className={styles.footText}>{t("find.explainGroup", { key: shortKey(first.key) })}</span>
					</Button>
					<span className={styles.copy}>
						<CopyButton text={tableOf(data)} label={t("find.explainCopy")} />
					</span>
				</footer>
			)}
		</div>
	);
}

interface PopulationProps {
	readonly name: string;
	readonly of: ExplainJson["rest"];
	readonly isPicked: boolean;
}

function Population({ name, of, isPicked }: PopulationProps): ReactElement {
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
function Verdict({ data: { verdict, differences } }: { readonly data: ExplainJson }): ReactElement {
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
function Hidden({ data: { constants, unique } }: { readonly data: ExplainJson }): ReactNode {
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
function tableOf({ differences, selection, rest }: ExplainJson): string {
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
