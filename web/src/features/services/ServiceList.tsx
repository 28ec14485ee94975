import type { ServiceJson } from "@spanglass/shared/api/schemas";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactElement, type ReactNode, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFiringServices } from "../../api/alerts.ts";
import { ROW_HEIGHT, usePrefs } from "../../state/prefs.ts";
import type { ServiceSort, ServiceSortColumn } from "../../state/url/services.ts";
import { useKeptSearch } from "../../state/use-kept-search.ts";
import { type Place, usePlace } from "../../state/use-place.ts";
import { RowList } from "../../ui/RowList.tsx";
import { Tooltip } from "../../ui/Tooltip.tsx";
import { useFixedRows } from "../../ui/use-fixed-rows.ts";
import { useHeldOrder } from "../../ui/use-held-order.ts";
import { useLook } from "../../ui/use-look.ts";
import { PHONE, useMedia } from "../../ui/use-media.ts";
import { useRowFocus } from "../../ui/use-row-focus.ts";
import { columnHead, columnHint, columnName } from "./columns.ts";
import styles from "./ServiceList.module.css";
import { ServiceRow } from "./ServiceRow.tsx";
import { nextSort, serviceKey, sharedNames } from "./service-rows.ts";

export interface ServiceListProps {
	/** In their order; while somebody looks closely, rows that are there keep their places. */
	readonly rows: readonly ServiceJson[];
	/** What the rows were searched for. */
	readonly find: string;
	readonly label: string;
	readonly sort: ServiceSort;
	readonly onSort: (sort: ServiceSort) => void;
	/** What stands under the last row. */
	readonly foot: ReactNode;
}

const PHONE_ROW_PX = 56;

/** The virtual table of services: only rows in view are in the document. Arrow keys and `j` `k` move, Enter opens (rows are links). */
export function ServiceList({ rows: sorted, find, label, sort, onSort, foot }: ServiceListProps): ReactElement {
	const [looking, onLook] = useState(false);
	const view = `${sort?.column} ${sort?.direction} ${find}`;
	const rows = useHeldOrder(sorted, { keyOf: serviceKey, held: looking, view });
	const { density } = usePrefs();
	const rowPx = useMedia(PHONE) ? PHONE_ROW_PX : ROW_HEIGHT[density];
	const scroll = useRef<HTMLDivElement>(null);
	const look = useLook({ scroll, onLook, held: looking, home: "top" });
	const kept = useKeptSearch();
	const firing = useFiringServices();
	const place = usePlace();
	const virtual = useFixedRows({ count: rows.length, scroll, rowPx, offsetPx: place.initial?.offsetPx ?? 0 });
	const { active, tabStop, onFocus } = useRowFocus({ scroll, virtual, count: rows.length, initial: place.initial?.activeIndex ?? -1 });
	const keepPlace = useCallback(() => place.keep({ offsetPx: scroll.current?.scrollTop ?? 0, activeIndex: active }), [place, active]);
	useEffect(keepPlace, [keepPlace]);
	useTopOnNewOrder(scroll, sort, place);
	const shared = useMemo(() => sharedNames(rows), [rows]);
	const items = virtual.getVirtualItems();
	const first = items[0]?.index ?? 0;
	const last = items.at(-1)?.index ?? 0;
	const slowestNanos = useMemo(
		() => rows.slice(first, last + 1).reduce((slowest, { p99Nanos }) => Math.max(slowest, p99Nanos ?? 0), 0),
		[rows, first, last],
	);
	return (
		<div className={styles.list}>
			<Head sort={sort} onSort={onSort} />
			<RowList
				scroll={scroll}
				label={label}
				totalPx={virtual.getTotalSize()}
				rowPx={rowPx}
				look={look}
				onScroll={keepPlace}
				onFocus={onFocus}
				foot={<div className={styles.foot}>{foot}</div>}
			>
				{items.map((item) => {
					const service = rows[item.index];
					if (service === undefined) return null;
					return (
						<ServiceRow
							key={serviceKey(service)}
							service={service}
							isNameShared={shared.has(service.name)}
							kept={kept}
							firing={firing.get(service.name) ?? 0}
							index={item.index}
							topPx={item.start}
							slowestNanos={slowestNanos}
							isActive={item.index === active}
							isTabStop={item.index === tabStop}
						/>
					);
				})}
			</RowList>
		</div>
	);
}

/** Another order begins at its top, or where it was left when Back leads to it. */
function useTopOnNewOrder(scroll: RefObject<HTMLElement | null>, sort: ServiceSort, place: Place): void {
	const order = `${sort?.column} ${sort?.direction}`;
	const before = useRef(order);
	useEffect(() => {
		if (before.current === order) return;
		before.current = order;
		scroll.current?.scrollTo({ top: place.initial?.offsetPx ?? 0 });
	}, [scroll, order, place]);
}

function Head({ sort, onSort }: Pick<ServiceListProps, "sort" | "onSort">): ReactElement {
	const { t } = useTranslation();
	const column = (name: ServiceSortColumn): ReactElement => (
		<span className={styles[name]}>
			<HeadButton column={name} sort={sort} onSort={onSort} />
		</span>
	);
	return (
		// biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's meaning and its own layout
		<div role="group" aria-label={t("list.sort")} className={styles.head}>
			<span />
			{column("name")}
			{column("rate")}
			<span className={styles.line} />
			{column("errors")}
			{column("p50")}
			{column("p95")}
			{column("p99")}
			<span className={styles.bar} />
			{column("instances")}
			<span className={styles.versions}>{t("services.columnVersions")}</span>
			{column("seen")}
			<span />
		</div>
	);
}

interface HeadButtonProps extends Pick<ServiceListProps, "sort" | "onSort"> {
	readonly column: ServiceSortColumn;
}

function HeadButton({ column, sort, onSort }: HeadButtonProps): ReactElement {
	const { t } = useTranslation();
	const direction = sort?.column === column ? sort.direction : undefined;
	const name = columnName(t, column);
	const Arrow = direction === "asc" ? ArrowUp : ArrowDown;
	const key = direction === undefined ? "services.sortBy" : direction === "asc" ? "services.sortAsc" : "services.sortDesc";
	return (
		<Tooltip content={columnHint(t, column)}>
			<button
				type="button"
				className={styles.headButton}
				aria-pressed={direction !== undefined}
				aria-label={t(key, { column: name })}
				onClick={() => onSort(nextSort(sort, column))}
			>
				{columnHead(t, column)}
				{direction === undefined ? null : <Arrow size={10} strokeWidth={2} aria-hidden />}
			</button>
		</Tooltip>
	);
}
