import { type FocusEvent, type RefObject, useState } from "react";
import { useKeys } from "../../ui/keys.ts";

export interface RowFocusOptions {
	/** The element that scrolls; rows inside have `data-index`. */
	readonly scroll: RefObject<HTMLElement | null>;
	readonly rowPx: number;
	readonly count: number;
	/** The row that had the focus when the list was left; -1 for none. */
	readonly initial: number;
	/** Bring a row into the document and into view. */
	readonly reveal: (index: number) => void;
}

/** The row with the keyboard's focus. `j` `k` and the arrow keys move it; the first press enters the list at the first visible row. */
export function useRowFocus({ scroll, rowPx, count, initial, reveal }: RowFocusOptions) {
	const [activeIndex, setActive] = useState(initial);
	const move = (step: number): void => {
		if (count === 0) return;
		const from = activeIndex < 0 ? Math.ceil((scroll.current?.scrollTop ?? 0) / rowPx) - step : activeIndex;
		const next = Math.max(0, Math.min(count - 1, from + step));
		setActive(next);
		reveal(next);
		requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus({ preventScroll: true }));
	};
	useKeys({ j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1) });
	const onFocus = (event: FocusEvent): void => {
		const index = Number(event.target.closest<HTMLElement>("[data-index]")?.dataset.index ?? -1);
		if (index >= 0) setActive(index);
	};
	return { activeIndex: Math.min(activeIndex, count - 1), onFocus };
}
