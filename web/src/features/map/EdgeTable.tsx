import { errorState } from "@spanglass/shared/analysis/error-state";
import { formatDuration, formatRate } from "@spanglass/shared/units/format";
import type { TFunction } from "i18next";
import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { nearNodes } from "../../geometry/graph-walk.ts";
import type { MapUrl } from "../../state/url/map.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { Amplification, Change, Failed, Nothing, Quantile, Rate } from "../../ui/Measures.tsx";
import { NodeMark } from "../../ui/NodeMark.tsx";
import { type TableColumn, tableSortFrom, textOfTableSort } from "../../ui/table-sort.ts";
import { type CallPair, type GraphContent, latencyOfCalls, textOfPair } from "./graph-content.ts";
import styles from "./MapPage.module.css";
import { foundNodes, nameOfNode } from "./map-words.ts";

export interface EdgeTableProps {
	readonly content: GraphContent;
	readonly url: MapUrl;
	readonly focus: string | undefined;
	readonly onUrl: (changes: Partial<MapUrl>) => void;
}

/** The map in words: every edge with all of its numbers, the busiest first. A caller's name opens the edge. */
export function EdgeTable({ content, url, focus, onUrl }: EdgeTableProps): ReactElement {
	const { t } = useTranslation();
	const { find, hops, direction } = url;
	const rows = useMemo(() => {
		const near = focus === undefined ? undefined : nearNodes(content.pairs, focus, { hops, direction });
		const found = find.trim() === "" ? undefined : foundNodes(content, find);
		const shown = content.pairs.filter(({ from, to }) => {
			if (near !== undefined && !(near.has(from) && near.has(to))) return false;
			return found === undefined || found.has(from) || found.has(to);
		});
		return shown.toSorted((a, b) => b.ratePerSecond - a.ratePerSecond);
	}, [content, focus, hops, direction, find]);
	const columns = useMemo(() => edgeColumns(t), [t]);
	const onOpen = (pair: CallPair): void => onUrl({ selection: textOfPair(content, pair) });
	return (
		<section className={styles.table} aria-label={t("map.table")}>
			<DataTable
				label={t("map.table")}
				columns={[...nameColumns(t, content, onOpen), ...columns]}
				rows={rows}
				keyOf={({ from, to }) => `${from} ${to}`}
				sort={tableSortFrom(url.sort)}
				onSort={(sort) => onUrl({ sort: textOfTableSort(sort) })}
				isChosen={(pair) => textOfPair(content, pair) === url.selection}
			/>
		</section>
	);
}

function nameColumns(t: TFunction, content: GraphContent, onOpen: (pair: CallPair) => void): readonly TableColumn<CallPair>[] {
	const nameOf = (id: string): string => nameOfNode(t, content.nodes.get(id)?.node);
	const mark = (id: string): ReactElement => {
		const entry = content.nodes.get(id);
		return <NodeMark type={entry?.node.type ?? "service"} color={entry?.color ?? 0} />;
	};
	return [
		{
			key: "caller",
			head: t("map.columnCaller"),
			value: ({ from }) => nameOf(from),
			cell: (pair) => (
				<button
					type="button"
					className={styles.name}
					onClick={() => onOpen(pair)}
					aria-label={t("map.openEdge", { caller: nameOf(pair.from), callee: nameOf(pair.to) })}
				>
					{mark(pair.from)}
					<b>{nameOf(pair.from)}</b>
				</button>
			),
		},
		{
			key: "callee",
			head: t("map.columnCallee"),
			grows: true,
			value: ({ to }) => nameOf(to),
			cell: ({ to }) => (
				<span className={styles.name}>
					{mark(to)}
					<b>{nameOf(to)}</b>
				</span>
			),
		},
	];
}

function edgeColumns(t: TFunction): readonly TableColumn<CallPair>[] {
	const quantile = (name: "p50" | "p95" | "p99", of: 0.5 | 0.95 | 0.99): TableColumn<CallPair> => ({
		key: name,
		head: name,
		hint: t("map.hintQuantile"),
		align: "end",
		isWide: name !== "p99",
		value: ({ edges }) => latencyOfCalls(edges[0].calls).durations[name],
		cell: ({ edges }) => {
			const { durations } = latencyOfCalls(edges[0].calls);
			return <Quantile quantile={of} nanos={durations[name]} count={durations.count} />;
		},
	});
	return [
		{
			key: "type",
			head: t("map.columnType"),
			isWide: true,
			value: ({ edges }) => edges[0].type,
			cell: ({ edges }) => [...new Set(edges.map(({ type }) => type))].join(", "),
		},
		{
			key: "rate",
			head: t("map.attempts"),
			hint: t("map.hintAttempts"),
			align: "end",
			value: ({ ratePerSecond }) => ratePerSecond,
			cell: ({ ratePerSecond, attempts }) => <Rate perSecond={ratePerSecond} count={attempts} />,
		},
		{
			key: "rateChange",
			head: t("map.columnRateChange"),
			hint: t("map.hintChange"),
			align: "end",
			isWide: true,
			cell: ({ edges: [{ calls, before }] }) => (
				<Change
					was={before === null ? undefined : { value: before.ratePerSecond, count: before.attempts }}
					now={{ value: calls.ratePerSecond, count: calls.attempts }}
					format={formatRate}
				/>
			),
		},
		{
			key: "errors",
			head: t("map.errors"),
			hint: t("map.hintErrors"),
			align: "end",
			value: ({ attempts, errorCount }) => (attempts === 0 ? null : errorCount / attempts),
			cell: ({ attempts, errorCount }) => (
				<Failed
					ratio={attempts === 0 ? null : errorCount / attempts}
					errorCount={errorCount}
					count={attempts}
					state={errorState(errorCount / Math.max(attempts, 1))}
				/>
			),
		},
		quantile("p50", 0.5),
		quantile("p95", 0.95),
		quantile("p99", 0.99),
		{
			key: "p99Change",
			head: t("map.columnP99Change"),
			hint: t("map.hintChange"),
			align: "end",
			isWide: true,
			cell: ({ edges: [{ calls, before }] }) => {
				const { side, durations } = latencyOfCalls(calls);
				const was = before?.[side];
				return (
					<Change
						was={was && { value: was.p99, count: was.count }}
						now={{ value: durations.p99, count: durations.count }}
						format={formatDuration}
						bad="up"
					/>
				);
			},
		},
		{
			key: "retry",
			head: t("map.columnRetry"),
			hint: t("map.hintRetry"),
			align: "end",
			isWide: true,
			value: ({ edges }) => edges[0].calls.amplification,
			cell: ({ edges: [{ calls }] }) =>
				calls.amplification === null ? (
					<Nothing />
				) : (
					<Amplification factor={calls.amplification} attempts={calls.attempts} resends={calls.resends} />
				),
		},
		{
			key: "evidence",
			head: t("map.columnEvidence"),
			isWide: true,
			value: ({ edges }) => edges[0].evidence,
			cell: ({ edges }) => <span title={t(`map.evidence_${edges[0].evidence}`)}>{edges[0].evidence}</span>,
		},
	];
}
