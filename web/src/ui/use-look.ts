import { type PointerEvent, type RefObject, useCallback, useEffect, useRef } from "react";

export interface LookOptions {
	readonly scroll: RefObject<HTMLElement | null>;
	/** Somebody looks closely: the pointer moves over the list, it is scrolled away, a row has the focus, text is selected. */
	readonly onLook: (looking: boolean) => void;
	/** The list is held because of it; when that ends, a pointer that only rests on the list no longer counts. */
	readonly held: boolean;
	/** The end at which a list that nobody looks at stands. */
	readonly home: "top" | "bottom";
}

export interface Look {
	/** Call when it was scrolled, and when the focus moved. */
	readonly check: () => void;
	readonly onPointerMove: (event: PointerEvent) => void;
	readonly onPointerLeave: () => void;
}

const AT_HOME_PX = 8;

/** Tell the owner of a list that changes by itself when somebody starts and stops looking closely. A pointer over which rows pass does not count. */
export function useLook({ scroll, onLook, held, home }: LookOptions): Look {
	const hovered = useRef(false);
	const at = useRef({ x: -1, y: -1 });
	const check = useCallback((): void => {
		const list = scroll.current;
		if (list === null) return;
		const awayPx = home === "top" ? list.scrollTop : list.scrollHeight - list.scrollTop - list.clientHeight;
		const selected = (document.getSelection()?.toString() ?? "") !== "";
		onLook(hovered.current || selected || awayPx > AT_HOME_PX || list.contains(document.activeElement));
	}, [scroll, onLook, home]);
	useEffect(() => {
		if (!held) hovered.current = false;
	}, [held]);
	return {
		check,
		onPointerMove: ({ clientX: x, clientY: y }) => {
			if (x === at.current.x && y === at.current.y) return;
			at.current = { x, y };
			if (hovered.current) return;
			hovered.current = true;
			check();
		},
		onPointerLeave: () => {
			hovered.current = false;
			check();
		},
	};
}
