/** What was used lately in this browser: typed ranges, opened traces, queries, commands. Kept in local storage under one key. */
import { useSyncExternalStore } from "react";
import { DAY_MS } from "./time-range.ts";

export type RecentKind = "ranges" | "traces" | "queries" | "items" | "hints";

export interface Recent {
	/** What it is: a range as text, a trace id, a query, the id of an item of the palette, keys that were hinted at. */
	readonly key: string;
	/** What is shown for it. */
	readonly label: string;
	readonly count: number;
	readonly lastMs: number;
}

export type Recents = Readonly<Record<RecentKind, readonly Recent[]>>;

const KEY = "spanglass.recents";
const LIMITS: Readonly<Record<RecentKind, number>> = { ranges: 5, traces: 20, queries: 20, items: 100, hints: 100 };
const LABEL_LIMIT = 200;
const HALF_LIFE_MS = 3 * DAY_MS;
const EMPTY: Recents = { ranges: [], traces: [], queries: [], items: [], hints: [] };

/** Recents out of stored text; whatever is not one is left out. */
export function readRecents(text: string | null): Recents {
	let stored: unknown;
	try {
		stored = JSON.parse(text ?? "{}");
	} catch {
		return EMPTY;
	}
	const lists = typeof stored === "object" && stored !== null ? new Map(Object.entries(stored)) : new Map<string, unknown>();
	const listOf = (kind: RecentKind): readonly Recent[] => {
		const list: unknown = lists.get(kind);
		return Array.isArray(list) ? list.filter(isRecent).slice(0, LIMITS[kind]) : [];
	};
	return { ranges: listOf("ranges"), traces: listOf("traces"), queries: listOf("queries"), items: listOf("items"), hints: listOf("hints") };
}

function isRecent(value: unknown): value is Recent {
	if (typeof value !== "object" || value === null) return false;
	const { key, label, count, lastMs } = value as Partial<Recent>;
	return typeof key === "string" && typeof label === "string" && typeof count === "number" && typeof lastMs === "number";
}

/** The list with one more use of an entry, which moves to the front; the oldest beyond `limit` are forgotten. */
export function withUse(list: readonly Recent[], use: Omit<Recent, "count">, limit: number): readonly Recent[] {
	const before = list.find((entry) => entry.key === use.key);
	const entry: Recent = { ...use, label: use.label.slice(0, LABEL_LIMIT), count: (before?.count ?? 0) + 1 };
	return [entry, ...list.filter((other) => other.key !== use.key)].slice(0, limit);
}

/** How much an entry counts now: its uses, halved for every three days since the last one. */
export function weightOf(entry: Pick<Recent, "count" | "lastMs">, nowMs: number): number {
	return entry.count * 0.5 ** (Math.max(0, nowMs - entry.lastMs) / HALF_LIFE_MS);
}

let recents: Recents | undefined;
const listeners = new Set<() => void>();

function current(): Recents {
	if (recents === undefined) {
		try {
			recents = readRecents(localStorage.getItem(KEY));
		} catch {
			recents = EMPTY;
		}
	}
	return recents;
}

/** How often something was used, as far as it is remembered. */
export function timesUsed(kind: RecentKind, key: string): number {
	return current()[kind].find((entry) => entry.key === key)?.count ?? 0;
}

/** Remember a use. Without storage it is remembered as long as the tab. */
export function noteRecent(kind: RecentKind, key: string, label = key): void {
	const before = current();
	recents = { ...before, [kind]: withUse(before[kind], { key, label, lastMs: Date.now() }, LIMITS[kind]) };
	try {
		localStorage.setItem(KEY, JSON.stringify(recents));
	} catch {
		// a browser without storage forgets with the tab
	}
	for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
	const onStorage = (event: StorageEvent): void => {
		if (event.key !== KEY) return;
		recents = readRecents(event.newValue);
		listener();
	};
	listeners.add(listener);
	window.addEventListener("storage", onStorage);
	return () => {
		listeners.delete(listener);
		window.removeEventListener("storage", onStorage);
	};
}

/** What was used lately, newest first within each kind. */
export function useRecents(): Recents {
	return useSyncExternalStore(subscribe, current);
}
