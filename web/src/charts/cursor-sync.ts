/** The moment that somebody points at in one chart of a page, so that all others show it too: outside of React, one for each page. */
export interface CursorSync {
	/** Epoch milliseconds; undefined while nobody points. */
	get(): number | undefined;
	/** Point at a moment, or no more: a chart takes away only what it showed itself. */
	show(timeMs: number | undefined, owner: string): void;
	subscribe(listener: () => void): () => void;
}

export function createCursorSync(): CursorSync {
	let shown: { readonly timeMs: number; readonly owner: string } | undefined;
	const listeners = new Set<() => void>();
	return {
		get: () => shown?.timeMs,
		show: (timeMs, owner) => {
			if (timeMs === undefined && shown?.owner !== owner) return;
			if (timeMs === shown?.timeMs && owner === shown?.owner) return;
			shown = timeMs === undefined ? undefined : { timeMs, owner };
			for (const listener of listeners) listener();
		},
		subscribe: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
