import type { LogRecordJson } from "@spanglass/shared/api/schemas";
import type { Virtualizer } from "@tanstack/react-virtual";
import { type ReactElement, type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { HOUR_MS } from "../../state/time-range.ts";
import { usePlace } from "../../state/use-place.ts";
import { RowList } from "../../ui/RowList.tsx";
import { useLook } from "../../ui/use-look.ts";
import { useRowFocus } from "../../ui/use-row-focus.ts";
import styles from "./LogList.module.css";
import { type LogActions, LogRow } from "./LogRow.tsx";
import { recordNanos } from "./log-line.ts";
import { useRowSizes } from "./use-row-sizes.ts";

export interface LogListProps {
	readonly rows: readonly LogRecordJson[];
	readonly label: string;
	readonly wrap: boolean;
	/** Ids of the open records. */
	readonly open: readonly string[];
	readonly actions: LogActions;
	/** What stands under the last row. */
	readonly foot: ReactNode;
	/** Called when the end comes into view; may be called again before the next page is there. */
	readonly onEnd: () => void;
	/** Somebody looks closely, as `onLook` told. */
	readonly looking: boolean;
	readonly onLook: (looking: boolean) => void;
	/** Given for the tail, whose newest row is the last: the list keeps to its end until somebody looks closely. */
	readonly tail?: TailProps;
}

export interface TailProps {
	/** It does not follow its end, because somebody looks or it was asked for. */
	readonly held: boolean;
}

const NEAR_END_ROWS = 40;

/** The virtual list: only rows in view are in the document. Arrow keys and `j` `k` move, Enter opens a record in its place. */
export function LogList({ rows, label, wrap, open, actions, foot, onEnd, looking, onLook, tail }: LogListProps): ReactElement {
	const { t } = useTranslation();
	const scroll = useRef<HTMLDivElement>(null);
	const place = usePlace();
	const openIds = useMemo(() => new Set(open), [open]);
	const { virtual, rowPx, isVariable } = useRowSizes({ rows, scroll, openIds, wrap, offsetPx: place.initial?.offsetPx ?? 0 });
	const isTail = tail !== undefined;
	const focus = useRowFocus({
		scroll,
		virtual,
		count: rows.length,
		initial: place.initial?.activeIndex ?? -1,
		entry: isTail ? "last" : "first",
	});
	const items = virtual.getVirtualItems();
	const lastIndex = items.at(-1)?.index ?? 0;
	useEffect(() => {
		if (lastIndex >= rows.length - NEAR_END_ROWS) onEnd();
	}, [lastIndex, rows.length, onEnd]);
	useReveal({ rows, openId: place.initial === undefined ? open[0] : undefined, scrollToIndex: virtual.scrollToIndex });
	useShowOpened({ rows, openIds, virtual });
	const look = useLook({ scroll, onLook, held: tail?.held ?? looking, home: isTail ? "bottom" : "top" });
	const totalPx = virtual.getTotalSize();
	const follows = tail !== undefined && !tail.held;
	// biome-ignore lint/correctness/useExhaustiveDependencies: new rows and new heights move the end
	useLayoutEffect(() => {
		if (follows && scroll.current !== null) scroll.current.scrollTop = scroll.current.scrollHeight;
	}, [follows, rows, totalPx]);
	const { active } = focus;
	const { keep } = place;
	const keepPlace = useCallback(() => {
		if (!isTail) keep({ offsetPx: scroll.current?.scrollTop ?? 0, activeIndex: active });
	}, [keep, active, isTail]);
	useEffect(keepPlace, [keepPlace]);
	const withDay = useMemo(() => spansDays(rows), [rows]);
	return (
		<div className={styles.list} data-day={withDay}>
			<div className={styles.head} aria-hidden>
				<span />
				<span>{t("logs.columnTime")}</span>
				<span>{t("logs.columnLevel")}</span>
				<span>{t("logs.columnService")}</span>
				<span>{t("logs.columnTrace")}</span>
				<span>{t("logs.columnBody")}</span>
			</div>
			<RowList
				scroll={scroll}
				label={label}
				totalPx={totalPx}
				rowPx={rowPx}
				look={look}
				onScroll={keepPlace}
				onFocus={focus.onFocus}
				foot={<div className={styles.foot}>{foot}</div>}
			>
				{items.map((item) => {
					const record = rows[item.index];
					if (record === undefined) return null;
					return (
						<LogRow
							key={record.id}
							record={record}
							index={item.index}
							withDay={withDay}
							topPx={item.start}
							isOpen={openIds.has(record.id)}
							wrap={wrap}
							isActive={item.index === active}
							isTabStop={item.index === focus.tabStop}
							measure={isVariable(record.id) ? virtual.measureElement : undefined}
							actions={actions}
						/>
					);
				})}
			</RowList>
		</div>
	);
}

/** True when a row is not of today, so that its clock alone would mislead. Rows are in order of time. */
function spansDays(rows: readonly LogRecordJson[]): boolean {
	const noon = new Date().setHours(0, 0, 0, 0) + 12 * HOUR_MS;
	return [rows[0], rows.at(-1)].some((row) => row !== undefined && Math.abs(Number(recordNanos(row) / 1_000_000n) - noon) > 12 * HOUR_MS);
}

interface RevealOptions {
	readonly rows: readonly LogRecordJson[];
	/** Undefined: the list has a place already. */
	readonly openId: string | undefined;
	readonly scrollToIndex: (index: number, options: { readonly align: "start" }) => void;
}

/** Once, when the record that the address opens is there, bring it into view. */
function useReveal({ rows, openId, scrollToIndex }: RevealOptions): void {
	const wanted = useRef(openId);
	useEffect(() => {
		if (wanted.current === undefined) return;
		const index = rows.findIndex((row) => row.id === wanted.current);
		if (index < 0) return;
		wanted.current = undefined;
		if (index > 0) scrollToIndex(index, { align: "start" });
	}, [rows, scrollToIndex]);
}

interface ShowOpenedOptions {
	readonly rows: readonly LogRecordJson[];
	readonly openIds: ReadonlySet<string>;
	readonly virtual: Virtualizer<HTMLDivElement, HTMLElement>;
}

/** A record that was just opened at the lower edge is brought into view, as far as it fits. */
function useShowOpened({ rows, openIds, virtual }: ShowOpenedOptions): void {
	const before = useRef(openIds);
	useEffect(() => {
		const added = [...openIds].find((id) => !before.current.has(id));
		before.current = openIds;
		const index = added === undefined ? -1 : rows.findIndex((row) => row.id === added);
		const item = index < 0 ? undefined : virtual.measurementsCache[index];
		const viewPx = virtual.scrollRect?.height ?? 0;
		if (item === undefined || item.end <= (virtual.scrollOffset ?? 0) + viewPx) return;
		virtual.scrollToIndex(index, { align: item.size < viewPx ? "end" : "start" });
	}, [openIds, rows, virtual]);
}
