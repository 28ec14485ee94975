/** Which items the palette lists for what was typed, in order. Pure. */
import { type Recents, weightOf } from "../../state/recents.ts";
import type { PaletteItem } from "./items.ts";
import type { PaletteMode } from "./mode.ts";
import { type Ranked, rankItems } from "./rank.ts";
import type { PaletteItems } from "./use-palette-items.ts";

/** More rows than this are not looked through by anybody: one more character is faster. */
const SHOWN = 60;
const FIRST_LOOK = { recent: 6, services: 8 } as const;

/** How much each item was used, by its id. */
export type Uses = ReadonlyMap<string, number>;

export function usesOf({ items, traces, queries }: Recents, nowMs: number): Uses {
	const asItems = queries.map((query) => ({ ...query, key: `/traces ${query.key}` }));
	return new Map([...items, ...traces, ...asItems].map((entry) => [entry.key, weightOf(entry, nowMs)]));
}

export interface RowsInput {
	readonly mode: PaletteMode;
	readonly needle: string;
	readonly items: PaletteItems;
	readonly uses: Uses;
}

/** What was understood as a whole comes first, then what resembles the text. */
export function paletteRows({ mode, needle, items: { typed, listed, last = [] }, uses }: RowsInput): readonly Ranked<PaletteItem>[] {
	if (needle === "") return (mode === "all" ? firstLook(listed, uses) : listed).map((item) => ({ item, marks: [] }));
	const known = new Set(typed.map((item) => item.id));
	const others = listed.filter((item) => !known.has(item.id));
	const ranked = rankItems(others, needle, (item) => uses.get(item.id) ?? 0);
	const plain = (item: PaletteItem): Ranked<PaletteItem> => ({ item, marks: [] });
	return [...typed.map(plain), ...ranked.slice(0, SHOWN), ...last.map(plain)];
}

/** Before anything is typed: what is used most, then all pages, some services, saved views, opened traces, the commands. */
function firstLook(listed: readonly PaletteItem[], uses: Uses): readonly PaletteItem[] {
	const weight = (item: PaletteItem): number => uses.get(item.id) ?? 0;
	const used = listed
		.filter((item) => weight(item) > 0)
		.sort((a, b) => weight(b) - weight(a))
		.slice(0, FIRST_LOOK.recent);
	const rest = listed.filter((item) => !used.includes(item));
	const of = (kind: PaletteItem["kind"]): readonly PaletteItem[] => rest.filter((item) => item.kind === kind);
	return [
		...used.map((item) => ({ ...item, isRecent: true })),
		...of("page"),
		...of("service").slice(0, FIRST_LOOK.services),
		...of("view"),
		...of("trace"),
		...of("command"),
	];
}
