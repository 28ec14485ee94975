/** What the address says about the map: the focus, how far one sees from it, what colours mean, what is open. */
import type { GraphNodeJson } from "@spanglass/shared/api/rollup-schemas";
import { choiceValue, type SearchValues, textValue } from "../url.ts";

export const MAP_LAYERS = ["err", "lat", "rate"] as const;
export type MapLayer = (typeof MAP_LAYERS)[number];
export const MAP_DIRECTIONS = ["both", "up", "down"] as const;
/** Whom one sees from the focus: callers, callees or both. */
export type MapDirection = (typeof MAP_DIRECTIONS)[number];
export const MAP_VIEWS = ["graph", "table"] as const;
export type MapView = (typeof MAP_VIEWS)[number];
export const MOST_HOPS = 5;
const DEFAULT_HOPS = 2;
export const MAP_BASES = ["prev", "-1d", "-7d"] as const;
export type MapBase = (typeof MAP_BASES)[number];

/** Half-open. */
export interface MapWindow {
	readonly fromMs: number;
	readonly toMs: number;
}

export type MapCompare = "off" | MapBase | MapWindow;

function windowFromText(text: string | undefined): MapWindow | undefined {
	const [, from = "", to = ""] = /^(\d{1,15})\.\.(\d{1,15})$/.exec(text ?? "") ?? [];
	return from !== "" && Number(from) < Number(to) ? { fromMs: Number(from), toMs: Number(to) } : undefined;
}

function windowText({ fromMs, toMs }: MapWindow): string {
	return `${fromMs}..${toMs}`;
}

function compareFromText(text: string | undefined): MapCompare | undefined {
	return text === "off" ? "off" : (MAP_BASES.find((base) => base === text) ?? windowFromText(text));
}

export interface MapUrl {
	/** A node as `nodeText` writes it. */
	readonly focus: string | undefined;
	readonly hops: number;
	readonly direction: MapDirection;
	readonly layer: MapLayer;
	/** Undefined: what suits the screen. */
	readonly view: MapView | undefined;
	/** `node:checkout`, `edge:gateway>checkout`; its drawer is open. */
	readonly selection: string | undefined;
	readonly find: string;
	/**
	 * What the numbers are set beside: undefined, the range before in words only; "off", nothing; else lines have the colour of their change, and
	 * "prev" is the range before, "-1d" and "-7d" the same hours then, `from..to` (epoch milliseconds) a range of its own.
	 */
	readonly compare: MapCompare | undefined;
	/** The part of the range that is looked at, epoch milliseconds. */
	readonly window: MapWindow | undefined;
	/** Namespaces are one node each. */
	readonly isGrouped: boolean;
	/** The list of changes is open while comparing. */
	readonly isListed: boolean;
	/** Column by which the table is sorted. */
	readonly sort: string | undefined;
}

/** Read the page's own values; what is not understood becomes the default. */
export function mapUrlFromSearch(values: SearchValues): MapUrl {
	const hops = Number(textValue(values, "hops"));
	return {
		focus: textValue(values, "focus") || undefined,
		hops: Number.isInteger(hops) && hops >= 1 && hops <= MOST_HOPS ? hops : DEFAULT_HOPS,
		direction: choiceValue(values, "dir", MAP_DIRECTIONS),
		layer: choiceValue(values, "layer", MAP_LAYERS),
		view: MAP_VIEWS.find((view) => view === textValue(values, "view")),
		selection: textValue(values, "sel") || undefined,
		find: textValue(values, "find") ?? "",
		compare: compareFromText(textValue(values, "cmp")),
		window: windowFromText(textValue(values, "at")),
		isGrouped: textValue(values, "group") === "ns",
		isListed: textValue(values, "list") !== "off",
		sort: textValue(values, "sort") || undefined,
	};
}

type Name = "focus" | "hops" | "dir" | "layer" | "view" | "sel" | "find" | "at" | "cmp" | "group" | "list" | "sort";

/** The changes that write these values: defaults are left out. */
export function searchFromMapUrl(url: MapUrl): Readonly<Record<Name, string | undefined>> {
	return {
		focus: url.focus,
		hops: url.hops === DEFAULT_HOPS ? undefined : String(url.hops),
		dir: url.direction === "both" ? undefined : url.direction,
		layer: url.layer === "err" ? undefined : url.layer,
		view: url.view,
		sel: url.selection,
		find: url.find || undefined,
		at: url.window && windowText(url.window),
		cmp: typeof url.compare === "object" ? windowText(url.compare) : url.compare,
		group: url.isGrouped ? "ns" : undefined,
		list: url.isListed ? undefined : "off",
		sort: url.sort,
	};
}

/** A node in an address: a service by its name, which is enough as long as no other has it; everything else with its type and system. */
export function nodeText({ type, namespace, name, system }: GraphNodeJson, isNameUnique = true): string {
	if (type === "service" && isNameUnique) return name;
	return type === "service" ? `service:${namespace}:${name}` : `${type}:${system}:${name}`;
}

/** An edge as a selection. */
export function edgeText(caller: string, callee: string): string {
	return `edge:${caller}>${callee}`;
}
