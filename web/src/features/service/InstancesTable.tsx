import { errorState } from "@spanglass/shared/analysis/error-state";
import type { InstancesJson } from "@spanglass/shared/api/rollup-schemas";
import { formatDuration, textOf } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { withValues } from "../../state/url.ts";
import { useSearchValues } from "../../state/use-search.ts";
import { Age } from "../../ui/Age.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { ErrorPanel, type Failure } from "../../ui/ErrorPanel.tsx";
import { Change, Failed, Nothing, Quantile, Rate } from "../../ui/Measures.tsx";
import { Pill, Tag } from "../../ui/Pill.tsx";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { StatusGlyph } from "../../ui/StatusGlyph.tsx";
import type { TableColumn } from "../../ui/table-sort.ts";
import { INSTANCE_GLYPHS, type InstanceJson, isLost, orderInstances, outliers, runningVersions } from "./instance-rows.ts";
import { Section } from "./Section.tsx";
import styles from "./ServicePage.module.css";
import type { ServiceView } from "./service-view.ts";

export interface InstancesTableProps {
	readonly view: ServiceView;
	readonly answer: InstancesJson | undefined;
	readonly error: Failure | null;
	readonly most: number;
	/** There is room for the change as well. */
	readonly isFull?: boolean;
}

/** One row for each instance that was ever seen, those that are missed first; a row shows its last words beside the page. */
export function InstancesTable({ view, answer, error, most, isFull = false }: InstancesTableProps): ReactElement {
	const { t } = useTranslation();
	const { lostOnly, instance } = view.url;
	const columns = useMemo(() => {
		const all = instanceColumns(t, outliers(answer?.data ?? []));
		return isFull ? all : all.filter(({ key }) => key !== "p99Change");
	}, [t, answer?.data, isFull]);
	const all = useMemo(() => (answer === undefined ? undefined : orderInstances(answer.data)), [answer]);
	const running = all === undefined ? undefined : runningVersions(all);
	const rows = lostOnly ? all?.filter(isLost) : all;
	return (
		<Section
			title={t("service.tabInstances")}
			note={
				running === undefined ? null : (
					<span className={styles.about}>
						<span>{t("service.live", { count: running.live })}</span>
						{running.late === 0 ? null : <em data-state="warn">{t("service.late", { count: running.late })}</em>}
						{running.lost === 0 ? null : (
							<em data-state="error" title={t("service.lostHint")}>
								{t("service.lost", { count: running.lost })}
							</em>
						)}
					</span>
				)
			}
			end={
				running === undefined || (running.lost === 0 && !lostOnly) ? null : (
					<Pill pressed={lostOnly} onPress={() => view.onUrl({ lostOnly: !lostOnly })}>
						{t("service.onlyLost")}
					</Pill>
				)
			}
		>
			{error === null ? null : <ErrorPanel error={error} />}
			{rows === undefined ? (
				<WaitingRows count={4} isWaiting={error === null} />
			) : rows.length === 0 ? (
				<p className={styles.none}>{t(lostOnly ? "service.noLost" : "service.noInstances")}</p>
			) : (
				<DataTable
					label={t("service.tabInstances")}
					columns={columns}
					rows={rows}
					keyOf={({ environment, version, instance }) => `${environment} ${version} ${instance}`}
					most={most}
					isMuted={({ gone }) => gone}
					isChosen={(row) => row.instance === instance}
				/>
			)}
		</Section>
	);
}

function instanceColumns(t: TFunction, odd: ReadonlySet<InstanceJson>): readonly TableColumn<InstanceJson>[] {
	return [
		{
			key: "instance",
			head: t("service.columnInstance"),
			hint: t("service.hintInstance"),
			grows: true,
			cell: (row) => <InstanceName row={row} isOdd={odd.has(row)} />,
		},
		{ key: "version", head: t("service.columnVersion"), cell: ({ version }) => (version === "" ? <Nothing /> : version) },
		{
			key: "seen",
			head: t("service.columnSeen"),
			hint: t("service.hintSeen"),
			align: "end",
			cell: (row) => (
				<span title={usualText(t, row)} data-liveness={row.gone ? "gone" : row.liveness} className={styles.seen}>
					{row.gone ? `${t("service.word_gone")} ` : row.liveness === "live" ? null : `${t(`service.word_${row.liveness}`)} `}
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

function usualText(t: TFunction, { usualIntervalMs, gone }: InstanceJson): string {
	if (gone) return t("service.goneHint");
	return usualIntervalMs === null
		? t("service.usualUnknown")
		: t("service.usual", { interval: textOf(formatDuration(usualIntervalMs * 1e6)) });
}

interface InstanceNameProps {
	readonly row: InstanceJson;
	readonly isOdd: boolean;
}

/** Its last words, beside the page. */
function InstanceName({ row, isOdd }: InstanceNameProps): ReactElement {
	const { t } = useTranslation();
	const values = useSearchValues();
	const label = t("service.lastWords", { name: row.instance });
	const content = (
		<>
			<StatusGlyph state={INSTANCE_GLYPHS[row.liveness]} label={t(`service.word_${row.liveness}`)} size={10} />
			<b>{row.instance === "" ? t("service.noInstanceId") : row.instance}</b>
			{isOdd ? (
				<span title={t("service.outlierHint")}>
					<Tag tone="warn">{t("service.outlier")}</Tag>
				</span>
			) : null}
		</>
	);
	if (row.instance === "") return <span className={styles.name}>{content}</span>;
	return (
		<Link to="." search={withValues(values, { inst: row.instance }) as never} resetScroll={false} className={styles.name} title={label}>
			{content}
		</Link>
	);
}
