import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect } from "react";

export interface FixedRowsOptions {
	readonly count: number;
	readonly scroll: RefObject<HTMLDivElement | null>;
	readonly rowPx: number;
	/** Where the list was scrolled to when it was left. */
	readonly offsetPx: number;
}

/** Rows of one height, of which only those in view and a few around them are in the document. */
export function useFixedRows({ count, scroll, rowPx, offsetPx }: FixedRowsOptions): Virtualizer<HTMLDivElement, Element> {
	const virtual = useVirtualizer({
		count,
		getScrollElement: () => scroll.current,
		estimateSize: () => rowPx,
		overscan: 12,
		initialOffset: offsetPx,
		initialRect: { width: 1024, height: 900 },
	});
	useEffect(() => {
		if (rowPx > 0) virtual.measure();
	}, [virtual, rowPx]);
	return virtual;
}
