import { type RefCallback, useCallback, useMemo, useState } from "react";
import { flameHeight } from "../../charts/Flame/Flame.tsx";
import type { FlameLayout } from "../../geometry/flame-layout.ts";
import { type Bracket, bracketsOf } from "../../geometry/retry-strips.ts";
import type { TraceModel } from "../../geometry/trace-model.ts";
import type { TraceUrl } from "../../state/url/trace.ts";

/** How flame and waterfall share the height of the page. */
export interface Split {
	/** The element whose height they share. */
	readonly box: RefCallback<HTMLElement>;
	/** 0 until it is known. */
	readonly heightPx: number;
	readonly strips: readonly Bracket[];
	/** True when the waterfall stands below the flame. */
	readonly isOn: boolean;
	/** Height of the flame when it is. */
	readonly flamePx: number;
}

const FLAME_ALONE_FROM = 0.6;
const FLAME_AT_MOST = 0.55;

/** A flame that leaves much of the height free is joined by the waterfall, unless the address says otherwise. A phone has no room for both. */
export function useSplit(
	model: TraceModel,
	layout: FlameLayout,
	{ view, split, mode }: Pick<TraceUrl, "view" | "split" | "mode">,
	isPhone: boolean,
): Split {
	const [heightPx, setHeight] = useState(0);
	const box = useCallback((element: HTMLElement | null) => {
		if (element === null) return undefined;
		const sizes = new ResizeObserver(() => setHeight(element.clientHeight));
		sizes.observe(element);
		setHeight(element.clientHeight);
		return () => sizes.disconnect();
	}, []);
	const strips = useMemo(() => bracketsOf(model.tree, layout, model), [model, layout]);
	const needed = flameHeight(layout, strips);
	const isWanted = split === "on" || (split === "auto" && needed < heightPx * FLAME_ALONE_FROM);
	return {
		box,
		heightPx,
		strips,
		isOn: view === "flame" && mode === "time" && !isPhone && isWanted,
		flamePx: Math.min(needed, Math.round(heightPx * FLAME_AT_MOST)),
	};
}

/** What the address says after the split was toggled; from another view it leads to both charts. */
export function toggledSplit({ isOn }: Split): Partial<TraceUrl> {
	return { view: "flame", split: isOn ? "off" : "on" };
}
