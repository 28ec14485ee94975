/** What the address says about a comparison. */
import { traceIdFromText } from "../trace-reference.ts";
import { choiceValue, type SearchValues, textValue } from "../url.ts";

const COMPARE_VIEWS = ["tree", "flames"] as const;
export type CompareView = (typeof COMPARE_VIEWS)[number];
const COMPARE_SORTS = ["delta", "structure"] as const;
export type CompareSort = (typeof COMPARE_SORTS)[number];

const MEDIAN = "median:";

/** One trace, or what the traces of a search typically are; an empty query stands for traces like the other side's. */
export type CompareSide = { readonly kind: "trace"; readonly traceId: string } | { readonly kind: "median"; readonly query: string };

export interface CompareUrl {
	readonly a: CompareSide | undefined;
	readonly b: CompareSide | undefined;
	readonly view: CompareView;
	/** Largest difference first, or as the calls were made. */
	readonly sort: CompareSort;
	/** 16 hex digits: a span of either trace, whose place in the tree is chosen. */
	readonly span: string | undefined;
}

const SPAN_ID = /^[0-9a-f]{16}$/;

/** Read the page's own values; what is not understood counts as absent. */
export function compareUrlFromSearch(values: SearchValues): CompareUrl {
	const span = textValue(values, "span")?.toLowerCase() ?? "";
	return {
		a: sideFromText(textValue(values, "a")),
		b: sideFromText(textValue(values, "b")),
		view: choiceValue(values, "view", COMPARE_VIEWS),
		sort: choiceValue(values, "sort", COMPARE_SORTS),
		span: SPAN_ID.test(span) ? span : undefined,
	};
}

function sideFromText(text: string | undefined): CompareSide | undefined {
	if (text?.startsWith(MEDIAN)) return { kind: "median", query: text.slice(MEDIAN.length).trim() };
	const traceId = text === undefined ? undefined : traceIdFromText(text);
	return traceId === undefined ? undefined : { kind: "trace", traceId };
}

function textOfSide(side: CompareSide): string {
	return side.kind === "trace" ? side.traceId : `${MEDIAN}${side.query}`;
}

const WRITERS: { readonly [K in keyof CompareUrl]: (value: CompareUrl[K]) => string | undefined } = {
	a: (side) => (side === undefined ? undefined : textOfSide(side)),
	b: (side) => (side === undefined ? undefined : textOfSide(side)),
	view: (view) => (view === "tree" ? undefined : view),
	sort: (sort) => (sort === "delta" ? undefined : sort),
	span: (span) => span,
};

/** The changes of the address that write these values; defaults are written by taking the name away. */
export function searchFromCompareUrl(changes: Partial<CompareUrl>): Readonly<Record<string, string | undefined>> {
	const search: Record<string, string | undefined> = {};
	for (const key of Object.keys(changes) as (keyof CompareUrl)[]) {
		const write = WRITERS[key] as (value: unknown) => string | undefined;
		search[key] = write(changes[key]);
	}
	return search;
}
