import { lateMsLeft } from "@spanglass/shared/analysis/late-spans";
import type { TraceSummaryJson } from "@spanglass/shared/api/schemas";
import { Pause } from "lucide-react";
import { type ReactElement, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ROW_HEIGHT, usePrefs } from "../../state/prefs.ts";
import type { ScrollPlace } from "../../state/scroll-memory.ts";
import { usePlace } from "../../state/use-place.ts";
import { useKeys } from "../../ui/keys.ts";
import { RowList } from "../../ui/RowList.tsx";
import { useFixedRows } from "../../ui/use-fixed-rows.ts";
import { useLook } from "../../ui/use-look.ts";
import { PHONE, useMedia } from "../../ui/use-media.ts";
import { useRowFocus } from "../../ui/use-row-focus.ts";
import styles from "./TraceList.module.css";
import { TraceRow } from "./TraceRow.tsx";
import { isOfSeveralDays, longestOf, PHONE_ROW_PX } from "./visible-rows.ts";

export interface TraceListProps {
	readonly rows: readonly TraceSummaryJson[];
	/** The moment that the rows speak of, epoch milliseconds. */
	readonly nowMs: number;
	readonly label: string;
	/** What stands under the last row. */
	readonly foot: ReactNode;
	/** Called when the end comes into view; may be called again before the next page is there. */
	readonly onEnd: () => void;
	readonly heldCount: number;
	readonly onResume: () => void;
	/** Somebody looks closely, as `onLook` told. */
	readonly looking: boolean;
	readonly onLook: (looking: boolean) => void;
}

const NEAR_END_ROWS = 30;

/** The virtual list: only rows in view are in the document. Arrow keys and `j` `k` move, Enter opens (rows are links). */
export function TraceList({ rows, nowMs, label, foot, onEnd, heldCount, onResume, looking, onLook }: TraceListProps): ReactElement {
	const { t } = useTranslation();
	const { density } = usePrefs();
	const rowPx = useMedia(PHONE) ? PHONE_ROW_PX : ROW_HEIGHT[density];
	const scroll = useRef<HTMLDivElement>(null);
	const place = usePlace();
	const virtual = useFixedRows({ count: rows.length, scroll, rowPx, offsetPx: place.initial?.offsetPx ?? 0 });
	const items = virtual.getVirtualItems();
	const lastIndex = items.at(-1)?.index ?? 0;
	useEffect(() => {
		if (lastIndex >= rows.length - NEAR_END_ROWS) onEnd();
	}, [lastIndex, rows.length, onEnd]);
	const withDay = useMemo(() => isOfSeveralDays(rows), [rows]);
	const longestNanos = useMemo(() => longestOf(rows, items[0]?.index ?? 0, lastIndex), [rows, items, lastIndex]);

	const [initial] = useState(() => rowOf(rows, place.initial));
	const focus = useRowFocus({ scroll, virtual, count: rows.length, initial });
	useKeys({ Space: () => (heldCount > 0 ? resume() : false) });
	const resume = (): void => {
		scroll.current?.scrollTo({ top: 0 });
		if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
		focus.clear();
		onResume();
	};
	const look = useLook({ scroll, onLook, held: looking, home: "top" });
	const { active } = focus;
	const activeKey = rows[active]?.traceId ?? "";
	const keepPlace = useCallback(
		() => place.keep({ offsetPx: scroll.current?.scrollTop ?? 0, activeIndex: active, activeKey }),
		[place, active, activeKey],
	);
	useEffect(keepPlace, [keepPlace]);
	return (
		<div className={styles.list} data-day={withDay}>
			<Head />
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
							isActive={item.index === active}
							isTabStop={item.index === focus.tabStop}
							isReceiving={isReceiving(trace, nowMs)}
						/>
					);
				})}
			</RowList>
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

/** The row that had the focus, wherever it is now. */
function rowOf(rows: readonly TraceSummaryJson[], place: ScrollPlace | undefined): number {
	return place === undefined || place.activeIndex < 0 ? -1 : rows.findIndex(({ traceId }) => traceId === place.activeKey);
}

function isReceiving({ rootSpanId, startTime, durationNanos }: TraceSummaryJson, nowMs: number): boolean {
	return rootSpanId === null && lateMsLeft({ startTime: BigInt(startTime), durationNanos }, nowMs) > 0;
}
