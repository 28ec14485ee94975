/** The pages of the rail in its order: what the rail, the header, the keys and the palette know of them. */
import { Activity, Bell, Cable, ChartSpline, CircleX, House, Logs, Rows3, Share2 } from "lucide-react";
import type { ComponentType } from "react";
import type { Texts } from "../i18n/texts.ts";
import { TracesIcon } from "./Logo.tsx";

interface IconProps {
	readonly size?: number;
	readonly strokeWidth?: number;
	readonly "aria-hidden"?: boolean;
}

export interface PageEntry {
	readonly path: "/" | "/alerts" | "/errors" | "/services" | "/map" | "/traces" | "/logs" | "/metrics" | "/connect" | "/status";
	readonly title: `page.${keyof Texts["page"]}`;
	/** Draw it with `ICON`. */
	readonly icon: ComponentType<IconProps>;
	/** By which the palette finds it, besides its title. */
	readonly words: string;
	/** Key sequence that leads there. */
	readonly keys: string;
	/** What it shows lies in a time range and an environment. */
	readonly hasRange: boolean;
	/** It can show new data as it arrives. */
	readonly hasLive: boolean;
	/** It has a place of its own in the bar of small screens; the others are in its menu. */
	readonly inBar: boolean;
	/** It stands at the foot of the rail. */
	readonly atFoot?: boolean;
}

export const ICON = { size: 16, strokeWidth: 1.5, "aria-hidden": true } as const satisfies IconProps;

export const PAGES: readonly PageEntry[] = [
	{ path: "/", title: "page.overview", icon: House, words: "overview home", keys: "g o", hasRange: true, hasLive: false, inBar: true },
	{ path: "/services", title: "page.services", icon: Rows3, words: "services", keys: "g s", hasRange: true, hasLive: false, inBar: true },
	{
		path: "/map",
		title: "page.map",
		icon: Share2,
		words: "map topology graph callers",
		keys: "g m",
		hasRange: true,
		hasLive: false,
		inBar: false,
	},
	{ path: "/traces", title: "page.traces", icon: TracesIcon, words: "traces", keys: "g t", hasRange: true, hasLive: true, inBar: true },
	{ path: "/logs", title: "page.logs", icon: Logs, words: "logs", keys: "g l", hasRange: true, hasLive: true, inBar: true },
	{
		path: "/metrics",
		title: "page.metrics",
		icon: ChartSpline,
		words: "metrics",
		keys: "g x",
		hasRange: true,
		hasLive: false,
		inBar: false,
	},
	{
		path: "/errors",
		title: "page.errors",
		icon: CircleX,
		words: "errors exceptions",
		keys: "g e",
		hasRange: true,
		hasLive: false,
		inBar: false,
	},
	{
		path: "/alerts",
		title: "page.alerts",
		icon: Bell,
		words: "alerts incidents rules silences receivers",
		keys: "g a",
		hasRange: false,
		hasLive: false,
		inBar: true,
	},
	{
		path: "/connect",
		title: "page.connect",
		icon: Cable,
		words: "connect otlp exporter",
		keys: "g c",
		hasRange: false,
		hasLive: false,
		inBar: false,
		atFoot: true,
	},
	{ path: "/status", title: "page.status", icon: Activity, words: "status", keys: "g i", hasRange: false, hasLive: false, inBar: false },
];

/** A local file has a page of its own, which no link can fill. */
export const FILE_PATH = "/file";

/** The page at a path, a part of it included; undefined for pages that are not in the rail. */
export function pageAt(path: string): PageEntry | undefined {
	return PAGES.find((page) => path === page.path || path.startsWith(`${page.path}/`));
}
