/** What the address says about the page of one service: `/services/:name/:tab` and its values. */
import { choiceValue, type SearchValues, textValue } from "../url.ts";
import { type Selection, selectionFromText, textOfSelection } from "./selection.ts";

export const DETAIL_TABS = ["overview", "operations", "instances", "versions", "errors"] as const;
export type DetailTab = (typeof DETAIL_TABS)[number];

const PERCENTILES = ["p50", "p95", "p99"] as const;
export type Percentile = (typeof PERCENTILES)[number];

const COMPARISONS = ["prev", "off"] as const;
const LATENCY_VIEWS = ["lines", "heatmap"] as const;
export type LatencyView = (typeof LATENCY_VIEWS)[number];

export interface ServiceUrl {
	/** `service.namespace`, where a name stands for several services. */
	readonly namespace: string | undefined;
	/** The operation that the charts show; undefined: all of them. */
	readonly op: string | undefined;
	/** The line of the latency chart that is alone. */
	readonly percentile: Percentile | undefined;
	/** Every number is set beside that of the range before. */
	readonly compare: boolean;
	/** Latency as quantiles, or as counts by duration. */
	readonly latency: LatencyView;
	/** The rectangle on the heatmap. */
	readonly sel: Selection | undefined;
	/** What the selection differs in is shown. */
	readonly explains: boolean;
	/** Only instances that are lost. */
	readonly lostOnly: boolean;
	/** The instance whose last words are shown. */
	readonly instance: string | undefined;
	/** Two versions beside each other: `b` is judged against `a`. */
	readonly versions: { readonly a: string; readonly b: string } | undefined;
}

/** The tab of a path; undefined for one that there is not. */
export function detailTabOf(part: string | undefined): DetailTab | undefined {
	return part === undefined ? "overview" : DETAIL_TABS.find((tab) => tab === part);
}

/** Read the page's own values; what is not understood becomes the default. */
export function serviceUrlFromSearch(values: SearchValues): ServiceUrl {
	const pct = textValue(values, "pct");
	const sel = selectionFromText(textValue(values, "sel") ?? "");
	const [a, b] = [textValue(values, "a"), textValue(values, "b")];
	return {
		namespace: textValue(values, "ns") || undefined,
		op: textValue(values, "op") || undefined,
		percentile: PERCENTILES.find((known) => known === pct),
		compare: choiceValue(values, "cmp", COMPARISONS) === "prev",
		latency: choiceValue(values, "view", LATENCY_VIEWS),
		sel,
		explains: sel !== undefined && textValue(values, "tab") === "explain",
		lostOnly: textValue(values, "state") === "lost",
		instance: textValue(values, "inst") || undefined,
		versions: a === undefined || b === undefined || a === b ? undefined : { a, b },
	};
}

type Names = "ns" | "op" | "pct" | "cmp" | "view" | "sel" | "tab" | "state" | "inst" | "a" | "b";

/** The changes that write these values: defaults are left out. */
export function searchFromServiceUrl(url: ServiceUrl): Readonly<Record<Names, string | undefined>> {
	const { sel, versions } = url;
	return {
		...{ ns: url.namespace, op: url.op, pct: url.percentile, cmp: url.compare ? undefined : "off" },
		view: url.latency === "lines" ? undefined : url.latency,
		sel: sel === undefined ? undefined : textOfSelection(sel),
		tab: sel !== undefined && url.explains ? "explain" : undefined,
		state: url.lostOnly ? "lost" : undefined,
		inst: url.instance,
		...{ a: versions?.a, b: versions?.b },
	};
}

/** What belongs to one part of the page and is left behind when another part is opened. */
export const OF_ONE_TAB = {
	sort: undefined,
	sel: undefined,
	tab: undefined,
	state: undefined,
	inst: undefined,
	a: undefined,
	b: undefined,
};
