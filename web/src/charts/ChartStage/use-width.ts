import { useEffect, useState } from "react";

/** Without it nothing tells a drawing its size; what is said and the table do without. */
export const CAN_DRAW = typeof ResizeObserver !== "undefined";

/** Of a box, in pixels; 0 before it is there. */
export function useWidth(box: { readonly current: HTMLElement | null }): number {
	const [widthPx, setWidth] = useState(0);
	useEffect(() => {
		const element = box.current;
		if (element === null) return;
		setWidth(element.clientWidth);
		if (!CAN_DRAW) return;
		const sizes = new ResizeObserver(() => setWidth(element.clientWidth));
		sizes.observe(element);
		return () => sizes.disconnect();
	}, [box]);
	return widthPx;
}
