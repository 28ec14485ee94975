import { errorState } from "@spanglass/shared/analysis/error-state";
import type { VersionComparisonJson } from "@spanglass/shared/api/rollup-schemas";
import { formatDuration, formatExact, formatPercent } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useServiceVersions, useVersionComparisons, type VersionPair } from "../../api/service-detail.ts";
import { searchFromServiceUrl } from "../../state/url/service.ts";
import { withValues } from "../../state/url.ts";
import { useSearchValues } from "../../state/use-search.ts";
import { Age } from "../../ui/Age.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { Change, Failed, Nothing, Quantile, Rate } from "../../ui/Measures.tsx";
import { momentText } from "../../ui/moment-text.ts";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import type { TableColumn } from "../../ui/table-sort.ts";
import { Value } from "../../ui/Value.tsx";
import { Section } from "./Section.tsx";
import styles from "./ServicePage.module.css";
import type { ServiceView } from "./service-view.ts";
import { VersionComparison } from "./VersionComparison.tsx";
import { VersionNews } from "./VersionNews.tsx";
import { type Version, versionPairs } from "./version-rows.ts";

export interface VersionsTableProps {
	readonly view: ServiceView;
	/** With all that is known of each version, and the way to compare two. */
	readonly isFull?: boolean;
}

/** The versions that served requests in the range, beside one another and beside the range before. */
export function VersionsTable({ view, isFull = false }: VersionsTableProps): ReactElement {
	const { t } = useTranslation();
	const answer = useServiceVersions(view.query, true);
	const rows = answer.data?.data;
	const pairs = useMemo(() => (isFull && rows !== undefined ? versionPairs(rows) : []), [isFull, rows]);
	const comparisons = useVersionComparisons(view.query, pairs);
	const news = new Map(comparisons.flatMap(({ data }) => (data === undefined ? [] : [[data.b.version, data] as const])));
	const columns = isFull ? fullColumns(t, { news, pairs, view }) : versionColumns(t);
	const { versions: pair } = view.url;
	return (
		<>
			<Section title={t("service.tabVersions")} note={t("service.versionsHint")}>
				{answer.error === null ? null : <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />}
				{rows === undefined ? (
					<WaitingRows count={2} isWaiting={answer.isFetching} />
				) : rows.length === 0 ? (
					<p className={styles.none}>{t("service.noVersions")}</p>
				) : (
					<DataTable
						label={t("service.tabVersions")}
						columns={columns}
						rows={rows}
						keyOf={({ environment, version }) => `${environment} ${version}`}
						isMuted={({ numbers }) => numbers.count === 0}
						isChosen={({ version }) => isFull && pair !== undefined && (version === pair.a || version === pair.b)}
					/>
				)}
			</Section>
			{isFull && pair !== undefined ? (
				<VersionComparison
					view={view}
					pair={pair}
					versions={(rows ?? []).map(({ version }) => version).filter((version) => version !== "")}
				/>
			) : null}
		</>
	);
}

interface FullColumns {
	readonly news: ReadonlyMap<string, VersionComparisonJson>;
	readonly pairs: readonly VersionPair[];
	readonly view: ServiceView;
}

