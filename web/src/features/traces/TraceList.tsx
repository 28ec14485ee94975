import type { TraceSummaryJson } from "@spanglass/shared/api/schemas";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Pause } from "lucide-react";
import { type CSSProperties, type ReactElement, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ROW_HEIGHT, usePrefs } from "../../state/prefs.ts";
import { HOUR_MS } from "../../state/time-range.ts";
import { usePlace } from "../../state/use-place.ts";
import { useKeys } from "../../ui/keys.ts";
import { PHONE, useMedia } from "../../ui/use-media.ts";
import styles from "./TraceList.module.css";
import { TraceRow } from "./TraceRow.tsx";

export interface TraceListProps {
	readonly rows: readonly TraceSummaryJson[];
	readonly label: string;
	/** What stands under the last row. */
	readonly foot: ReactNode;
	/** Called when the end comes into view; may be called again before the next page is there. */
	readonly onEnd: () => void;
	readonly heldCount: number;
	readonly onResume: () => void;
	/** True while somebody looks closely: the pointer is on the list, it is scrolled, a row has the focus, text is selected. */
	readonly onLook: (looking: boolean) => void;
}

const PHONE_ROW_PX = 56;
const NEAR_END_ROWS = 30;

/** The virtual list: only rows in view are in the document. Arrow keys and `j` `k` move, Enter opens (rows are links). */
export function TraceList({ rows, label, foot, onEnd, heldCount, onResume, onLook }: TraceListProps): ReactElement {
	const { t } = useTranslation();
	const { density } = usePrefs();
	const rowPx = useMedia(PHONE) ? PHONE_ROW_PX : ROW_HEIGHT[density];
	const scroll = useRef<HTMLDivElement>(null);
	const place = usePlace();
	const [activeIndex, setActive] = useState(place.initial?.activeIndex ?? -1);
	const virtual = useVirtualizer({
		count: rows.length,
		getScrollElement: () => scroll.current,
		estimateSize: () => rowPx,
		overscan: 12,
		initialOffset: place.initial?.offsetPx ?? 0,
		initialRect: { width: 1024, height: 900 },
	});
	useEffect(() => {
		if (rowPx > 0) virtual.measure();
	}, [virtual, rowPx]);
	const items = virtual.getVirtualItems();
	const lastIndex = items.at(-1)?.index ?? 0;
	useEffect(() => {
		if (lastIndex >= rows.length - NEAR_END_ROWS) onEnd();
	}, [lastIndex, rows.length, onEnd]);
	const withDay = useMemo(() => spansDays(rows), [rows]);
	const longestNanos = useMemo(() => longestOf(rows, items[0]?.index ?? 0, lastIndex), [rows, items, lastIndex]);

	const move = (step: number): void => {
		const from = activeIndex < 0 ? Math.ceil((scroll.current?.scrollTop ?? 0) / rowPx) - step : activeIndex;
		const next = Math.max(0, Math.min(rows.length - 1, from + step));
		setActive(next);
		virtual.scrollToIndex(next);
		requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus({ preventScroll: true }));
	};
	useKeys({
		j: () => move(1),
		k: () => move(-1),
		ArrowDown: () => move(1),
		ArrowUp: () => move(-1),
		Space: () => (heldCount > 0 ? resume() : false),
	});
	const resume = (): void => {
		scroll.current?.scrollTo({ top: 0 });
		if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
		setActive(-1);
		onResume();
	};
	const look = useLook(scroll, onLook);
	return (
		<div className={styles.list} data-day={withDay}>
			<Head />
			{heldCount > 0 ? (
				<button type="button" className={styles.held} onClick={resume}>
					<Pause size={12} strokeWidth={2} aria-hidden />
					{t("traces.held", { count: heldCount })}
				</button>
			) : null}
			<section
				ref={scroll}
				aria-label={label}
				className={styles.scroll}
				onScroll={() => {
					place.keep({ offsetPx: scroll.current?.scrollTop ?? 0, activeIndex });
					look.check();
				}}
				onPointerEnter={look.enter}
				onPointerLeave={look.leave}
				onFocus={(event) => {
					const index = Number(event.target.closest<HTMLElement>("[data-index]")?.dataset.index ?? -1);
					if (index >= 0) setActive(index);
					place.keep({ offsetPx: scroll.current?.scrollTop ?? 0, activeIndex: index });
					look.check();
				}}
				onBlur={look.check}
			>
				<ol className={styles.items} style={{ height: virtual.getTotalSize(), "--list-row": `${rowPx}px` } as CSSProperties}>
					{items.map((item) => {
						const trace = rows[item.index];
						if (trace === undefined) return null;
						return (
							<TraceRow
								key={trace.traceId}
								trace={trace}
								index={item.index}
								withDay={withDay}
								topPx={item.start}
								longestNanos={longestNanos}
								isActive={item.index === activeIndex}
								isTabStop={item.index === Math.max(activeIndex, 0)}
							/>
						);
					})}
				</ol>
				<div className={styles.foot}>{foot}</div>
			</section>
		</div>
	);
}

function Head(): ReactElement {
	const { t } = useTranslation();
	return (
		<div className={styles.head} aria-hidden>
			<span>{t("traces.columnTime")}</span>
			<span />
			<span>{t("traces.columnRoot")}</span>
			<span className={styles.duration}>{t("traces.columnDuration")}</span>
			<span />
			<span className={styles.spans}>{t("traces.columnSpans")}</span>
			<span>{t("traces.columnServices")}</span>
			<span>{t("traces.columnError")}</span>
		</div>
	);
}

/** True when a row is not of today, so that its clock alone would mislead. Rows may be in any order. */
function spansDays(rows: readonly TraceSummaryJson[]): boolean {
	const midnight = new Date().setHours(0, 0, 0, 0);
	const noon = midnight + 12 * HOUR_MS;
	return rows.some((row) => Math.abs(Number(row.startTime) / 1e6 - noon) > 12 * HOUR_MS);
}

function longestOf(rows: readonly TraceSummaryJson[], first: number, last: number): number {
	let longest = 0;
	for (let index = first; index <= last; index++) longest = Math.max(longest, rows[index]?.durationNanos ?? 0);
	return longest;
}

/** Tell the owner when somebody starts and stops looking closely. */
function useLook(scroll: { readonly current: HTMLDivElement | null }, onLook: (looking: boolean) => void) {
	const hovered = useRef(false);
	const check = (): void => {
		const list = scroll.current;
		const selected = (document.getSelection()?.toString() ?? "") !== "";
		onLook(hovered.current || selected || (list?.scrollTop ?? 0) > 0 || (list?.contains(document.activeElement) ?? false));
	};
	return {
		check,
		enter: () => {
			hovered.current = true;
			check();
		},
		leave: () => {
			hovered.current = false;
			check();
		},
	};
}
