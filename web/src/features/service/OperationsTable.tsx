import { errorState } from "@spanglass/shared/analysis/error-state";
import type { OperationsJson } from "@spanglass/shared/api/rollup-schemas";
import { formatDuration, formatExact, shortId } from "@spanglass/shared/units/format";
import { Link } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { lazy, type MouseEvent, type ReactElement, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useServiceOperations, useServiceRed } from "../../api/service-detail.ts";
import { Sparkline } from "../../charts/Sparkline/Sparkline.tsx";
import { searchFromServiceUrl } from "../../state/url/service.ts";
import { withValues } from "../../state/url.ts";
import { useSearchValues } from "../../state/use-search.ts";
import { AnswerFacts } from "../../ui/AnswerFacts.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { Change, Failed, Nothing, Quantile, Rate, Share } from "../../ui/Measures.tsx";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import type { TableColumn } from "../../ui/table-sort.ts";
import type { ExemplarPick } from "./ExemplarPopover.tsx";
import { countsOf } from "./red-series.ts";
import { Section } from "./Section.tsx";
import styles from "./ServicePage.module.css";
import type { ServiceView } from "./service-view.ts";

const ExemplarPopover = lazy(async () => ({ default: (await import("./ExemplarPopover.tsx")).ExemplarPopover }));

type Operation = OperationsJson["data"][number];
type LineOf = (operation: string) => readonly (number | null)[];

const keyOf = ({ operation, kind, protocol }: Operation): string => `${kind} ${protocol} ${operation}`;

/** Operations by the time that they take. A name shows only that operation in the charts; a p99 finds the traces that stand for it. */
export function OperationsTable({ view, most }: { readonly view: ServiceView; readonly most: number }): ReactElement {
	const { t } = useTranslation();
	const { compare: _, ...range } = view.query;
	const answer = useServiceOperations(view.query, true);
	const lines = useServiceRed({ ...range, by: "operation" });
	const [pick, setPick] = useState<ExemplarPick>();
	const { name, env, fromMs, toMs } = view.query;
	const columns = useMemo(() => {
		const lineOf: LineOf = (operation) => (lines.data === undefined ? [] : countsOf(lines.data, operation));
		const onPick = ({ operation, numbers }: Operation, place: ExemplarPick["place"]): void => {
			const near = numbers.durations.p99;
			if (near === null) return;
			setPick({ title: `${operation} p99`, place, query: { name, env, fromMs, toMs, op: operation, near } });
		};
		return operationColumns(t, { lineOf, onPick });
	}, [t, lines.data, name, env, fromMs, toMs]);
	const rows = answer.data?.data;
	return (
		<Section title={t("service.tabOperations")} note={t("service.operationsHint")}>
			{answer.error === null ? null : <ErrorPanel error={answer.error} onRetry={() => void answer.refetch()} />}
			{rows === undefined ? (
				<WaitingRows count={8} isWaiting={answer.isFetching} />
			) : rows.length === 0 ? (
				<p className={styles.none}>{t("service.noOperations")}</p>
			) : (
				<>
					<DataTable
						label={t("service.tabOperations")}
						columns={[nameColumn(t, view), ...columns]}
						rows={rows}
						keyOf={keyOf}
						sort={view.sort}
						onSort={view.onSort}
						most={most}
						isChosen={({ operation }) => operation === view.url.op}
						isMuted={({ numbers }) => numbers.count === 0}
					/>
					{answer.data === undefined ? null : (
						<AnswerFacts
							className={styles.foot}
							tookMs={answer.data.tookMs}
							complete={answer.data.complete}
							warnings={answer.data.warnings}
						>
							{t("service.operationCount", { count: rows.length, value: formatExact(rows.length) })}
						</AnswerFacts>
					)}
				</>
			)}
			{pick === undefined ? null : (
				<Suspense>
					<ExemplarPopover key={pick.title} pick={pick} onClose={() => setPick(undefined)} />
				</Suspense>
			)}
		</Section>
	);
}

function nameColumn(t: TFunction, view: ServiceView): TableColumn<Operation> {
	return {
		key: "name",
		head: t("service.columnOperation"),
		grows: true,
		value: ({ operation }) => operation,
		cell: (row) => <OperationName row={row} view={view} />,
	};
}

const KINDS = ["", "internal", "server", "client", "producer", "consumer"] as const;