/** Those of the short table, with first and last sight, instances, p50, what is new and the way to compare. */
function fullColumns(t: TFunction, { news, pairs, view }: FullColumns): readonly TableColumn<Version>[] {
	const short = new Map(versionColumns(t).map((column) => [column.key, column]));
	const of = (...keys: readonly string[]) => keys.flatMap((key) => short.get(key) ?? []);
	const seen: TableColumn<Version> = {
		key: "last",
		head: t("service.columnLast"),
		hint: t("service.hintLast"),
		isWide: true,
		cell: ({ lastSeen }) => (lastSeen === null ? <Nothing /> : <Age nanos={lastSeen} />),
	};
	const instances: TableColumn<Version> = {
		key: "instances",
		head: t("service.columnInstances"),
		hint: t("service.hintVersionInstances"),
		align: "end",
		isWide: true,
		cell: ({ instances: { running, seen: all } }) => `${formatExact(running)}/${formatExact(all)}`,
	};
	const p50: TableColumn<Version> = {
		key: "p50",
		head: "p50",
		hint: t("service.hintQuantile", { name: "p50" }),
		align: "end",
		isWide: true,
		cell: ({ numbers }) => <Quantile quantile={0.5} nanos={numbers.durations.p50} count={numbers.durations.count} />,
	};
	const isNew: TableColumn<Version> = {
		key: "news",
		head: t("service.columnNews"),
		hint: t("service.hintNews"),
		cell: ({ version }) => <VersionNews comparison={news.get(version)} />,
	};
	const compare: TableColumn<Version> = {
		key: "compare",
		head: "",
		align: "end",
		cell: ({ version }) => <CompareLink pair={pairs.find(({ b }) => b === version)} view={view} />,
	};
	return [
		...of("version", "since"),
		seen,
		instances,
		...of("share"),
		...of("rate").map((rate) => ({ ...rate, isWide: true })),
		...of("errors"),
		p50,
		...of("p99", "p99Change"),
		isNew,
		compare,
	];
}

/** Beside the version that appeared before it. */
function CompareLink({ pair, view }: { readonly pair: VersionPair | undefined; readonly view: ServiceView }): ReactElement | null {
	const { t } = useTranslation();
	const values = useSearchValues();
	if (pair === undefined) return null;
	const search = withValues(values, searchFromServiceUrl({ ...view.url, versions: pair }));
	return (
		<Link
			to="."
			search={search as never}
			resetScroll={false}
			className={styles.compareLink}
			title={t("service.versionAgainst", { ...pair })}
		>
			{t("service.compareVersion")}
		</Link>
	);
}

function versionColumns(t: TFunction): readonly TableColumn<Version>[] {
	return [
		{
			key: "version",
			head: t("service.columnVersion"),
			grows: true,
			cell: ({ version, environment }) => (
				<span className={styles.name}>
					<b>{version === "" ? t("service.noVersion") : version}</b>
					<em>{environment}</em>
				</span>
			),
		},
		{
			key: "since",
			head: t("service.columnSince"),
			hint: t("service.hintSince"),
			isWide: true,
			cell: ({ firstSeen }) => (firstSeen === null ? <Nothing /> : momentText(unixMillisFromText(firstSeen))),
		},
		{
			key: "share",
			head: t("service.columnShare"),
			hint: t("service.hintVersionShare"),
			align: "end",
			isWide: true,
			cell: ({ share }) => <Value of={formatPercent(share)} />,
		},
		{
			key: "rate",
			head: t("service.columnRate"),
			hint: t("service.hintRequests"),
			align: "end",
			cell: ({ numbers }) => <Rate perSecond={numbers.ratePerSecond} count={numbers.count} />,
		},
		{
			key: "errors",
			head: t("service.columnErrors"),
			hint: t("service.hintErrors"),
			align: "end",
			cell: ({ numbers }) => (
				<Failed
					ratio={numbers.errorRatio}
					errorCount={numbers.errorCount}
					count={numbers.count}
					state={errorState(numbers.errorRatio ?? 0)}
				/>
			),
		},
		{
			key: "p99",
			head: "p99",
			hint: t("service.hintQuantile", { name: "p99" }),
			align: "end",
			cell: ({ numbers }) => <Quantile quantile={0.99} nanos={numbers.durations.p99} count={numbers.durations.count} />,
		},
		{
			key: "p99Change",
			head: t("service.columnP99Change"),
			hint: t("service.hintChange"),
			align: "end",
			isWide: true,
			cell: ({ numbers, before }) => (
				<Change
					was={before === null ? undefined : { value: before.durations.p99, count: before.count }}
					now={{ value: numbers.durations.p99, count: numbers.count }}
					format={formatDuration}
					bad="up"
				/>
			),
		},
	];
}
