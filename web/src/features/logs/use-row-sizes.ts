import type { LogRecordJson } from "@spanglass/shared/api/schemas";
import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef } from "react";
import { ROW_HEIGHT, usePrefs } from "../../state/prefs.ts";
import { PHONE, useMedia } from "../../ui/use-media.ts";

const PHONE_ROW_PX = 48;
/** Before it was measured, an open record is taken to be this high. */
const OPEN_PX = 420;
/** Heights of rows that were measured, as long as the tab lives: Back to a list finds its place although its rows differ in height. */
const heights = new Map<string, number>();
const MAX_HEIGHTS = 5_000;

export interface RowSizesOptions {
	readonly rows: readonly LogRecordJson[];
	readonly scroll: { readonly current: HTMLDivElement | null };
	readonly openIds: ReadonlySet<string>;
	readonly wrap: boolean;
	/** Where the list is scrolled to at first. */
	readonly offsetPx: number;
}

export interface RowSizes {
	readonly virtual: Virtualizer<HTMLDivElement, HTMLElement>;
	/** Height of a closed row whose body is not wrapped. */
	readonly rowPx: number;
	/** Whether a row's height must be measured: it is open, or wrapped. */
	readonly isVariable: (id: string) => boolean;
}

/** The virtualizer of a list whose rows are alike, but for those that are open or wrapped: only these are measured. */
export function useRowSizes({ rows, scroll, openIds, wrap, offsetPx }: RowSizesOptions): RowSizes {
	const { density } = usePrefs();
	const rowPx = useMedia(PHONE) ? PHONE_ROW_PX : ROW_HEIGHT[density];
	const isVariable = useCallback((id: string) => wrap || openIds.has(id), [wrap, openIds]);
	const estimate = (index: number): number => {
		const id = rows[index]?.id ?? "";
		if (!isVariable(id)) return rowPx;
		return heights.get(sizeKey(id, { wrap, isOpen: openIds.has(id) })) ?? (openIds.has(id) ? OPEN_PX : rowPx);
	};
	const virtual = useVirtualizer<HTMLDivElement, HTMLElement>({
		count: rows.length,
		getScrollElement: () => scroll.current,
		getItemKey: useCallback((index: number) => rows[index]?.id ?? index, [rows]),
		estimateSize: estimate,
		measureElement: (element, entry) => {
			const index = Number(element.dataset.index);
			const id = rows[index]?.id ?? "";
			const measured = Math.round(entry?.borderBoxSize[0]?.blockSize ?? element.offsetHeight);
			if (measured <= 0 || !isVariable(id)) return estimate(index);
			remember(sizeKey(id, { wrap, isOpen: openIds.has(id) }), measured);
			return measured;
		},
		overscan: 8,
		initialOffset: offsetPx,
		initialRect: { width: 1024, height: 900 },
	});
	// biome-ignore lint/correctness/useExhaustiveDependencies: every height changes with `wrap`
	useEffect(() => {
		if (rowPx <= 0) return;
		virtual.measure();
		for (const row of scroll.current?.querySelectorAll<HTMLElement>("[data-measured=true]") ?? []) virtual.measureElement(row);
	}, [virtual, rowPx, wrap, scroll]);
	const before = useRef(openIds);
	useEffect(() => {
		const closed = [...before.current].filter((id) => !openIds.has(id));
		before.current = openIds;
		if (wrap) return;
		for (const id of closed) {
			const index = rows.findIndex((row) => row.id === id);
			if (index >= 0) virtual.resizeItem(index, rowPx);
		}
	}, [virtual, rows, openIds, wrap, rowPx]);
	return { virtual, rowPx, isVariable };
}

function sizeKey(id: string, { wrap, isOpen }: { readonly wrap: boolean; readonly isOpen: boolean }): string {
	return `${wrap ? "w" : ""}${isOpen ? "o" : ""} ${id}`;
}

function remember(key: string, px: number): void {
	heights.delete(key);
	heights.set(key, px);
	for (const oldest of heights.keys()) {
		if (heights.size <= MAX_HEIGHTS) break;
		heights.delete(oldest);
	}
}
