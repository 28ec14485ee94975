/** Asking again by itself: how often, and when it has to wait. */
import { useEffect, useRef } from "react";
import type { Refresh } from "./prefs.ts";
import { MINUTE_MS } from "./time-range.ts";

const FIXED_MS: Readonly<Record<Exclude<Refresh, "off" | "auto">, number>> = {
	"5s": 5_000,
	"10s": 10_000,
	"30s": 30_000,
	"1m": MINUTE_MS,
	"5m": 5 * MINUTE_MS,
};

/** Milliseconds between two refreshes; undefined is never. `auto`: one 360th of the range, at least 5 s and at most 5 min. */
export function refreshInterval(refresh: Refresh, rangeMs: number): number | undefined {
	if (refresh === "off") return undefined;
	if (refresh !== "auto") return FIXED_MS[refresh];
	return Math.min(Math.max(rangeMs / 360, FIXED_MS["5s"]), FIXED_MS["5m"]);
}

/** What holds where nobody has chosen: pages that have a live mode wait to be asked, all others refresh by themselves. */
export function chosenRefresh(chosen: Refresh | undefined, hasLive: boolean): Refresh {
	return chosen ?? (hasLive ? "off" : "auto");
}

let holders = 0;
const listeners = new Set<() => void>();

function hold(change: 1 | -1): void {
	holders += change;
	for (const listener of listeners) listener();
}

/** While `held`, nothing on the page moves by itself: somebody looks at one row, has scrolled, or selects text. */
export function useHoldRefresh(held: boolean): void {
	useEffect(() => {
		if (!held) return;
		hold(1);
		return () => hold(-1);
	}, [held]);
}

/**
 * Call `refresh` every `intervalMs`; undefined is never. A hidden tab, a held page and selected text wait; when a turn came meanwhile, they
 * ask once as soon as they are back.
 */
export function useAutoRefresh(intervalMs: number | undefined, refresh: () => void): void {
	const latest = useRef(refresh);
	useEffect(() => {
		latest.current = refresh;
	});
	useEffect(() => {
		if (intervalMs === undefined) return;
		let missed = false;
		const isWaiting = (): boolean => document.hidden || holders > 0 || document.getSelection()?.isCollapsed === false;
		const turn = (): void => {
			if (isWaiting()) missed = true;
			else latest.current();
		};
		const back = (): void => {
			if (!missed || isWaiting()) return;
			missed = false;
			latest.current();
		};
		const timer = setInterval(turn, intervalMs);
		document.addEventListener("visibilitychange", back);
		document.addEventListener("selectionchange", back);
		listeners.add(back);
		return () => {
			clearInterval(timer);
			document.removeEventListener("visibilitychange", back);
			document.removeEventListener("selectionchange", back);
			listeners.delete(back);
		};
	}, [intervalMs]);
}
