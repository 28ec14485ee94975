/**
 * The moment that the page calls "now". It stands still between refreshes, so that every list, count and cursor of one look speaks of
 * the same range, and Back finds its answers in the cache.
 */
import { useSyncExternalStore } from "react";

let asOfMs = Date.now();
const listeners = new Set<() => void>();

/** Take the present moment as "now": everything that depends on it is asked again. */
export function refreshNow(nowMs = Date.now()): void {
	asOfMs = nowMs;
	for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** The moment of the last refresh, epoch milliseconds. */
export function useAsOf(): number {
	return useSyncExternalStore(subscribe, () => asOfMs);
}
