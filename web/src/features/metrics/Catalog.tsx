import type { MetricJson } from "@spanglass/shared/api/schemas";
import { formatCount, formatExact, textOf } from "@spanglass/shared/units/format";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type ReactElement, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { METRIC_SORTS, type MetricsUrl } from "../../state/url/metrics.ts";
import type { HistoryStep } from "../../state/use-search.ts";
import { FilterField } from "../../ui/FilterField.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import { useHeldOrder } from "../../ui/use-held-order.ts";
import { useLook } from "../../ui/use-look.ts";
import { useRowFocus } from "../../ui/use-row-focus.ts";
import styles from "./Catalog.module.css";
import { GroupRow, MetricRow } from "./CatalogRow.tsx";
import { type CatalogRow, catalogRows } from "./catalog-rows.ts";

export interface CatalogProps {
	readonly metrics: readonly MetricJson[];
	readonly url: MetricsUrl;
	readonly onUrl: (changes: Partial<MetricsUrl>, step?: HistoryStep) => void;
}

const GROUP_PX = 28;
const METRIC_PX = 44;
const SORT_KEYS = { name: "metrics.sortName", cardinality: "metrics.sortCardinality" } as const;

/** Every metric of the range: searched, sorted, in groups. `/` searches, `j` `k` and arrows move, Enter opens (rows are links). */
export function Catalog({ metrics, url, onUrl }: CatalogProps): ReactElement {
	const { t } = useTranslation();
	const find = useDeferredValue(url.find);
	const { sort, fold } = url;
	const foldText = fold.join();
	// biome-ignore lint/correctness/useExhaustiveDependencies: `fold` is a new list with every render, its text is not
	const rows = useMemo(() => catalogRows(metrics, { sort, find, fold }), [metrics, sort, find, foldText]);
	const shown = rows.reduce((sum, row) => sum + (row.type === "metric" ? 1 : row.isOpen ? 0 : row.count), 0);
	return (
		<>
			<div className={styles.search}>
				<FilterField
					value={url.find}
					label={t("metrics.search")}
					clearLabel={t("metrics.clearSearch")}
					onChange={(next) => onUrl({ find: next }, "replace")}
				/>
			</div>
			<div className={styles.tools}>
				<span className={styles.count} role="status">
					{url.find === ""
						? t("metrics.count", { count: metrics.length, value: formatExact(metrics.length) })
						: t("metrics.countOf", { shown: formatExact(shown), total: formatExact(metrics.length) })}
				</span>
				<SegmentedControl
					label={t("metrics.sort")}
					value={sort}
					onChange={(next) => onUrl({ sort: next })}
					options={METRIC_SORTS.map((value) => ({ value, label: t(SORT_KEYS[value]) }))}
				/>
			</div>
			{rows.length === 0 && url.find !== "" ? (
				<p className={styles.nothing}>{t("metrics.searchedTitle", { text: url.find })}</p>
			) : (
				<CatalogList
					rows={rows}
					url={url}
					onGroup={(group) =>
						onUrl({ fold: fold.includes(group) ? fold.filter((name) => name !== group) : [...fold, group].sort() }, "replace")
					}
				/>
			)}
		</>
	);
}

interface CatalogListProps {
	readonly rows: readonly CatalogRow[];
	readonly url: MetricsUrl;
	readonly onGroup: (group: string) => void;
}

const sizeOf = (row: CatalogRow | undefined): number => (row?.type === "group" ? GROUP_PX : METRIC_PX);
const keyOf = (row: CatalogRow): string =>
	row.type === "group" ? `group ${row.group}` : `${row.metric.name} ${row.metric.type} ${row.metric.unit}`;

function CatalogList({ rows: sorted, url, onGroup }: CatalogListProps): ReactElement {
	const { t } = useTranslation();
	const scroll = useRef<HTMLDivElement>(null);
	const [looking, onLook] = useState(false);
	const look = useLook({ scroll, onLook, held: looking, home: "top" });
	// counts of series move rows about, names do not
	const rows = useHeldOrder(sorted, { keyOf, held: looking && url.sort === "cardinality", view: `${url.sort} ${url.find}` });
	const chosen = rows.findIndex((row) => row.type === "metric" && row.metric.name === url.metric);
	const virtual = useVirtualizer({
		count: rows.length,
		getScrollElement: () => scroll.current,
		estimateSize: (index) => sizeOf(rows[index]),
		getItemKey: (index) => {
			const row = rows[index];
			return row === undefined ? index : keyOf(row);
		},
		overscan: 8,
		initialRect: { width: 360, height: 800 },
	});
	useEffect(() => {
		if (rows.length > 0) virtual.measure();
	}, [virtual, rows]);
	const hasShown = useRef(false);
	useEffect(() => {
		if (chosen < 0 || hasShown.current) return;
		hasShown.current = true;
		if (!isInView(scroll.current, virtual.measurementsCache[chosen])) virtual.scrollToIndex(chosen, { align: "center" });
	}, [chosen, virtual]);
	const focus = useRowFocus({ scroll, virtual, count: rows.length, initial: -1, chosen });
	const most = useMemo(() => Math.max(1, ...rows.map((row) => (row.type === "metric" ? row.metric.seriesCount : 0))), [rows]);
	return (
		<nav
			ref={scroll}
			className={styles.scroll}
			aria-label={t("metrics.catalog")}
			onScroll={look.check}
			onPointerMove={look.onPointerMove}
			onPointerLeave={look.onPointerLeave}
			onFocus={(event) => {
				focus.onFocus(event);
				look.check();
			}}
			onBlur={look.check}
		>
			<ol className={styles.items} style={{ height: virtual.getTotalSize() }}>
				{virtual.getVirtualItems().map(({ index, start, size, key }) => {
					const row = rows[index];
					if (row === undefined) return null;
					const props = { index, isTabStop: index === focus.tabStop };
					return (
						<li key={key} className={styles.item} style={{ top: start, height: size } satisfies CSSProperties}>
							{row.type === "group" ? (
								<GroupRow
									{...props}
									group={row.group}
									note={textOf(formatCount(row.count))}
									isOpen={row.isOpen}
									onPress={() => onGroup(row.group)}
								/>
							) : (
								<MetricRow
									{...props}
									metric={row.metric}
									url={url}
									share={url.sort === "cardinality" ? row.metric.seriesCount / most : 0}
								/>
							)}
						</li>
					);
				})}
			</ol>
		</nav>
	);
}

function isInView(list: HTMLElement | null, row: { readonly start: number; readonly end: number } | undefined): boolean {
	return list === null || row === undefined || (row.start >= list.scrollTop && row.end <= list.scrollTop + list.clientHeight);
}
