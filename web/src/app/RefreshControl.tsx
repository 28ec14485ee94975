import { ChevronDown, RefreshCw } from "lucide-react";
import { lazy, type ReactElement, useState } from "react";
import { useTranslation } from "react-i18next";
import { chosenRefresh, refreshInterval, useAutoRefresh } from "../state/auto-refresh.ts";
import { usePrefs } from "../state/prefs.ts";
import { followsNow } from "../state/time-range.ts";
import { useTimeRange } from "../state/use-time-range.ts";
import { Button, ButtonGroup, IconButton } from "../ui/Button.tsx";
import { useKeys } from "../ui/keys.ts";
import { OnDemand } from "../ui/OnDemand.tsx";
import styles from "./Header.module.css";
import { refreshName } from "./pref-names.ts";
import { useRefresh } from "./use-refresh.ts";

const loadMenu = async () => ({ default: (await import("./RefreshMenu.tsx")).RefreshMenu });
const RefreshMenu = lazy(loadMenu);

/** Ask again now, or every so often. Live mode and ranges that lie in the past do not ask by themselves. `hasLive`: so can the page. */
export function RefreshControl({ hasLive }: { readonly hasLive: boolean }): ReactElement {
	const { t } = useTranslation();
	const pref = chosenRefresh(usePrefs().refresh, hasLive);
	const { text, range, live } = useTimeRange();
	const refresh = useRefresh();
	const [open, setOpen] = useState(false);
	const interval = live || !followsNow(text) ? undefined : refreshInterval(pref, range.toMs - range.fromMs);
	useAutoRefresh(interval, refresh);
	useKeys({ r: refresh });
	const trigger = (
		<Button className={styles.interval} aria-label={`${t("refresh.label")}: ${refreshName(t, pref)}`}>
			{pref === "off" ? null : <span className={interval === undefined ? styles.dim : ""}>{refreshName(t, pref)}</span>}
			<ChevronDown size={14} strokeWidth={1.5} aria-hidden />
		</Button>
	);
	return (
		<span className={styles.wide}>
			<ButtonGroup label={t("shell.refresh")}>
				<IconButton label={t("shell.refresh")} keys="r" icon={<RefreshCw size={14} strokeWidth={1.5} />} onClick={refresh} />
				<OnDemand trigger={trigger} kind="menu" open={open} onOpenChange={setOpen} preload={() => void loadMenu()}>
					<RefreshMenu trigger={trigger} value={pref} open={open} onOpenChange={setOpen} />
				</OnDemand>
			</ButtonGroup>
		</span>
	);
}
