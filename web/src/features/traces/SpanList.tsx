import type { SpanSummaryJson } from "@spanglass/shared/api/schemas";
import { type ReactElement, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ROW_HEIGHT, usePrefs } from "../../state/prefs.ts";
import { usePlace } from "../../state/use-place.ts";
import { RowList } from "../../ui/RowList.tsx";
import { useFixedRows } from "../../ui/use-fixed-rows.ts";
import { useLook } from "../../ui/use-look.ts";
import { PHONE, useMedia } from "../../ui/use-media.ts";
import { useRowFocus } from "../../ui/use-row-focus.ts";
import { SpanRow } from "./SpanRow.tsx";
import styles from "./TraceList.module.css";
import { isOfSeveralDays, longestOf, PHONE_ROW_PX } from "./visible-rows.ts";

export interface SpanListProps {
	readonly rows: readonly SpanSummaryJson[];
	readonly label: string;
	/** What stands under the last row. */
	readonly foot: ReactNode;
	/** Called when the end comes into view; may be called again before the next page is there. */
	readonly onEnd: () => void;
	/** Somebody looks closely, as `onLook` told. */
	readonly looking: boolean;
	readonly onLook: (looking: boolean) => void;
}

const NEAR_END_ROWS = 30;

/** The virtual list of spans; keys as in the list of traces. */
export function SpanList({ rows, label, foot, onEnd, looking, onLook }: SpanListProps): ReactElement {
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
	const [initial] = useState(() => (place.initial === undefined ? -1 : rows.findIndex((row) => keyOf(row) === place.initial?.activeKey)));
	const focus = useRowFocus({ scroll, virtual, count: rows.length, initial });
	const look = useLook({ scroll, onLook, held: looking, home: "top" });
	const { active } = focus;
	const activeKey = keyOf(rows[active]);
	const keepPlace = useCallback(
		() => place.keep({ offsetPx: scroll.current?.scrollTop ?? 0, activeIndex: active, activeKey }),
		[place, active, activeKey],
	);
	useEffect(keepPlace, [keepPlace]);
	return (
		<div className={`${styles.list} ${styles.ofSpans}`} data-day={withDay}>
			<Head />
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
					const span = rows[item.index];
					if (span === undefined) return null;
					return (
						<SpanRow
							key={item.key}
							span={span}
							index={item.index}
							withDay={withDay}
							topPx={item.start}
							longestNanos={longestNanos}
							isActive={item.index === active}
							isTabStop={item.index === focus.tabStop}
						/>
					);
				})}
			</RowList>
		</div>
	);
}

function keyOf(span: SpanSummaryJson | undefined): string {
	return span === undefined ? "" : `${span.traceId} ${span.spanId}`;
}

function Head(): ReactElement {
	const { t } = useTranslation();
	return (
		<div className={styles.head} aria-hidden>
			<span>{t("traces.columnTime")}</span>
			<span />
			<span>{t("traces.columnOperation")}</span>
			<span className={styles.duration}>{t("traces.columnDuration")}</span>
			<span />
			<span>{t("traces.columnKind")}</span>
			<span>{t("traces.columnStatus")}</span>
		</div>
	);
}
