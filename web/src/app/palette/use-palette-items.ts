import type { ServiceJson } from "@spanglass/shared/api/schemas";
import { shortId } from "@spanglass/shared/units/format";
import { useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { environmentsOf, useKnownServices } from "../../api/known-services.ts";
import { useSavedViews } from "../../api/saved-views.ts";
import { currentLanguage } from "../../i18n/i18n.ts";
import { type Recents, useRecents } from "../../state/recents.ts";
import { type RangeText, rangeChanges, resolveRange } from "../../state/time-range.ts";
import { parseTimeText } from "../../state/time-text.ts";
import { findTraceReference, traceIdFromText } from "../../state/trace-reference.ts";
import { stringifySearch, withValues } from "../../state/url.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { useFrameSearch } from "../frame-search.ts";
import { PAGES, pageAt } from "../pages.ts";
import { DAY_PRESETS, LENGTH_PRESETS, lengthWords } from "../time/presets.ts";
import { timeLabel } from "../time/time-label.ts";
import { useSetRange } from "../time/use-set-range.ts";
import { queryHref, serviceHref, traceHref } from "./hrefs.ts";
import type { PaletteItem } from "./items.ts";
import { type PaletteMode, PREFIXES } from "./mode.ts";
import { useCommands } from "./use-commands.ts";

const WITH_FRAME = { hasRange: true } as const;

export interface PaletteItems {
	/** Found by their own text, before everything else: the id, query or time that was typed. */
	readonly typed: readonly PaletteItem[];
	/** To be ranked by what was typed. */
	readonly listed: readonly PaletteItem[];
	/** Offered after everything that was found. */
	readonly last?: readonly PaletteItem[];
}

/** What can be chosen in a mode after `needle` was typed. */
export function usePaletteItems(mode: PaletteMode, needle: string, onShortcuts: () => void): PaletteItems {
	const { range } = useTimeRange();
	const recents = useRecents();
	const services = useKnownServices({ ...range, enabled: true }) ?? [];
	const commands = useCommands(environmentsOf(services), onShortcuts);
	const places = usePlaces(services);
	const times = useTimes(needle, recents);
	const ids = useIds(needle, recents);
	const queries = useQueries(needle, recents);
	const help = useHelp();
	const views = useViews();
	if (mode === "command") return { typed: [], listed: commands };
	if (mode === "query") return queries;
	if (mode === "id") return ids;
	if (mode === "time") return times;
	if (mode === "help") return { typed: [], listed: [...help, ...commands.filter((command) => command.id === "shortcuts")] };
	const typedId = findTraceReference(needle) !== undefined;
	return {
		typed: [...ids.typed, ...(typedId || needle.length < 2 ? [] : times.typed)],
		listed: [...places, ...views, ...ids.listed, ...commands],
		last: typedId ? [] : queries.typed,
	};
}

function usePlaces(services: readonly Pick<ServiceJson, "name" | "color" | "spanCount">[]): readonly PaletteItem[] {
	const { t } = useTranslation();
	const frameSearch = useFrameSearch();
	const pages = PAGES.map((page): PaletteItem => {
		const href = page.path + stringifySearch(frameSearch(page));
		return { id: page.path, kind: "page", label: t(page.title), words: page.words, keys: page.keys, href };
	});
	const busyFirst = services.toSorted((a, b) => b.spanCount - a.spanCount);
	const names = busyFirst.map(
		({ name, color }): PaletteItem => ({
			id: `service ${name}`,
			kind: "service",
			label: name,
			color,
			href: serviceHref(name, frameSearch(WITH_FRAME)),
		}),
	);
	return [...pages, ...names];
}

/** Views that somebody saved. */
function useViews(): readonly PaletteItem[] {
	return useSavedViews().map(({ id, name, path }) => ({ id: `view ${id}`, kind: "view", label: name, note: path, href: path }));
}

/** A pasted id, header or log line, and the traces that were opened in this browser. */
function useIds(needle: string, recents: Recents): PaletteItems {
	const { t } = useTranslation();
	const reference = findTraceReference(needle);
	const typed: readonly PaletteItem[] =
		reference === undefined
			? []
			: [
					{
						id: `open ${reference.traceId}`,
						kind: "trace",
						label: t("palette.openTrace", { id: shortId(reference.traceId) }),
						href: traceHref(reference),
					},
				];
	const listed = recents.traces.flatMap(({ key, label }): readonly PaletteItem[] => {
		const traceId = traceIdFromText(key);
		if (traceId === undefined) return [];
		return [{ id: key, kind: "trace", label, words: key, note: shortId(key), href: traceHref({ traceId, spanId: undefined }) }];
	});
	return { typed, listed };
}

function useQueries(needle: string, recents: Recents): PaletteItems {
	const { t } = useTranslation();
	const search = useFrameSearch()(WITH_FRAME);
	const toItem = (path: "/traces" | "/logs", label: string, q: string): PaletteItem => ({
		id: `${path} ${q}`,
		kind: "query",
		label,
		href: queryHref(path, q, search),
	});
	const typed =
		needle === ""
			? []
			: [
					toItem("/traces", t("palette.inTraces", { text: needle }), needle),
					toItem("/logs", t("palette.inLogs", { text: needle }), needle),
				];
	return { typed, listed: recents.queries.map(({ key }) => toItem("/traces", key, key)) };
}

/** The range that was typed, the usual ones, and those used lately. On pages without a range they lead to the traces. */
function useTimes(needle: string, recents: Recents): PaletteItems {
	const { t } = useTranslation();
	const hasRange = useRouterState({ select: ({ location }) => pageAt(location.pathname)?.hasRange ?? false });
	const search = useFrameSearch()(WITH_FRAME);
	const setRange = useSetRange();
	const nowMs = Date.now();
	const toItem = (id: string, label: string, range: RangeText): PaletteItem => {
		const { clock, zone } = timeLabel(range, resolveRange(range, nowMs), nowMs, currentLanguage());
		const go = hasRange ? { run: () => setRange(range) } : { href: `/traces${stringifySearch(withValues(search, rangeChanges(range)))}` };
		return { id: `time ${id}`, kind: "time", label, words: id, note: `${clock} ${zone}`, ...go };
	};
	const fromText = (text: string, label: string): readonly PaletteItem[] => {
		const range = parseTimeText(text, nowMs);
		return range === undefined ? [] : [toItem(text, label, range)];
	};
	return {
		typed: needle === "" ? [] : fromText(needle, needle),
		listed: [
			...recents.ranges.flatMap(({ key, label }) => fromText(key, label)),
			...LENGTH_PRESETS.flatMap((length) => fromText(length, t("time.last", { length: lengthWords(length, currentLanguage()) }))),
			...DAY_PRESETS.flatMap(({ text, label }) => fromText(text, t(label))),
		],
	};
}

const MODE_TEXTS = {
	command: "palette.modeCommand",
	query: "palette.modeQuery",
	id: "palette.modeId",
	time: "palette.modeTime",
	help: "palette.modeHelp",
} as const;

function useHelp(): readonly PaletteItem[] {
	const { t } = useTranslation();
	return Object.entries(PREFIXES).map(([prefix, mode]) => ({
		id: `help ${prefix}`,
		kind: "help",
		label: t(MODE_TEXTS[mode]),
		keys: prefix,
		types: prefix,
	}));
}