function OperationName({ row, view }: { readonly row: Operation; readonly view: ServiceView }): ReactElement {
	const { t } = useTranslation();
	const values = useSearchValues();
	const { operation, kind, protocol } = row;
	const isChosen = view.url.op === operation;
	const changes = searchFromServiceUrl({ ...view.url, op: isChosen ? undefined : operation });
	return (
		<Link
			to="."
			search={withValues(values, changes) as never}
			resetScroll={false}
			className={styles.operation}
			aria-current={isChosen ? "true" : undefined}
			title={`${operation} · ${[KINDS[kind], protocol].filter(Boolean).join(" ")} · ${t(isChosen ? "service.allOperations" : "service.showOperation")}`}
		>
			<code>{KINDS[kind] ?? ""}</code>
			<b>{operation}</b>
		</Link>
	);
}

interface CellActions {
	readonly lineOf: LineOf;
	readonly onPick: (row: Operation, place: ExemplarPick["place"]) => void;
}

function operationColumns(t: TFunction, { lineOf, onPick }: CellActions): readonly TableColumn<Operation>[] {
	return [
		{
			key: "rate",
			head: t("service.columnRate"),
			hint: t("service.hintSpans"),
			align: "end",
			value: ({ numbers }) => numbers.ratePerSecond,
			cell: ({ numbers }) => <Rate perSecond={numbers.ratePerSecond} count={numbers.count} />,
		},
		{
			key: "line",
			head: "",
			isWide: true,
			cell: ({ operation }) => <Sparkline values={lineOf(operation)} widthPx={52} heightPx={16} />,
		},
		{
			key: "errors",
			head: t("service.columnErrors"),
			hint: t("service.hintErrors"),
			align: "end",
			value: ({ numbers }) => numbers.errorRatio,
			cell: ({ numbers }) => (
				<Failed
					ratio={numbers.errorRatio}
					errorCount={numbers.errorCount}
					count={numbers.count}
					state={errorState(numbers.errorRatio ?? 0)}
				/>
			),
		},
		quantileColumn(t, "p50"),
		quantileColumn(t, "p95"),
		{ ...quantileColumn(t, "p99"), isWide: false, cell: (row) => <P99 row={row} onPick={onPick} /> },
		{
			key: "change",
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
		{
			key: "share",
			head: t("service.columnTimeShare"),
			hint: t("service.hintTimeShare"),
			isWide: true,
			value: ({ timeShare }) => timeShare,
			cell: ({ timeShare }) => <Share of={timeShare} title={t("service.hintTimeShare")} isGuilty={timeShare >= 0.5} />,
		},
		{
			key: "trace",
			head: t("service.columnTrace"),
			hint: t("service.hintTrace"),
			align: "end",
			isWide: true,
			cell: ({ exemplar, operation }) =>
				exemplar === null ? (
					<Nothing />
				) : (
					<Link
						to="/t/$traceId"
						params={{ traceId: exemplar.traceId }}
						search={{ span: exemplar.spanId, cp: "1" } as never}
						className={styles.trace}
						aria-label={t("service.traceOf", { id: shortId(exemplar.traceId), name: operation })}
					>
						⌁{exemplar.traceId.slice(0, 4)}
					</Link>
				),
		},
	];
}

const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

function quantileColumn(t: TFunction, name: keyof typeof QUANTILES): TableColumn<Operation> {
	return {
		key: name,
		head: name,
		hint: t("service.hintQuantile", { name }),
		align: "end",
		isWide: true,
		value: ({ numbers }) => numbers.durations[name],
		cell: ({ numbers }) => <Quantile quantile={QUANTILES[name]} nanos={numbers.durations[name]} count={numbers.durations.count} />,
	};
}

/** The p99 of an operation, pressed: traces near it. */
function P99({ row, onPick }: { readonly row: Operation; readonly onPick: CellActions["onPick"] }): ReactElement {
	const { t } = useTranslation();
	const { durations } = row.numbers;
	if (durations.p99 === null) return <Nothing />;
	const press = (event: MouseEvent<HTMLElement>): void => {
		const box = event.currentTarget.getBoundingClientRect();
		onPick(row, { x: box.left + box.width / 2, y: box.bottom - 4 });
	};
	return (
		<button
			type="button"
			className={styles.pick}
			aria-haspopup="dialog"
			aria-label={t("service.exemplarsOf", { title: `${row.operation} p99` })}
			onClick={press}
		>
			<Quantile quantile={0.99} nanos={durations.p99} count={durations.count} />
		</button>
	);
}
