import { useEffect, useMemo, useRef } from "react";

/** Rows in a former order, `places` by key; those that had no place follow in their own order. Cost O(n log n). */
function inFormerOrder<T>(rows: readonly T[], places: ReadonlyMap<string, number>, keyOf: (row: T) => string): readonly T[] {
	const placeOf = (row: T): number => places.get(keyOf(row)) ?? Number.MAX_SAFE_INTEGER;
	return rows.toSorted((a, b) => placeOf(a) - placeOf(b));
}

export interface HeldOrder<T> {
	readonly keyOf: (row: T) => string;
	/** Somebody looks closely: numbers may change, places may not. */
	readonly held: boolean;
	/** What was asked for: another sort or filter brings its own order at once. */
	readonly view: string;
}

/** The rows as given, or, while held, in the order in which they were last shown. */
export function useHeldOrder<T>(rows: readonly T[], { keyOf, held, view }: HeldOrder<T>): readonly T[] {
	const last = useRef<{ readonly view: string; readonly places: ReadonlyMap<string, number> }>(undefined);
	const shown = useMemo(
		() => (held && last.current?.view === view ? inFormerOrder(rows, last.current.places, keyOf) : rows),
		[rows, held, view, keyOf],
	);
	useEffect(() => {
		last.current = { view, places: new Map(shown.map((row, index) => [keyOf(row), index])) };
	}, [shown, view, keyOf]);
	return shown;
}
