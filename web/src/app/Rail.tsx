import { Link, useRouterState } from "@tanstack/react-router";
import { Ellipsis, Settings } from "lucide-react";
import { lazy, type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAlerts } from "../api/alerts.ts";
import { useIngestState } from "../api/use-live.ts";
import { withTexts } from "../i18n/i18n.ts";
import { refreshNow } from "../state/clock.ts";
import { OnDemand } from "../ui/OnDemand.tsx";
import { Tooltip } from "../ui/Tooltip.tsx";
import { SMALL_SCREEN, useMedia } from "../ui/use-media.ts";
import { useFrameSearch } from "./frame-search.ts";
import { IngestDot } from "./IngestDot.tsx";
import { Logo } from "./Logo.tsx";
import { ICON, PAGES, type PageEntry } from "./pages.ts";
import styles from "./Shell.module.css";

const loadSettings = withTexts(async () => ({ default: (await import("./SettingsMenu.tsx")).SettingsMenu }), "settings");
const SettingsMenu = lazy(loadSettings);

/** The pages at the left, the state of ingest and the settings; on small screens a bar at the bottom with a menu for the rest. */
export function Rail(): ReactElement {
	const { t } = useTranslation();
	const isSmall = useMedia(SMALL_SCREEN);
	const pages = isSmall ? PAGES.filter((page) => page.inBar) : PAGES;
	return (
		<nav className={styles.rail} aria-label={t("shell.navigation")}>
			{isSmall ? null : (
				<Link to="/" className={styles.logo} aria-label={t("shell.home")}>
					<Logo />
				</Link>
			)}
			{pages
				.filter(({ atFoot = false }) => !atFoot)
				.map((page) => (
					<PageLink key={page.path} page={page} />
				))}
			{isSmall ? (
				<MoreButton />
			) : (
				<>
					<span className={styles.railSpace} />
					<span className={styles.railRule} />
					{pages
						.filter(({ atFoot = false }) => atFoot)
						.map((page) => (
							<PageLink key={page.path} page={page} />
						))}
					<IngestDot />
					<SettingsButton />
				</>
			)}
		</nav>
	);
}

function PageLink({ page }: { readonly page: PageEntry }): ReactElement {
	const { t } = useTranslation();
	const frameSearch = useFrameSearch();
	const isTrace = useRouterState({ select: ({ location }) => location.pathname.startsWith("/t/") || location.pathname === "/compare" });
	const { path, title, keys, icon: Icon } = page;
	const firing = useFiring(path === "/alerts");
	return (
		<Tooltip content={t(title)} keys={keys} side="right">
			<Link
				to={path}
				search={frameSearch(page) as never}
				activeOptions={{ includeSearch: false }}
				className={styles.railItem}
				aria-label={firing === 0 ? t(title) : t("alert.firingCount", { count: firing })}
				onClick={() => refreshNow()}
				data-within={isTrace && path === "/traces"}
				data-keys={keys}
			>
				<Icon {...ICON} />
				<span className={styles.word}>{t(title)}</span>
				{firing === 0 ? null : (
					<span className={styles.firing} aria-hidden>
						{firing > 99 ? "99+" : firing}
					</span>
				)}
			</Link>
		</Tooltip>
	);
}

/** How many alerts fire; asked for where it is shown. */
function useFiring(isShown: boolean): number {
	const { data } = useAlerts({ isShown });
	return isShown ? (data?.counts.firing ?? 0) : 0;
}

function SettingsButton(): ReactElement {
	const { t } = useTranslation();
	const [open, setOpen] = useState(false);
	const trigger = (
		<button type="button" className={styles.railItem} aria-label={t("shell.settings")}>
			<Settings {...ICON} />
		</button>
	);
	return (
		<OnDemand trigger={trigger} kind="menu" open={open} onOpenChange={setOpen} preload={() => void loadSettings()}>
			<SettingsMenu trigger={trigger} open={open} onOpenChange={setOpen} />
		</OnDemand>
	);
}

/** The rest of the rail on small screens. A dot says when ingest is not as it should be. */
function MoreButton(): ReactElement {
	const { t } = useTranslation();
	const [open, setOpen] = useState(false);
	const { word } = useIngestState();
	const isBad = word === "refusing" || word === "offline";
	const trigger = (
		<button type="button" className={styles.railItem} aria-label={isBad ? `${t("shell.more")}: ${t(`ingest.${word}`)}` : t("shell.more")}>
			<Ellipsis {...ICON} />
			<span className={styles.word}>{t("shell.more")}</span>
			{isBad ? <span className={`${styles.ingest} ${styles.corner}`} data-word={word} /> : null}
		</button>
	);
	return (
		<OnDemand trigger={trigger} kind="menu" open={open} onOpenChange={setOpen} preload={() => void loadSettings()}>
			<SettingsMenu trigger={trigger} open={open} onOpenChange={setOpen} withPages />
		</OnDemand>
	);
}
