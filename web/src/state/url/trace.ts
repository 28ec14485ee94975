/** What the address says about one trace. */
import { choiceValue, type SearchValues, textValue } from "../url.ts";

export const TRACE_VIEWS = ["flame", "wf", "map", "table", "logs"] as const;
/** Along time; same paths merged, widest left; callers and callees of one operation; one swim-lane for each service. */
export const FLAME_MODES = ["time", "heavy", "sandwich", "tracks"] as const;
export type FlameMode = (typeof FLAME_MODES)[number];
/** What a bar's colour stands for. */
export const FLAME_COLORS = ["service", "status", "kind", "instance", "operation", "self"] as const;
export type FlameColor = (typeof FLAME_COLORS)[number];
export const SPAN_TABS = ["summary", "attributes", "logs", "events", "links", "raw"] as const;
const SPLITS = ["auto", "on", "off"] as const;
/** Among the spans of how long a span is ranked. */
export const DURATION_SCOPES = ["1h", "24h"] as const;
export type DurationScope = (typeof DURATION_SCOPES)[number];
export type TraceView = (typeof TRACE_VIEWS)[number];
export type SpanTab = (typeof SPAN_TABS)[number];
export type Split = (typeof SPLITS)[number];

/** Everything below the roots is folded. */
export const FOLD_ALL = "*";

export interface TraceUrl {
	/** 16 hex digits of the selected span; its drawer is open. */
	readonly span: string | undefined;
	readonly view: TraceView;
	readonly tab: SpanTab;
	readonly scope: DurationScope;
	/** Flame above, waterfall below; `auto` decides by the height that the flame needs. */
	readonly split: Split;
	/** Whole nanoseconds from the trace's start; undefined shows the whole trace. */
	readonly window: { readonly from: number; readonly to: number } | undefined;
	readonly find: string;
	/** Only what is found shows, with its ancestors. */
	readonly foundOnly: boolean;
	readonly criticalPath: boolean;
	readonly mode: FlameMode;
	readonly color: FlameColor;
	/** Spans of instances whose clocks disagree are moved. */
	readonly aligned: boolean;
	/** Names of services that are not drawn. */
	readonly hidden: readonly string[];
	/** Span ids whose sub-trees are folded, or FOLD_ALL alone. */
	readonly folded: readonly string[];
}

const WINDOW = /^(-?\d{1,17})-(-?\d{1,17})$/;
const SPAN_ID = /^[0-9a-f]{16}$/;

/** Read the page's own values; what is not understood counts as absent. */
export function traceUrlFromSearch(values: SearchValues): TraceUrl {
	const span = textValue(values, "span")?.toLowerCase() ?? "";
	return {
		span: SPAN_ID.test(span) ? span : undefined,
		view: choiceValue(values, "view", TRACE_VIEWS),
		tab: choiceValue(values, "tab", SPAN_TABS),
		scope: choiceValue(values, "scope", DURATION_SCOPES),
		split: choiceValue(values, "split", SPLITS),
		window: windowFrom(textValue(values, "x")),
		find: textValue(values, "find") ?? "",
		foundOnly: textValue(values, "only") === "1",
		criticalPath: textValue(values, "cp") === "1",
		mode: choiceValue(values, "mode", FLAME_MODES),
		color: choiceValue(values, "color", FLAME_COLORS),
		aligned: textValue(values, "skew") === "align",
		hidden: listOf(values, "hide"),
		folded: listOf(values, "fold").filter((id) => id === FOLD_ALL || SPAN_ID.test(id)),
	};
}

function windowFrom(text: string | undefined): TraceUrl["window"] {
	const found = WINDOW.exec(text ?? "");
	if (found === null) return undefined;
	const from = Number(found[1]);
	const to = Number(found[2]);
	return to > from ? { from, to } : undefined;
}

function listOf(values: SearchValues, name: string): readonly string[] {
	const value = values[name];
	if (value === undefined) return [];
	return (typeof value === "string" ? [value] : value).filter((item) => item !== "");
}

type Written = string | readonly string[] | undefined;

const WRITERS: { readonly [K in keyof TraceUrl]: readonly [name: string, write: (value: TraceUrl[K]) => Written] } = {
	span: ["span", (span) => span],
	view: ["view", (view) => (view === "flame" ? undefined : view)],
	tab: ["tab", (tab) => (tab === "summary" ? undefined : tab)],
	scope: ["scope", (scope) => (scope === "1h" ? undefined : scope)],
	split: ["split", (split) => (split === "auto" ? undefined : split)],
	window: ["x", (window) => (window === undefined ? undefined : `${Math.round(window.from)}-${Math.round(window.to)}`)],
	find: ["find", (find) => (find === "" ? undefined : find)],
	foundOnly: ["only", (on) => (on ? "1" : undefined)],
	criticalPath: ["cp", (on) => (on ? "1" : undefined)],
	mode: ["mode", (mode) => (mode === "time" ? undefined : mode)],
	color: ["color", (color) => (color === "service" ? undefined : color)],
	aligned: ["skew", (on) => (on ? "align" : undefined)],
	hidden: ["hide", (names) => (names.length === 0 ? undefined : names)],
	folded: ["fold", (ids) => (ids.length === 0 ? undefined : ids)],
};

/** The changes of the address that write these values; defaults are written by taking the name away. */
export function searchFromTraceUrl(changes: Partial<TraceUrl>): Readonly<Record<string, Written>> {
	const search: Record<string, Written> = {};
	for (const key of Object.keys(changes) as (keyof TraceUrl)[]) {
		const [name, write] = WRITERS[key] as readonly [string, (value: unknown) => Written];
		search[name] = write(changes[key]);
	}
	return search;
}
