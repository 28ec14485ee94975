/** What the lists of traces and of single spans have in common: rows that are links, each with a start and a duration. */
import { Pause } from "lucide-react";
import { type ReactElement, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ROW_HEIGHT, usePrefs } from "../../state/prefs.ts";
import { usePlace } from "../../state/use-place.ts";
import { useKeys } from "../../ui/keys.ts";
import { RowList } from "../../ui/RowList.tsx";
import { useFixedRows } from "../../ui/use-fixed-rows.ts";
import { useLook } from "../../ui/use-look.ts";
import { PHONE, useMedia } from "../../ui/use-media.ts";
import { useRowFocus } from "../../ui/use-row-focus.ts";
import styles from "./TraceList.module.css";
import { isOfSeveralDays, longestOf, PHONE_ROW_PX } from "./visible-rows.ts";

/** What a list says to a row. */
export interface TimedPlace {
	readonly index: number;
	readonly topPx: number;
	/** Show the day before the clock. */
	readonly withDay: boolean;
	/** Duration that fills the bar's column. */
	readonly longestNanos: number;
	readonly isActive: boolean;
	/** The one row that Tab reaches; arrow keys reach the others. */
	readonly isTabStop: boolean;
	/** Whether it is among the chosen ones; undefined where nothing can be chosen. */
	readonly isPicked: boolean | undefined;
	readonly onPick: ((key: string) => void) | undefined;
}

/** What a page says to a list. */
export interface TimedListProps<Row> {
	readonly rows: readonly Row[];
	readonly label: string;
	/** What stands under the last row. */
	readonly foot: ReactNode;
	/** Called when the end comes into view; may be called again before the next page is there. */
	readonly onEnd: () => void;
	/** Somebody looks closely, as `onLook` told. */
	readonly looking: boolean;
	readonly onLook: (looking: boolean) => void;
}

interface OwnProps<Row> extends TimedListProps<Row> {
	readonly className: string | undefined;
	readonly head: ReactElement;
	readonly keyOf: (row: Row) => string;
	readonly children: (row: Row, place: TimedPlace) => ReactElement;
	/** Rows that wait until nobody looks closely; 0 where none arrive by themselves. */
	readonly heldCount?: number;
	readonly onResume?: () => void;
	/** Chosen rows by key; `x` chooses the row with the focus, or no longer. */
	readonly picks?: Picks;
}

export interface Picks {
	readonly keys: ReadonlySet<string>;
	/** Must stay the same function. */
	readonly onPick: (key: string) => void;
}

const NEAR_END_ROWS = 30;

/** The virtual list: only rows in view are in the document. Arrow keys and `j` `k` move, Enter opens (rows are links). */
export function TimedList<Row extends { readonly startTime: string; readonly durationNanos: number }>({
	rows,
	label,
	foot,
	onEnd,
	looking,
	onLook,
	className,
	head,
	keyOf,
	children,
	heldCount = 0,
	onResume,
	picks,
}: OwnProps<Row>): ReactElement {
	const { t } = useTranslation();
	const { density } = usePrefs();
	const rowPx = useMedia(PHONE) ? PHONE_ROW_PX : ROW_HEIGHT[density];
	const scroll = useRef<HTMLDivElement>(null);
	const place = usePlace();
	const virtual = useFixedRows({ count: rows.length, scroll, rowPx, offsetPx: place.initial?.offsetPx ?? 0 });
	const items = virtual.getVirtualItems();
	const firstIndex = items[0]?.index ?? 0;
	const lastIndex = items.at(-1)?.index ?? 0;
	useEffect(() => {
		if (lastIndex >= rows.length - NEAR_END_ROWS) onEnd();
	}, [lastIndex, rows.length, onEnd]);
	const withDay = useMemo(() => isOfSeveralDays(rows), [rows]);
	const longestNanos = useMemo(() => longestOf(rows, firstIndex, lastIndex), [rows, firstIndex, lastIndex]);
	// the row that had the focus, wherever it is now
	const [initial] = useState(() => {
		const kept = place.initial;
		return kept === undefined || kept.activeIndex < 0 ? -1 : rows.findIndex((row) => keyOf(row) === kept.activeKey);
	});
	const focus = useRowFocus({ scroll, virtual, count: rows.length, initial });
	const resume = (): void => {
		scroll.current?.scrollTo({ top: 0 });
		if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
		focus.clear();
		onResume?.();
	};
	const { active, tabStop } = focus;
	const activeRow = rows[active];
	const activeKey = activeRow === undefined ? "" : keyOf(activeRow);
	useKeys({
		Space: () => (heldCount > 0 ? resume() : false),
		x: () => (picks === undefined || activeRow === undefined ? false : picks.onPick(activeKey)),
	});
	const look = useLook({ scroll, onLook, held: looking, home: "top" });
	const keepPlace = useCallback(
		() => place.keep({ offsetPx: scroll.current?.scrollTop ?? 0, activeIndex: active, activeKey }),
		[place, active, activeKey],
	);
	useEffect(keepPlace, [keepPlace]);
	return (
		<div className={className} data-day={withDay}>
			{head}
			{heldCount > 0 ? (
				<button type="button" className={styles.held} onClick={resume}>
					<Pause size={12} strokeWidth={2} aria-hidden />
					{t("traces.held", { count: heldCount })}
				</button>
			) : null}
			<RowList
				scroll={scroll}
				label={label}
				totalPx={virtual.getTotalSize()}
				rowPx={rowPx}
				look={look}
				onScroll={keepPlace}
				onFocus={focus.onFocus}
				foot={<div className={styles.foot}>{foot}</div>}
			>
				{items.map(({ index, start }) => {
					const row = rows[index];
					if (row === undefined) return null;
					return children(row, {
						index,
						topPx: start,
						withDay,
						longestNanos,
						isActive: index === active,
						isTabStop: index === tabStop,
						isPicked: picks?.keys.has(keyOf(row)),
						onPick: picks?.onPick,
					});
				})}
			</RowList>
		</div>
	);
}
