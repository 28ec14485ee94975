/** What the palette can offer. */
import type { Candidate } from "./rank.ts";

export type PaletteKind = "page" | "service" | "trace" | "view" | "query" | "command" | "time" | "help";

export interface PaletteItem extends Candidate {
	readonly kind: PaletteKind;
	/** Quieter text behind the label. */
	readonly note?: string;
	/** Keys that do the same, as `Kbd` draws them. */
	readonly keys?: string;
	/** Index of a service's colour. */
	readonly color?: number;
	/** Where it leads; such items can be opened in a new tab. */
	readonly href?: string;
	/** What it does; undefined for items that only lead somewhere. */
	readonly run?: () => void;
	/** Listed first because it is used often and lately. */
	readonly isRecent?: boolean;
	/** The palette stays open with this text. */
	readonly types?: string;
}

export const GROUP_TITLES = {
	page: "palette.pages",
	service: "palette.services",
	trace: "palette.traces",
	view: "palette.views",
	query: "palette.queries",
	command: "palette.commands",
	time: "palette.times",
	help: "palette.help",
} as const satisfies Record<PaletteKind, string>;

export const KIND_WORDS = {
	page: "palette.page",
	service: "palette.service",
	trace: "palette.trace",
	view: "palette.view",
	query: "palette.query",
	command: "palette.command",
	time: "palette.time",
	help: "palette.help",
} as const satisfies Record<PaletteKind, string>;
