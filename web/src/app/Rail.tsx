import { Link, useRouterState } from "@tanstack/react-router";
import { Settings } from "lucide-react";
import { lazy, type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { refreshNow } from "../state/clock.ts";
import { OnDemand } from "../ui/OnDemand.tsx";
import { Tooltip } from "../ui/Tooltip.tsx";
import { IngestDot } from "./IngestDot.tsx";
import { Logo } from "./Logo.tsx";
import { PAGES } from "./pages.ts";
import styles from "./Shell.module.css";

const loadSettings = async () => ({ default: (await import("./SettingsMenu.tsx")).SettingsMenu });
const SettingsMenu = lazy(loadSettings);

/** The pages at the left (at the bottom on small screens), the state of ingest and the settings. */
export function Rail(): ReactElement {
	const { t } = useTranslation();
	const isTrace = useRouterState({ select: ({ location }) => location.pathname.startsWith("/t/") });
	return (
		<nav className={styles.rail} aria-label={t("shell.navigation")}>
			<Link to="/" className={styles.logo} aria-label={t("shell.home")}>
				<Logo />
			</Link>
			{PAGES.map(({ path, title, keys, icon: Icon }) => (
				<Tooltip key={path} content={t(title)} keys={keys} side="right">
					<Link
						to={path}
						className={styles.railItem}
						aria-label={t(title)}
						onClick={() => refreshNow()}
						data-within={isTrace && path === "/traces"}
					>
						<Icon />
						<span className={styles.word}>{t(title)}</span>
					</Link>
				</Tooltip>
			))}
			<span className={styles.railSpace} />
			<span className={styles.railRule} />
			<IngestDot />
			<SettingsButton />
		</nav>
	);
}

function SettingsButton(): ReactElement {
	const { t } = useTranslation();
	const [open, setOpen] = useState(false);
	const trigger = (
		<button type="button" className={styles.railItem} aria-label={t("shell.settings")}>
			<Settings size={16} strokeWidth={1.5} aria-hidden />
			<span className={styles.word}>{t("shell.settings")}</span>
		</button>
	);
	return (
		<OnDemand trigger={trigger} kind="menu" open={open} onOpenChange={setOpen} preload={() => void loadSettings()}>
			<SettingsMenu trigger={trigger} open={open} onOpenChange={setOpen} />
		</OnDemand>
	);
}
