import type { Virtualizer } from "@tanstack/react-virtual";
import { type FocusEvent, type RefObject, useEffect, useRef, useState } from "react";
import { useKeys } from "./keys.ts";

export interface RowFocusOptions {
	/** The element that scrolls. Each row has `data-index` on its link or button, or on an element around its first button. */
	readonly scroll: RefObject<HTMLElement | null>;
	readonly virtual: Pick<Virtualizer<HTMLDivElement, Element>, "getVirtualItems" | "scrollToIndex">;
	readonly count: number;
	/** The row that had the focus when the list was left, and has it again; -1 for none. */
	readonly initial: number;
	/** Where the first press enters the list: at the first row in view, or at the last one. */
	readonly entry?: "first" | "last";
	/** The chosen row, beside which the first press enters instead; -1 for none. */
	readonly chosen?: number;
}

export interface RowFocus {
	/** The row with the focus, or that had it last; -1 for none. */
	readonly active: number;
	/** The one row that Tab reaches: the active one, else the chosen one, else the first in view. Always one that is in the document. */
	readonly tabStop: number;
	readonly onFocus: (event: FocusEvent) => void;
	readonly clear: () => void;
}

/** The row with the keyboard's focus. `j` `k` and the arrow keys move it; Enter then belongs to the row's own link or button. */
export function useRowFocus({ scroll, virtual, count, initial, entry = "first", chosen = -1 }: RowFocusOptions): RowFocus {
	const [last, setActive] = useState(initial);
	const active = last < count ? last : -1;
	const items = virtual.getVirtualItems();
	const topPx = scroll.current?.scrollTop ?? 0;
	const bottomPx = topPx + (scroll.current?.clientHeight ?? 0);
	const firstInView = (items.find((item) => item.start >= topPx) ?? items[0])?.index ?? 0;
	const enter = (step: number): number => {
		if (chosen >= 0) return chosen + step;
		return entry === "last" ? (items.findLast((item) => item.start < bottomPx)?.index ?? firstInView) : firstInView;
	};
	// where the focus will be in the next frame: keys may come faster than frames
	const ahead = useRef<number>(undefined);
	const move = (step: number): void => {
		if (count === 0) return;
		const from = ahead.current ?? focusedRow(scroll.current) ?? active;
		const next = Math.max(0, Math.min(count - 1, from < 0 ? enter(step) : from + step));
		setActive(next);
		virtual.scrollToIndex(next);
		// a row that is there has the focus at once: Enter may come before the next frame
		if (ahead.current === undefined && focusRow(scroll.current, next)) return;
		if (ahead.current === undefined) {
			requestAnimationFrame(() => {
				focusRow(scroll.current, ahead.current ?? -1);
				ahead.current = undefined;
			});
		}
		ahead.current = next;
	};
	const [first] = useState(initial);
	useEffect(() => {
		if (first < 0) return;
		const frame = requestAnimationFrame(() => isFocusFree() && focusRow(scroll.current, first));
		return () => cancelAnimationFrame(frame);
	}, [scroll, first]);
	useKeys({ j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1) });
	const isThere = (index: number): boolean => items.some((item) => item.index === index);
	return {
		active,
		tabStop: [active, chosen].find(isThere) ?? firstInView,
		onFocus: (event) => {
			const row = event.target.closest<HTMLElement>("[data-index]");
			if (row !== null) setActive(Number(row.dataset.index));
		},
		clear: () => setActive(-1),
	};
}

/** False when the row is not in the document yet. */
function focusRow(list: HTMLElement | null, index: number): boolean {
	const row = list?.querySelector<HTMLElement>(`[data-index="${index}"]`);
	const target = row?.matches("a, button") === false ? row.querySelector<HTMLElement>("button") : row;
	target?.focus({ preventScroll: true });
	return target !== null && target !== undefined;
}

/** The row that has the focus; rows may have come above it since it got there. */
function focusedRow(list: HTMLElement | null): number | undefined {
	const row = document.activeElement?.closest<HTMLElement>("[data-index]");
	return row !== null && row !== undefined && list?.contains(row) === true ? Number(row.dataset.index) : undefined;
}

/** Nothing has the focus, or only the page as a whole. */
function isFocusFree(): boolean {
	const active = document.activeElement;
	return active === null || active === document.body || active.matches("main");
}
