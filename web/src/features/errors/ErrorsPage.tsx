import type { ErrorGroupsJson } from "@spanglass/shared/api/error-schemas";
import { formatExact } from "@spanglass/shared/units/format";
import { type ReactElement, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useErrors } from "../../api/errors.ts";
import { ERROR_TABS, type ErrorsUrl, errorsUrlFromSearch, searchFromErrorsUrl } from "../../state/url/errors.ts";
import { withValues } from "../../state/url.ts";
import { useEnvironment } from "../../state/use-environment.ts";
import { useKeptSearch } from "../../state/use-kept-search.ts";
import { type HistoryStep, useSearchValues, useSetSearch } from "../../state/use-search.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { AnswerFacts } from "../../ui/AnswerFacts.tsx";
import { Button } from "../../ui/Button.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { FilterField } from "../../ui/FilterField.tsx";
import { useKeys } from "../../ui/keys.ts";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { ErrorDrawer } from "./ErrorDrawer.tsx";
import { ErrorRow } from "./ErrorRow.tsx";
import styles from "./ErrorsPage.module.css";
import { pickErrors } from "./error-rows.ts";

/** What fails, in groups: new ones and those that came back first. */
export function ErrorsPage(): ReactElement {
	const { t } = useTranslation();
	const url = errorsUrlFromSearch(useSearchValues());
	const { range } = useTimeRange();
	const environment = useEnvironment();
	const errors = useErrors({ ...range, environment });
	const setSearch = useSetSearch();
	useEffect(() => {
		document.title = `${t("errors.title")} · Spanglass`;
	}, [t]);
	const setUrl = (changes: Partial<ErrorsUrl>, step: HistoryStep): void => setSearch(searchFromErrorsUrl({ ...url, ...changes }), step);
	const groups = errors.data?.data;
	return (
		<div className={styles.page}>
			<div className={styles.tools}>
				<SegmentedControl
					label={t("errors.tabs")}
					value={url.tab}
					onChange={(tab) => setUrl({ tab }, "push")}
					options={ERROR_TABS.map((tab) => ({
						value: tab,
						label: t(`errors.tab.${tab}`),
						note: groups === undefined ? "" : formatExact(pickErrors(groups, tab, "").length),
					}))}
				/>
				<FilterField
					className={styles.filter}
					value={url.q}
					label={t("errors.filter")}
					clearLabel={t("errors.clearFilter")}
					onChange={(q) => setUrl({ q }, "replace")}
				/>
			</div>
			<div className={styles.body} aria-busy={errors.isFetching}>
				{errors.error === null ? null : <ErrorPanel error={errors.error} onRetry={() => void errors.refetch()} />}
				{errors.data === undefined ? (
					<WaitingRows count={12} isWaiting={errors.isFetching} />
				) : (
					<Groups answer={errors.data} url={url} onUrl={setUrl} />
				)}
			</div>
		</div>
	);
}

interface GroupsProps {
	readonly answer: ErrorGroupsJson;
	readonly url: ErrorsUrl;
	readonly onUrl: (changes: Partial<ErrorsUrl>, step: HistoryStep) => void;
}

function Groups({ answer, url, onUrl }: GroupsProps): ReactElement {
	const { t } = useTranslation();
	const values = useSearchValues();
	const kept = useKeptSearch();
	const rows = useMemo(() => pickErrors(answer.data, url.tab, url.q), [answer.data, url.tab, url.q]);
	const open = answer.data.find(({ fingerprint }) => fingerprint === url.open);
	const close = (): void => onUrl({ open: undefined }, "push");
	useKeys({ Escape: () => (open === undefined ? false : close()) });
	if (answer.data.length === 0) return <EmptyState title={t("errors.noneTitle")} text={t("errors.noneText")} />;
	return (
		<div className={styles.split}>
			<div className={styles.list}>
				<Head />
				{rows.length === 0 ? <NoRows url={url} onUrl={onUrl} /> : null}
				<ul aria-label={t("errors.table")}>
					{rows.map((group) => (
						<ErrorRow
							key={group.fingerprint}
							group={group}
							isOpen={group.fingerprint === url.open}
							search={withValues(values, searchFromErrorsUrl({ ...url, open: group.fingerprint }))}
						/>
					))}
				</ul>
				<div className={styles.foot}>
					<AnswerFacts tookMs={answer.tookMs} complete={answer.complete} warnings={answer.warnings}>
						{t("errors.foot", { count: answer.total, value: formatExact(answer.total) })}
					</AnswerFacts>
				</div>
			</div>
			{open === undefined ? null : <ErrorDrawer key={open.fingerprint} group={open} answer={answer} kept={kept} onClose={close} />}
		</div>
	);
}

function Head(): ReactElement {
	const { t } = useTranslation();
	return (
		<div className={styles.head} aria-hidden>
			<span />
			<span>{t("errors.column.error")}</span>
			<span />
			<span className={styles.count}>{t("errors.column.count")}</span>
			<span className={styles.traces}>{t("errors.column.traces")}</span>
			<span className={styles.course}>{t("errors.column.course")}</span>
			<span className={styles.first}>{t("errors.column.first")}</span>
			<span className={styles.versions}>{t("errors.column.versions")}</span>
			<span />
		</div>
	);
}

function NoRows({ url, onUrl }: Pick<GroupsProps, "url" | "onUrl">): ReactElement {
	const { t } = useTranslation();
	if (url.q === "") return <EmptyState title={t("errors.tabEmpty")} />;
	return (
		<EmptyState title={t("errors.filteredTitle")}>
			<Button look="primary" onClick={() => onUrl({ q: "" }, "push")}>
				{t("errors.filteredAction")}
			</Button>
		</EmptyState>
	);
}
