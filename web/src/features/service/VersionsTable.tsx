import { errorState } from "@spanglass/shared/analysis/error-state";
import type { VersionsJson } from "@spanglass/shared/api/rollup-schemas";
import { formatDuration, formatPercent } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import type { TFunction } from "i18next";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useServiceVersions } from "../../api/service-detail.ts";
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

type Version = VersionsJson["data"][number];

/** The versions that served requests in the range, beside one another and beside the range before. */
export function VersionsTable({ view }: { readonly view: ServiceView }): ReactElement {
	const { t } = useTranslation();
	const answer = useServiceVersions(view.query, true);
	const columns = useMemo(() => versionColumns(t), [t]);
	const rows = answer.data?.data;
	return (
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
				/>
			)}
		</Section>
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
