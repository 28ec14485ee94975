import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DENSITIES, REFRESHES, setPrefs, THEMES, usePrefs } from "../../state/prefs.ts";
import { useSetEnvironment } from "../../state/use-environment.ts";
import { useOpenFiles } from "../../state/use-open-files.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { FILE_PATH, pageAt } from "../pages.ts";
import { DENSITY_KEYS, refreshName, THEME_KEYS } from "../pref-names.ts";
import { useCopyRange } from "../time/use-range-clipboard.ts";
import { useShare, useToggleLive } from "../use-frame-actions.ts";
import { useRefresh } from "../use-refresh.ts";
import type { PaletteItem } from "./items.ts";

type Command = Omit<PaletteItem, "kind" | "href">;

/** The commands of the page that is shown; `words` are their English names, so that both languages find them. */
export function useCommands(environments: readonly string[], onShortcuts: () => void): readonly PaletteItem[] {
	const page = usePageCommands(environments);
	const own = useBrowserCommands(onShortcuts);
	return [...page, ...own].map((command) => ({ ...command, kind: "command" }));
}

function usePageCommands(environments: readonly string[]): readonly Command[] {
	const { t } = useTranslation();
	const path = useRouterState({ select: ({ location }) => location.pathname });
	const page = pageAt(path);
	const compare = useCompareCommand(path);
	const { live } = useTimeRange();
	const share = useShare();
	const refresh = useRefresh();
	const toggleLive = useToggleLive();
	const setEnvironment = useSetEnvironment();
	const copyRange = useCopyRange();
	const copy: Command = {
		id: "copy-link",
		label: t("palette.copyLink"),
		words: "share copy link",
		keys: "y y",
		run: () => share("absolute"),
	};
	if (path === FILE_PATH) return [];
	if (page?.hasRange !== true) return [...compare, copy];
	return [
		{ id: "refresh", label: t("palette.refresh"), words: "refresh reload now", keys: "r", run: refresh },
		copy,
		{ id: "copy-relative", label: t("palette.copyRelative"), words: "share copy link relative", run: () => share("relative") },
		{ id: "copy-range", label: t("palette.copyRange"), words: "copy time range", keys: "t c", run: copyRange },
		...(page.hasLive
			? [{ id: "live", label: t(live ? "palette.liveOff" : "palette.liveOn"), words: "live tail follow", run: toggleLive }]
			: []),
		...["", ...environments].map((name) => ({
			id: `env ${name}`,
			label: t("palette.environment", { name: name === "" ? t("env.all") : name }),
			words: `environment env ${name === "" ? "all" : name}`,
			keys: "; e",
			run: () => setEnvironment(name === "" ? undefined : name),
		})),
		...REFRESHES.map((refresh) => ({
			id: `refresh ${refresh}`,
			label: t("palette.refreshEvery", { name: refreshName(t, refresh) }),
			words: `refresh auto every ${refresh}`,
			run: () => setPrefs({ refresh }),
		})),
	];
}

/** On the page of a trace: what it is compared with when nobody says otherwise. */
function useCompareCommand(path: string): readonly Command[] {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const traceId = /^\/t\/([0-9a-f]{32})/.exec(path)?.[1];
	if (traceId === undefined) return [];
	const run = (): void => void navigate({ to: "/compare", search: { a: traceId, b: "median:" } as never });
	return [{ id: "compare-median", label: t("palette.compareMedian"), words: "compare median difference", run }];
}

function useBrowserCommands(onShortcuts: () => void): readonly Command[] {
	const { t } = useTranslation();
	const { singleKeys } = usePrefs();
	const { choose } = useOpenFiles();
	return [
		{ id: "open-file", label: t("palette.openFile"), words: "open file import otlp jaeger zipkin json", run: choose },
		{ id: "shortcuts", label: t("palette.shortcuts"), words: "shortcuts keys help", keys: "?", run: onShortcuts },
		...THEMES.map((theme) => ({
			id: `theme ${theme}`,
			label: t("palette.theme", { name: t(THEME_KEYS[theme]) }),
			words: `theme ${theme} mode`,
			keys: "; t",
			run: () => setPrefs({ theme }),
		})),
		...DENSITIES.map((density) => ({
			id: `density ${density}`,
			label: t("palette.density", { name: t(DENSITY_KEYS[density]) }),
			words: `density ${density} rows`,
			keys: "; d",
			run: () => setPrefs({ density }),
		})),
		{
			id: "language en",
			label: t("palette.language", { name: "English" }),
			words: "language english 英文",
			run: () => setPrefs({ language: "en" }),
		},
		{
			id: "language zh",
			label: t("palette.language", { name: "简体中文" }),
			words: "language chinese zhongwen",
			run: () => setPrefs({ language: "zh" }),
		},
		{
			id: "single-keys",
			label: t(singleKeys ? "palette.keysOff" : "palette.keysOn"),
			words: "single key shortcuts off on",
			run: () => setPrefs({ singleKeys: !singleKeys }),
		},
	];
}
