import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, type ReactElement, Suspense, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStatus } from "../api/status.ts";
import { useLiveGap } from "../api/use-live.ts";
import { withTexts } from "../i18n/i18n.ts";
import { refreshNow } from "../state/clock.ts";
import { currentPrefs, DENSITIES, setPrefs, THEMES } from "../state/prefs.ts";
import { useFocusMemory } from "../ui/focus-return.ts";
import { useKeys } from "../ui/keys.ts";
import { PanelBoundary } from "../ui/PanelBoundary.tsx";
import { useDelayed } from "../ui/Skeleton.tsx";
import { showToast, ToastRegion } from "../ui/Toast.tsx";
import { bannerWords } from "./banner-words.ts";
import { ContextHeader } from "./ContextHeader.tsx";
import { useFrameSearch } from "./frame-search.ts";
import { PAGES } from "./pages.ts";
import { PaletteHost } from "./palette/PaletteHost.tsx";
import { usePasteAnywhere } from "./palette/use-paste.ts";
import { DENSITY_KEYS, THEME_KEYS } from "./pref-names.ts";
import { Rail } from "./Rail.tsx";
import styles from "./Shell.module.css";
import { useFileDrop } from "./use-file-drop.ts";
import { useKeyHints } from "./use-key-hints.ts";

const Banners = lazy(withTexts(async () => ({ default: (await import("./Banners.tsx")).Banners }), "banners"));
const DropHint = lazy(withTexts(async () => ({ default: (await import("./DropHint.tsx")).DropHint }), "file"));
const ShortcutsDialog = lazy(withTexts(async () => ({ default: (await import("./ShortcutsDialog.tsx")).ShortcutsDialog }), "keys"));

function following<T>(all: readonly T[], current: T): T {
	return all[(all.indexOf(current) + 1) % all.length] ?? current;
}

/** The frame around every page: rail, header, the page, and what works everywhere (keys, pasting, messages). */
export function Shell(): ReactElement {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const path = useRouterState({ select: (state) => state.location.pathname });
	const [help, setHelp] = useState(false);
	const [palette, setPalette] = useState(false);
	const frameSearch = useFrameSearch();
	const status = useStatus("seldom");
	const banners = status.data === undefined ? [] : bannerWords(status.data);
	useRecovery();
	usePasteAnywhere();
	const isDropping = useFileDrop();
	useKeyHints();
	useFocusMemory();
	useKeys({
		...Object.fromEntries(
			PAGES.map((page) => [
				page.keys,
				() => {
					refreshNow();
					void navigate({ to: page.path, search: frameSearch(page) as never });
				},
			]),
		),
		"?": () => setHelp(true),
		"; t": () => {
			const theme = following(THEMES, currentPrefs().theme);
			setPrefs({ theme });
			showToast(t("shell.themeNow", { name: t(THEME_KEYS[theme]) }));
		},
		"; d": () => {
			const density = following(DENSITIES, currentPrefs().density);
			setPrefs({ density });
			showToast(t("shell.densityNow", { name: t(DENSITY_KEYS[density]) }));
		},
	});
	return (
		<div className={styles.shell}>
			<a className={styles.skip} href="#content">
				{t("page.skipToContent")}
			</a>
			<Rail />
			<div className={styles.main}>
				<ContextHeader onJump={() => setPalette(true)} onShortcuts={() => setHelp(true)} />
				{banners.length > 0 ? (
					<Suspense fallback={null}>
						<Banners words={banners} />
					</Suspense>
				) : null}
				<main id="content" className={styles.content} tabIndex={-1}>
					<Progress />
					<PanelBoundary resetKey={path}>
						<Outlet />
					</PanelBoundary>
				</main>
			</div>
			<ToastRegion />
			<PaletteHost open={palette} onOpenChange={setPalette} onShortcuts={() => setHelp(true)} />
			{isDropping ? (
				<Suspense fallback={null}>
					<DropHint />
				</Suspense>
			) : null}
			{help ? (
				<Suspense>
					<ShortcutsDialog open onOpenChange={setHelp} path={path} />
				</Suspense>
			) : null}
		</div>
	);
}

/** A line at the top of the page while something is asked for longer than a moment. */
function Progress(): ReactElement | null {
	const busy = useDelayed(useIsFetching({ predicate: (query) => query.queryKey[0] !== "status" }) > 0);
	return busy ? <div className={styles.hairline} aria-hidden /> : null;
}

/** When the collector is back, everything that failed or may have missed something is asked again. */
function useRecovery(): void {
	const client = useQueryClient();
	useLiveGap(
		useCallback(() => {
			refreshNow();
			void client.invalidateQueries();
		}, [client]),
	);
}
