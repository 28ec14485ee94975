import type { SpanGroupsJson } from "@spanglass/shared/api/search-schemas";
import {
	formatDuration,
	formatDurationExact,
	formatExact,
	formatPercent,
	formatRate,
	quantilePrefix,
	textOf,
} from "@spanglass/shared/units/format";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { CSSProperties, ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Sparkline } from "../../../charts/Sparkline/Sparkline.tsx";
import { Value } from "../../../ui/Value.tsx";
import styles from "./Groups.module.css";
import { errorRatioOf, type GroupColumn, type GroupOrder, nextOrder, type SpanGroup } from "./group-rows.ts";

export interface GroupTableProps {
	readonly by: readonly string[];
	readonly rows: readonly SpanGroup[];
	readonly order: GroupOrder;
	readonly answer: SpanGroupsJson;
	readonly onOrder: (order: GroupOrder) => void;
	readonly onRow: (values: SpanGroup["values"]) => void;
}

const QUANTILES = [
	{ column: "p50", quantile: 0.5 },
	{ column: "p95", quantile: 0.95 },
	{ column: "p99", quantile: 0.99 },
] as const;

/** Groups as rows: their values, rate, errors, percentiles, size, and how many there were over time. */
export function GroupTable({ by, rows, order, answer, onOrder, onRow }: GroupTableProps): ReactElement {
	const { t } = useTranslation();
	const slowest = Math.max(1, ...rows.map(({ p99 }) => p99));
	const head = (column: GroupColumn, name: string): ReactElement => (
		<Head key={column} {...{ column, name, order }} onOrder={() => onOrder(nextOrder(order, column))} />
	);
	return (
		<section className={styles.scroll} aria-label={t("find.groupTable", { keys: by.join(", ") })}>
			<table className={styles.table}>
				<thead>
					<tr>
						{by.map((key) => (
							<th key={key} scope="col">
								{key}
							</th>
						))}
						{head("rate", t("find.groupRate"))}
						{head("errors", t("find.groupErrors"))}
						{QUANTILES.map(({ column }) => head(column, column))}
						<th scope="col" className={styles.barHead} aria-hidden />
						{head("count", t("find.groupCount"))}
						<th scope="col" className={styles.trend}>
							{t("find.groupTrend")}
						</th>
					</tr>
				</thead>
				<tbody>
					{rows.map((group) => (
						<Row key={group.values.join("\n")} group={group} slowest={slowest} onRow={() => onRow(group.values)} />
					))}
				</tbody>
			</table>
			<p className={styles.foot}>
				{answer.total > answer.data.length
					? `${t("find.groupMore", { shown: formatExact(answer.data.length), total: formatExact(answer.total) })} · `
					: ""}
				{t("find.groupError", { value: textOf(formatPercent(answer.errorBound)) })}
			</p>
		</section>
	);
}

interface HeadProps {
	readonly column: GroupColumn;
	readonly name: string;
	readonly order: GroupOrder;
	readonly onOrder: () => void;
}

function Head({ column, name, order, onOrder }: HeadProps): ReactElement {
	const { t } = useTranslation();
	const direction = order.column === column ? order.direction : undefined;
	const Arrow = direction === "asc" ? ArrowUp : ArrowDown;
	const sort = direction === undefined ? "none" : direction === "asc" ? "ascending" : "descending";
	return (
		<th scope="col" className={styles.number} aria-sort={sort}>
			<button type="button" title={t("find.groupSort", { name })} onClick={onOrder}>
				{direction === undefined ? null : <Arrow size={11} strokeWidth={2} aria-hidden />}
				{name}
			</button>
		</th>
	);
}

interface RowProps {
	readonly group: SpanGroup;
	readonly slowest: number;
	readonly onRow: () => void;
}

function Row({ group, slowest, onRow }: RowProps): ReactElement {
	const { t } = useTranslation();
	const [first, ...others] = group.values;
	const ratio = errorRatioOf(group);
	return (
		<tr>
			<th scope="row">
				<button type="button" className={styles.open} title={t("find.groupRow")} onClick={onRow}>
					<GroupValue value={first ?? null} />
				</button>
			</th>
			{others.map((value, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the place is the key that the value is of
				<td key={index}>
					<GroupValue value={value} />
				</td>
			))}
			<td className={styles.number}>
				<Value of={formatRate(group.ratePerSecond)} />
			</td>
			<td className={styles.number} data-bad={group.errorCount > 0}>
				<Value of={formatPercent(ratio)} exact={formatExact(group.errorCount)} />
			</td>
			{QUANTILES.map(({ column, quantile }) => {
				const prefix = quantilePrefix(quantile, group.count);
				return (
					<td key={column} className={styles.number} data-few={prefix !== ""}>
						{prefix}
						<Value of={formatDuration(group[column])} exact={textOf(formatDurationExact(Math.round(group[column])))} />
					</td>
				);
			})}
			<td className={styles.bar} aria-hidden>
				<i style={{ "--share": group.p99 / slowest } as CSSProperties} />
			</td>
			<td className={styles.number}>{formatExact(group.count)}</td>
			<td className={styles.trend}>
				<Sparkline values={group.counts} widthPx={72} heightPx={16} />
			</td>
		</tr>
	);
}

function GroupValue({ value }: { readonly value: string | null }): ReactElement {
	const { t } = useTranslation();
	if (value === null) return <i className={styles.missing}>{t("find.groupMissing")}</i>;
	return <span title={value}>{value === "" ? t("find.facetEmptyValue") : value}</span>;
}
