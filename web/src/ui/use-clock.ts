/** One clock that ticks for everything on the page that says how long ago something was. */
import { useSyncExternalStore } from "react";

const TICK_MS = 1_000;
const listeners = new Set<() => void>();
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
	nowMs = Date.now();
	for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	timer ??= setInterval(tick, TICK_MS);
	return () => {
		listeners.delete(listener);
		if (listeners.size > 0) return;
		clearInterval(timer);
		timer = undefined;
	};
}

function present(): number {
	if (timer === undefined && Math.abs(Date.now() - nowMs) >= TICK_MS) nowMs = Date.now();
	return nowMs;
}

/** The present, epoch milliseconds, renewed every second. */
export function useClock(): number {
	return useSyncExternalStore(subscribe, present);
}
