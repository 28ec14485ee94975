import { useEffect, useMemo, useState } from "react";
import type { ResolvedRange } from "../../state/time-range.ts";

/** Buckets of a chart are at least this many in a range: its right edge moves by whole ones. */
const STEPS = 120;
const MIN_MS = 5_000;

/** A range that, in live mode, moves on with the clock: a step at a time, never faster than every five seconds, and not in a hidden tab. */
export function useMovingRange(range: ResolvedRange, live: boolean): ResolvedRange {
	const [shifted, setShifted] = useState({ of: range, byMs: 0 });
	const stepMs = Math.max(MIN_MS, Math.round((range.toMs - range.fromMs) / STEPS));
	useEffect(() => {
		if (!live) return;
		const timer = setInterval(() => {
			if (document.hidden) return;
			setShifted({ of: range, byMs: Math.max(0, Date.now() - range.toMs) });
		}, stepMs);
		return () => clearInterval(timer);
	}, [live, range, stepMs]);
	const byMs = live && shifted.of === range ? shifted.byMs : 0;
	return useMemo(() => (byMs === 0 ? range : { fromMs: range.fromMs + byMs, toMs: range.toMs + byMs }), [range, byMs]);
}
