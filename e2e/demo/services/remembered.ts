const MOST = 10_000;

/** What is asked for again is young: the oldest key goes first when there are too many. Call it after each addition. */
export function forgetOldest(kept: { readonly size: number; keys(): Iterable<string>; delete(key: string): boolean }): void {
	if (kept.size <= MOST) return;
	for (const oldest of kept.keys()) {
		kept.delete(oldest);
		return;
	}
}
