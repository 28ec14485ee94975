import { middleId } from "@spanglass/shared/units/format";
import { Link, useRouterState } from "@tanstack/react-router";
import { CircleHelp, RefreshCw, Share } from "lucide-react";
import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { refreshNow, useAsOf } from "../state/clock.ts";
import { useSetSearch } from "../state/use-search.ts";
import { useTimeRange } from "../state/use-time-range.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { copyText } from "../ui/CopyButton.tsx";
import { useKeys } from "../ui/keys.ts";
import { showToast } from "../ui/Toast.tsx";
import { Tooltip } from "../ui/Tooltip.tsx";
import styles from "./Header.module.css";
import { JumpField } from "./JumpField.tsx";
import { pageAt } from "./pages.ts";
import { absoluteLink } from "./share.ts";
import { TimeControl } from "./TimeControl.tsx";

/** The list that the reader came from, so that the breadcrumb of a trace leads back to it. */
let lastList = "/traces";

/** Where one is, jumping elsewhere, the time range, refresh, live mode, sharing, help. */
export function ContextHeader({ onShortcuts }: { readonly onShortcuts: () => void }): ReactElement {
	const { t } = useTranslation();
	const location = useRouterState({ select: (state) => state.location });
	const page = pageAt(location.pathname);
	const isList = page?.path === "/traces";
	const hasRange = page?.hasRange ?? false;
	useEffect(() => {
		if (isList) lastList = location.href;
	}, [isList, location.href]);
	return (
		<header className={styles.header}>
			<Breadcrumb path={location.pathname} />
			<span className={styles.space} />
			<JumpField />
			<span className={styles.space} />
			<div className={styles.tools} data-row={hasRange}>
				{hasRange ? <TimeControl /> : null}
				{hasRange ? <RefreshButton /> : null}
				{page?.hasLive ? <LiveButton /> : null}
				<ShareButton hasRange={hasRange} />
				<span className={styles.wide}>
					<IconButton label={t("shell.shortcuts")} keys="?" icon={<CircleHelp size={16} strokeWidth={1.5} />} onClick={onShortcuts} />
				</span>
			</div>
		</header>
	);
}

function Breadcrumb({ path }: { readonly path: string }): ReactElement {
	const { t } = useTranslation();
	const traceId = /^\/t\/([^/]+)/.exec(path)?.[1];
	if (traceId === undefined) {
		return (
			<div className={styles.crumbs}>
				<h1>{t(pageAt(path)?.title ?? "page.connect")}</h1>
			</div>
		);
	}
	return (
		<div className={styles.crumbs}>
			<Link to={lastList}>{t("page.traces")}</Link>
			<span className={styles.slash}>/</span>
			<code title={traceId}>{middleId(traceId)}</code>
		</div>
	);
}

function RefreshButton(): ReactElement {
	const { t } = useTranslation();
	useKeys({ r: () => refreshNow() });
	return (
		<span className={styles.wide}>
			<IconButton
				look="bordered"
				label={t("shell.refresh")}
				keys="r"
				icon={<RefreshCw size={14} strokeWidth={1.5} />}
				onClick={() => refreshNow()}
			/>
		</span>
	);
}

function LiveButton(): ReactElement {
	const { t } = useTranslation();
	const { live, text } = useTimeRange();
	const setSearch = useSetSearch();
	const toggle = (): void => {
		refreshNow();
		const range = text.to === "now" ? {} : { from: undefined, to: undefined };
		setSearch(live ? { live: undefined } : { ...range, live: "1" }, "push");
	};
	return (
		<Tooltip content={t("shell.liveOn")}>
			<Button look="bordered" aria-pressed={live} onClick={toggle}>
				<span className={styles.liveDot} data-on={live} />
				{t("shell.live")}
			</Button>
		</Tooltip>
	);
}

function ShareButton({ hasRange }: { readonly hasRange: boolean }): ReactElement {
	const { t } = useTranslation();
	const asOf = useAsOf();
	const share = async (relative: boolean): Promise<void> => {
		const link = relative ? window.location.href : absoluteLink(window.location.href, asOf, hasRange);
		const done = await copyText(link);
		if (done) showToast(relative ? t("shell.sharedRelative") : t("shell.sharedAbsolute"), link);
		else showToast(t("shell.shareFailed"), link);
	};
	useKeys({ "y y": () => void share(false) });
	return (
		<Tooltip content={t("shell.shareHint")} keys="y y">
			<Button look="bordered" onClick={(event) => void share(event.shiftKey)}>
				<Share size={14} strokeWidth={1.5} aria-hidden />
				<span className={styles.word}>{t("shell.share")}</span>
			</Button>
		</Tooltip>
	);
}
