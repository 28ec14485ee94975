import { errorState } from "@spanglass/shared/analysis/error-state";
import type { InstancesJson } from "@spanglass/shared/api/rollup-schemas";
import { quoteText } from "@spanglass/shared/query/fields";
import { formatDuration, textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { withValues } from "../../state/url.ts";
import { useKeptSearch } from "../../state/use-kept-search.ts";
import { Age } from "../../ui/Age.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { ErrorPanel, type Failure } from "../../ui/ErrorPanel.tsx";
import { Failed, Nothing, Quantile, Rate } from "../../ui/Measures.tsx";
import { Tag } from "../../ui/Pill.tsx";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import type { TableColumn } from "../../ui/table-sort.ts";
import { type InstanceJson, orderInstances, outliers, runningVersions } from "./instance-rows.ts";
import { serviceQueryText } from "./neighbour-rows.ts";
import { Section } from "./Section.tsx";
import styles from "./ServicePage.module.css";
import type { ServiceView } from "./service-view.ts";

export interface InstancesTableProps {
	readonly view: ServiceView;
	readonly answer: InstancesJson | undefined;
	readonly error: Failure | null;
	readonly most: number;
}

const GLYPHS = { live: "ok", late: "warn", lost: "error" } as const satisfies Record<InstanceJson["liveness"], string>;

/** One row for each instance that was ever seen lately, those that are gone first; a row leads to its last words. */
export function InstancesTable({ view, answer, error, most }: InstancesTableProps): ReactElement {
	const { t } = useTranslation();
	const { name } = view.query;
	const columns = useMemo(() => instanceColumns(t, { name, odd: outliers(answer?.data ?? []) }), [t, name, answer?.data]);
	const rows = useMemo(() => (answer === undefined ? undefined : orderInstances(answer.data)), [answer]);
	const running = rows === undefined ? undefined : runningVersions(rows);
	return (
		<Section
			title={t("service.tabInstances")}
			note={
				running === undefined ? null : (
					<span className={styles.about}>
						<span>{t("service.live", { count: running.live })}</span>
						{running.late === 0 ? null : <em data-state="warn">{t("service.late", { count: running.late })}</em>}
						{running.lost === 0 ? null : <em data-state="error">{t("service.lost", { count: running.lost })}</em>}
					</span>
				)
			}
		>
			{error === null ? null : <ErrorPanel error={error} />}
			{rows === undefined ? (
				<WaitingRows count={4} isWaiting={error === null} />
			) : rows.length === 0 ? (
				<p className={styles.none}>{t("service.noInstances")}</p>
			) : (
				<DataTable
					label={t("service.tabInstances")}
					columns={columns}
					rows={rows}
					keyOf={({ environment, version, instance }) => `${environment} ${version} ${instance}`}
					most={most}
					isMuted={({ liveness }) => liveness === "lost"}
				/>
			)}
		</Section>
	);
}

function instanceColumns(
	t: TFunction,
	{ name, odd }: { readonly name: string; readonly odd: ReadonlySet<InstanceJson> },
): readonly TableColumn<InstanceJson>[] {
	return [
		{
			key: "instance",
			head: t("service.columnInstance"),
			hint: t("service.hintInstance"),
			grows: true,
			cell: (row) => <InstanceName row={row} service={name} isOdd={odd.has(row)} />,
		},
		{ key: "version", head: t("service.columnVersion"), cell: ({ version }) => (version === "" ? <Nothing /> : version) },
		{
			key: "seen",
			head: t("service.columnSeen"),
			hint: t("service.hintSeen"),
			align: "end",
			cell: (row) => (
				<span title={usualText(t, row)} data-liveness={row.liveness} className={styles.seen}>
					{row.liveness === "live" ? null : `${t(`service.word_${row.liveness}`)} `}
					<Age nanos={row.lastSeen} />
				</span>
			),
		},
		{
			key: "rate",
			head: t("service.columnRate"),
			hint: t("service.hintRequests"),
			align: "end",
			isWide: true,
			cell: ({ silent, numbers }) => (silent ? <Nothing /> : <Rate perSecond={numbers.ratePerSecond} count={numbers.count} />),
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
	];
}

function usualText(t: TFunction, { usualIntervalMs }: InstanceJson): string {
	return usualIntervalMs === null
		? t("service.usualUnknown")
		: t("service.usual", { interval: textOf(formatDuration(usualIntervalMs * 1e6)) });
}

interface InstanceNameProps {
	readonly row: InstanceJson;
	readonly service: string;
	readonly isOdd: boolean;
}

/** What an instance said last: its logs. */
function InstanceName({ row, service, isOdd }: InstanceNameProps): ReactElement {
	const { t } = useTranslation();
	const kept = useKeptSearch();
	const q = `${serviceQueryText(service)} service.instance.id:${quoteText(row.instance)}`;
	return (
		<Link
			to="/logs"
			search={withValues(kept, { q }) as never}
			className={styles.name}
			title={t("service.lastWords", { name: row.instance })}
		>
			<StatusGlyph state={GLYPHS[row.liveness]} label={t(`service.word_${row.liveness}`)} size={10} />
			<b>{row.instance === "" ? t("service.noInstanceId") : row.instance}</b>
			{isOdd ? (
				<span title={t("service.outlierHint")}>
					<Tag tone="warn">{t("service.outlier")}</Tag>
				</span>
			) : null}
		</Link>
	);
}
