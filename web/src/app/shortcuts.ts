/** What the list of shortcuts says. A key stands here only when a page binds it. */
import type { Texts } from "../i18n/texts.ts";
import { type PageEntry, pageAt } from "./pages.ts";

export interface Shortcut {
	/** As `Kbd` draws them. */
	readonly keys: string;
	readonly chord?: boolean;
	readonly text: `keys.${keyof Texts["keys"]}`;
}

export interface ShortcutGroup {
	readonly title: `keys.${keyof Texts["keys"]}`;
	readonly items: readonly Shortcut[];
}

const EVERYWHERE: ShortcutGroup = {
	title: "keys.global",
	items: [
		{ keys: "Ctrl K", chord: true, text: "keys.palette" },
		{ keys: "/", text: "keys.search" },
		{ keys: "g s", text: "keys.goServices" },
		{ keys: "g m", text: "keys.goMap" },
		{ keys: "g t", text: "keys.goTraces" },
		{ keys: "g l", text: "keys.goLogs" },
		{ keys: "g x", text: "keys.goMetrics" },
		{ keys: "g e", text: "keys.goErrors" },
		{ keys: "g a", text: "keys.goAlerts" },
		{ keys: "g c", text: "keys.goConnect" },
		{ keys: "g i", text: "keys.goStatus" },
		{ keys: "y y", text: "keys.copyLink" },
		{ keys: "; t", text: "keys.theme" },
		{ keys: "; d", text: "keys.density" },
		{ keys: "?", text: "keys.shortcuts" },
		{ keys: "Esc", text: "keys.close" },
	],
};

const RANGE: ShortcutGroup = {
	title: "keys.range",
	items: [
		{ keys: "t t", text: "keys.timePicker" },
		{ keys: "t z", text: "keys.zoomOut" },
		{ keys: "t ← →", text: "keys.shift" },
		{ keys: "t c", text: "keys.copyRange" },
		{ keys: "t v", text: "keys.pasteRange" },
		{ keys: "; e", text: "keys.environment" },
		{ keys: "r", text: "keys.refresh" },
	],
};

const CHART: ShortcutGroup = {
	title: "keys.chart",
	items: [
		{ keys: "← →", text: "keys.bucket" },
		{ keys: "Shift ← →", text: "keys.stretch" },
		{ keys: "↑ ↓", text: "keys.series" },
		{ keys: "Enter", text: "keys.exemplars" },
		{ keys: "z", text: "keys.zoomTo" },
		{ keys: ".", text: "keys.isolate" },
		{ keys: "b", text: "keys.table" },
	],
};

const ROWS: readonly Shortcut[] = [
	{ keys: "j k", text: "keys.move" },
	{ keys: "Enter", text: "keys.openRow" },
];

const PAGE_GROUPS: Readonly<Record<PageEntry["path"], readonly ShortcutGroup[]>> = {
	"/": [CHART, RANGE],
	"/alerts": [{ title: "keys.list", items: ROWS }],
	"/errors": [{ title: "keys.list", items: ROWS.slice(1) }, RANGE],
	"/services": [{ title: "keys.services", items: [...ROWS, { keys: "s", text: "keys.sort" }] }, RANGE],
	"/map": [
		{
			title: "keys.map",
			items: [
				{ keys: "← → ↑ ↓", text: "keys.alongEdges" },
				{ keys: "Enter", text: "keys.openEdge" },
				{ keys: "f", text: "keys.focusNode" },
				{ keys: "+ -", text: "keys.hops" },
				{ keys: "u d", text: "keys.callersOrCallees" },
				{ keys: "0", text: "keys.fitMap" },
				{ keys: "b", text: "keys.mapTable" },
			],
		},
		RANGE,
	],
	"/traces": [
		{
			title: "keys.list",
			items: [
				...ROWS,
				{ keys: "x", text: "keys.select" },
				{ keys: "c", text: "keys.compareSelected" },
				{ keys: "s", text: "keys.sort" },
				{ keys: "Space", text: "keys.hold" },
			],
		},
		RANGE,
	],
	"/logs": [
		{
			title: "keys.logRecords",
			items: [...ROWS, { keys: "w", text: "keys.wrap" }, { keys: "Space", text: "keys.hold" }, { keys: "End", text: "keys.tail" }],
		},
		CHART,
		RANGE,
	],
	"/metrics": [{ title: "keys.metrics", items: [...ROWS, { keys: "s", text: "keys.splitBy" }] }, CHART, RANGE],
	"/connect": [],
	"/status": [],
};

const TRACE: ShortcutGroup = {
	title: "keys.trace",
	items: [
		{ keys: "w s", text: "keys.zoom" },
		{ keys: "a d", text: "keys.pan" },
		{ keys: "A D", text: "keys.panFar" },
		{ keys: "f", text: "keys.fit" },
		{ keys: "0", text: "keys.whole" },
		{ keys: "↑ ↓", text: "keys.upDown" },
		{ keys: "← →", text: "keys.siblings" },
		{ keys: ". ,", text: "keys.lane" },
		{ keys: "Enter", text: "keys.openSpan" },
		{ keys: "e E", text: "keys.errors" },
		{ keys: "n N", text: "keys.matches" },
		{ keys: "p P", text: "keys.pathSpans" },
		{ keys: "c", text: "keys.criticalPath" },
		{ keys: "[ ]", text: "keys.fold" },
		{ keys: "{ }", text: "keys.foldAll" },
		{ keys: "h", text: "keys.hide" },
		{ keys: "H", text: "keys.hideOthers" },
		{ keys: "l", text: "keys.logs" },
		{ keys: "j k", text: "keys.logLines" },
		{ keys: "1 2 3 4 5", text: "keys.views" },
		{ keys: "m", text: "keys.measure" },
		{ keys: "k", text: "keys.align" },
		{ keys: "\\", text: "keys.split" },
		{ keys: "y i", text: "keys.copyId" },
		{ keys: "Ctrl F", chord: true, text: "keys.find" },
	],
};

const COMPARE: ShortcutGroup = {
	title: "keys.compare",
	items: [
		{ keys: "1 2", text: "keys.compareViews" },
		{ keys: "↑ ↓", text: "keys.move" },
		{ keys: "← →", text: "keys.foldRow" },
		{ keys: "Enter", text: "keys.openSpan" },
		{ keys: "s", text: "keys.order" },
		{ keys: "S", text: "keys.swapSides" },
		{ keys: "w s", text: "keys.zoomFlames" },
		{ keys: "a d", text: "keys.panFlames" },
	],
};

/** The groups of the page at a path, its own first. */
export function shortcutsAt(path: string): readonly ShortcutGroup[] {
	if (path.startsWith("/t/")) return [TRACE, EVERYWHERE];
	if (path === "/compare") return [COMPARE, EVERYWHERE];
	const page = pageAt(path);
	return page === undefined ? [EVERYWHERE] : [...PAGE_GROUPS[page.path], EVERYWHERE];
}
