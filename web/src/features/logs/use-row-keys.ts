import type { LogRecordJson } from "@spanglass/shared/api/schemas";
import type { Virtualizer } from "@tanstack/react-virtual";
import { useState } from "react";
import type { KeyBindings } from "../../ui/keys.ts";

export interface RowKeysOptions {
	readonly scroll: { readonly current: HTMLDivElement | null };
	readonly rows: readonly LogRecordJson[];
	readonly virtual: Virtualizer<HTMLDivElement, HTMLElement>;
	/** Row that is active at first; -1 for none. */
	readonly initial: number;
	/** Without an active row, moving begins at the last row in view rather than the first. */
	readonly startsAtEnd: boolean;
}

export interface RowKeys {
	readonly active: number;
	readonly setActive: (index: number) => void;
	readonly bindings: KeyBindings;
}

/** Moving through the rows with the keyboard: the active row's button takes the focus, so Enter opens it. */
export function useRowKeys({ scroll, rows, virtual, initial, startsAtEnd }: RowKeysOptions): RowKeys {
	const [active, setActive] = useState(initial);
	const move = (step: number): void => {
		const offset = scroll.current?.scrollTop ?? 0;
		const inView = virtual
			.getVirtualItems()
			.filter((item) => item.end > offset && item.start < offset + (scroll.current?.clientHeight ?? 0));
		const start = (startsAtEnd ? inView.at(-1) : inView[0])?.index ?? 0;
		const next = Math.max(0, Math.min(rows.length - 1, active < 0 || active >= rows.length ? start : active + step));
		setActive(next);
		virtual.scrollToIndex(next, { align: "auto" });
		requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus({ preventScroll: true }));
	};
	return {
		active,
		setActive,
		bindings: { j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1) },
	};
}
