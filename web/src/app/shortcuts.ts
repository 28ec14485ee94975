/** What the list of shortcuts says. A key stands here only when a page binds it. */
import type { Texts } from "../i18n/texts.ts";

export interface Shortcut {
	/** As `Kbd` draws them. */
	readonly keys: string;
	readonly chord?: boolean;
	readonly text: `keys.${keyof Texts["keys"]}`;
}

export const EVERYWHERE: readonly Shortcut[] = [
	{ keys: "Ctrl K", chord: true, text: "keys.palette" },
	{ keys: "/", text: "keys.search" },
	{ keys: "g t", text: "keys.goTraces" },
	{ keys: "y y", text: "keys.copyLink" },
	{ keys: "; t", text: "keys.theme" },
	{ keys: "; d", text: "keys.density" },
	{ keys: "?", text: "keys.shortcuts" },
	{ keys: "Esc", text: "keys.close" },
];

export const LIST_KEYS: readonly Shortcut[] = [
	{ keys: "j k", text: "keys.move" },
	{ keys: "Enter", text: "keys.open" },
	{ keys: "s", text: "keys.sort" },
	{ keys: "Space", text: "keys.hold" },
	{ keys: "t t", text: "keys.timePicker" },
	{ keys: "t z", text: "keys.zoomOut" },
	{ keys: "t ← →", text: "keys.shift" },
	{ keys: "r", text: "keys.refresh" },
];

export const LOG_KEYS: readonly Shortcut[] = [
	{ keys: "j k", text: "keys.move" },
	{ keys: "Enter", text: "keys.openLog" },
	{ keys: "w", text: "keys.wrap" },
	{ keys: "Space", text: "keys.hold" },
	{ keys: "End", text: "keys.tail" },
	{ keys: "t t", text: "keys.timePicker" },
	{ keys: "t z", text: "keys.zoomOut" },
	{ keys: "t ← →", text: "keys.shift" },
	{ keys: "r", text: "keys.refresh" },
];

export const TRACE_KEYS: readonly Shortcut[] = [
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
	{ keys: "1 2 5", text: "keys.views" },
	{ keys: "\\", text: "keys.split" },
	{ keys: "Ctrl F", chord: true, text: "keys.find" },
];
