import { middleId } from "@spanglass/shared/units/format";
import { Link, useRouterState } from "@tanstack/react-router";
import type { TFunction } from "i18next";
import { CircleHelp, Share } from "lucide-react";
import { type ReactElement, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useStatus } from "../api/status.ts";
import { useTimeRange } from "../state/use-time-range.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { copyText } from "../ui/CopyButton.tsx";
import { useKeys } from "../ui/keys.ts";
import { Tag } from "../ui/Pill.tsx";
import { showToast } from "../ui/Toast.tsx";
import { Tooltip } from "../ui/Tooltip.tsx";
import { EnvironmentControl } from "./EnvironmentControl.tsx";
import { useFrameSearch } from "./frame-search.ts";
import styles from "./Header.module.css";
import { JumpButton } from "./JumpButton.tsx";
import { FILE_PATH, type PageEntry, pageAt } from "./pages.ts";
import { RefreshControl } from "./RefreshControl.tsx";
import { TimeControl } from "./time/TimeControl.tsx";
import { useShare, useToggleLive } from "./use-frame-actions.ts";

/** The list that the reader came from, so that the breadcrumb of a trace leads back to it. */
let lastList = "/traces";

export interface ContextHeaderProps {
	readonly onJump: () => void;
	readonly onShortcuts: () => void;
}

/** Where one is and which environment is shown; jumping elsewhere; the time range, refresh, live mode, sharing, help. */
export function ContextHeader({ onJump, onShortcuts }: ContextHeaderProps): ReactElement {
	const { t } = useTranslation();
	const location = useRouterState({ select: (state) => state.location });
	const page = pageAt(location.pathname);
	const isFile = location.pathname === FILE_PATH;
	const isList = page?.path === "/traces";
	const hasRange = page?.hasRange ?? false;
	useEffect(() => {
		if (isList) lastList = location.href;
	}, [isList, location.href]);
	return (
		<header className={styles.header}>
			<div className={styles.start}>
				<Breadcrumb path={location.pathname} page={page} />
				{hasRange ? <EnvironmentControl /> : null}
				{location.pathname.startsWith("/t/") ? null : <DemoChip />}
			</div>
			<JumpButton onJump={onJump} />
			<span className={styles.space} />
			<div className={styles.tools} data-row={hasRange}>
				{hasRange ? <TimeControl /> : null}
				{hasRange ? <RefreshControl hasLive={page?.hasLive ?? false} /> : null}
				{page?.hasLive ? <LiveButton /> : null}
				{isFile ? null : <ShareButton />}
				<span className={styles.wide}>
					<IconButton label={t("shell.shortcuts")} keys="?" icon={<CircleHelp size={16} strokeWidth={1.5} />} onClick={onShortcuts} />
				</span>
			</div>
		</header>
	);
}

/** Stands on every page of many things while demo data is stored, and leads to where it is removed. Beside one trace it would speak of that. */
function DemoChip(): ReactElement | null {
	const { t } = useTranslation();
	const { data: status } = useStatus();
	if (status === undefined || !(status.demo.hasData || status.demo.state === "running")) return null;
	return (
		<Tooltip content={t("shell.demoHint")}>
			<Link to="/status" className={styles.demo}>
				<Tag tone="accent">{t("shell.demo")}</Tag>
			</Link>
		</Tooltip>
	);
}

function Breadcrumb({ path, page }: { readonly path: string; readonly page: PageEntry | undefined }): ReactElement {
	const { t } = useTranslation();
	const frameSearch = useFrameSearch();
	const traceId = /^\/t\/([^/]+)/.exec(path)?.[1];
	if (traceId !== undefined) return <TraceCrumbs traceId={traceId} />;
	if (path === "/compare") return <CompareCrumbs />;
	const part = page === undefined ? undefined : partOf(path, page);
	const isPart = page !== undefined && part !== undefined && part !== "";
	return (
		<div className={styles.crumbs}>
			{isPart ? (
				<>
					<Link to={page.path} search={frameSearch(page) as never}>
						{t(page.title)}
					</Link>
					<span className={styles.slash}>/</span>
				</>
			) : null}
			<h1>
				{isPart
					? ((page.path === "/alerts" ? alertParts(part, t) : undefined) ?? plainPart(part))
					: t(page?.title ?? TITLES[path] ?? "shell.home")}
			</h1>
		</div>
	);
}

/** Pages that are not in the rail, or not yet. */
const TITLES: Readonly<Record<string, "page.connect" | "page.file">> = { "/": "page.connect", [FILE_PATH]: "page.file" };

/** The part of a path below its page that names what is shown. */
function partOf(path: string, page: PageEntry): string | undefined {
	const parts = path.slice(page.path.length + 1).split("/");
	return page.path === "/alerts" ? parts.join("/") : parts[0];
}

/** `#31` of an incident; the word of a page below the alerts. */
function alertParts(part: string, t: TFunction): string | undefined {
	const [kind, id] = part.split("/");
	if (kind === "i") return `#${id}`;
	if (kind === "rules") return t(id === "new" ? "page.newRule" : "page.rule");
	return part === "silences" ? t("page.silences") : part === "receivers" ? t("page.receivers") : undefined;
}

/** A part of a path as it reads; the router has decoded it when it could. */
function plainPart(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

/** A comparison lies under the list that its traces came from. */
function CompareCrumbs(): ReactElement {
	const { t } = useTranslation();
	return (
		<div className={styles.crumbs}>
			<Link to={lastList}>{t("page.traces")}</Link>
			<span className={styles.slash}>/</span>
			<h1>{t("page.compare")}</h1>
		</div>
	);
}

function TraceCrumbs({ traceId }: { readonly traceId: string }): ReactElement {
	const { t } = useTranslation();
	const copyId = async (): Promise<void> => showToast(t((await copyText(traceId)) ? "shell.copiedId" : "shell.shareFailed"), traceId);
	useKeys({ "y i": () => void copyId() });
	return (
		<div className={styles.crumbs}>
			<Link to={lastList}>{t("page.traces")}</Link>
			<span className={styles.slash}>/</span>
			<code title={traceId}>{middleId(traceId)}</code>
		</div>
	);
}

function LiveButton(): ReactElement {
	const { t } = useTranslation();
	const { live } = useTimeRange();
	const toggle = useToggleLive();
	return (
		<Tooltip content={t("shell.liveOn")}>
			<Button look="bordered" aria-pressed={live} onClick={toggle}>
				<span className={styles.liveDot} data-on={live} />
				{t("shell.live")}
			</Button>
		</Tooltip>
	);
}

function ShareButton(): ReactElement {
	const { t } = useTranslation();
	const share = useShare();
	useKeys({ "y y": () => share("absolute") });
	return (
		<Tooltip content={t("shell.shareHint")} keys="y y">
			<Button look="bordered" data-keys="y y" onClick={(event) => share(event.shiftKey ? "relative" : "absolute")}>
				<Share size={14} strokeWidth={1.5} aria-hidden />
				<span className={styles.word}>{t("shell.share")}</span>
			</Button>
		</Tooltip>
	);
}
