import type { LogRecordJson } from "@spanglass/shared/api/schemas";
import { formatExact } from "@spanglass/shared/units/format";
import { Pause } from "lucide-react";
import { type ReactElement, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client.ts";
import { type LogQuery, useLogList } from "../../api/logs.ts";
import { useSuggestionSource } from "../../api/suggestions.ts";
import { useHoldRefresh } from "../../state/auto-refresh.ts";
import { refreshNow } from "../../state/clock.ts";
import { rangeChanges } from "../../state/time-range.ts";
import { type LogsUrl, logsUrlFromSearch, searchFromLogsUrl } from "../../state/url/logs.ts";
import { useEnvironment } from "../../state/use-environment.ts";
import { useSearchValues, useSetSearch } from "../../state/use-search.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { Kbd } from "../../ui/Kbd.tsx";
import { useKeys } from "../../ui/keys.ts";
import { QueryField } from "../../ui/QueryBar/QueryField.tsx";
import { queryFaultOf, withTerm } from "../../ui/QueryBar/query-terms.ts";
import { WaitingRows } from "../../ui/Skeleton.tsx";
import { useLastGood } from "../../ui/use-last-good.ts";
import { EmptyLogs } from "./EmptyLogs.tsx";
import { LogList } from "./LogList.tsx";
import type { LogActions } from "./LogRow.tsx";
import styles from "./LogsPage.module.css";
import { Facts, QuickFilters, WrapButton } from "./LogsTools.tsx";
import { LogVolume } from "./LogVolume.tsx";
import { useLiveLogs } from "./use-live-logs.ts";

/** The list of logs: newest first, or the tail that grows while one watches. Everything it shows is in its address. */
export function LogsPage(): ReactElement {
	const { t } = useTranslation();
	const values = useSearchValues();
	const url = useMemo(() => logsUrlFromSearch(values), [values]);
	const env = useEnvironment();
	const { range, live } = useTimeRange();
	const setSearch = useSetSearch();
	const query: LogQuery = useMemo(() => ({ q: url.q, env, ...range }), [url.q, env, range]);
	const list = useLogList(query);
	const pages = useLastGood(list.data?.pages);
	const own = useMemo(() => pages?.flatMap((page) => page.data) ?? [], [pages]);
	const fault = list.error instanceof ApiError && list.error.field === "q" ? queryFaultOf(list.error) : undefined;
	const failure = list.error !== null && fault === undefined ? list.error : undefined;
	const tail = useTail({
		own: list.isPlaceholderData || list.data === undefined ? undefined : own,
		query,
		live: live && fault === undefined,
	});
	useHoldRefresh(tail.looking || url.open.length > 0);
	const setUrl = (changes: Partial<LogsUrl>): void => setSearch(searchFromLogsUrl({ ...url, ...changes }), "push");
	const onQuery = (q: string): void => {
		refreshNow();
		setUrl({ q, open: [] });
	};
	const actions = useActions(url, setUrl, onQuery);
	const onWrap = (): void => setUrl({ wrap: !url.wrap });
	useKeys({ w: onWrap, ...(live ? { End: tail.resume, Space: tail.toggle } : {}) });
	const { hasNextPage, isFetching, fetchNextPage } = list;
	const onEnd = useCallback(() => {
		if (hasNextPage && !isFetching && !live) void fetchNextPage();
	}, [hasNextPage, isFetching, fetchNextPage, live]);
	useSearchFor({ id: live ? undefined : url.open[0], rows: own, pageCount: pages?.length ?? 0, onMore: onEnd });
	useEffect(() => {
		document.title = `${t("page.logs")} · Spanglass`;
	}, [t]);
	const rows = live ? tail.rows : own;
	const isEmpty = rows.length === 0 && failure === undefined && fault === undefined && !list.isPlaceholderData;
	return (
		<div className={styles.page}>
			<QueryField
				q={url.q}
				fault={fault}
				keepsResult={rows.length > 0}
				placeholder={t("logs.queryPlaceholder")}
				suggestions={useSuggestionSource("logs", range)}
				onRun={onQuery}
			/>
			<div className={styles.tools}>
				<QuickFilters q={url.q} onQuery={onQuery} />
				{pages === undefined ? null : <Facts pages={pages} live={live ? tail : undefined} />}
				<WrapButton wrap={url.wrap} onWrap={onWrap} />
			</div>
			<LogVolume q={url.q} env={env} onQuery={onQuery} />
			<div className={styles.body} aria-busy={isFetching}>
				{failure === undefined ? null : <ErrorPanel error={failure} onRetry={() => void list.refetch()} />}
				{pages === undefined ? (
					<WaitingRows count={18} isWaiting={list.isFetching} />
				) : isEmpty ? (
					<EmptyLogs {...{ query, live, onQuery }} onRange={(next) => setSearch({ ...rangeChanges(next), live: undefined }, "push")} />
				) : (
					<LogList
						key={`${url.q} ${env ?? ""} ${live}`}
						{...{ rows, actions, onEnd }}
						wrap={url.wrap}
						open={url.open}
						label={live ? t("logs.tableLive") : t("logs.table")}
						foot={live ? null : <Foot isLoading={list.isFetchingNextPage} isEnd={!hasNextPage && own.length > 20} total={own.length} />}
						looking={tail.looking}
						onLook={tail.onLook}
						{...(live ? { tail: { held: tail.held } } : {})}
					/>
				)}
				{live && (tail.isPinned || tail.heldCount > 0) ? <Held count={tail.heldCount} onResume={tail.resume} /> : null}
			</div>
		</div>
	);
}

/** A record that the address opens is looked for on so many pages. */
const SEARCHED_PAGES = 20;

interface SearchForOptions {
	readonly id: string | undefined;
	readonly rows: readonly LogRecordJson[];
	readonly pageCount: number;
	readonly onMore: () => void;
}

/** Fetch further pages until the record that the address opens is among the rows. */
function useSearchFor({ id, rows, pageCount, onMore }: SearchForOptions): void {
	const isMissing = useMemo(() => id !== undefined && rows.length > 0 && !rows.some((row) => row.id === id), [id, rows]);
	useEffect(() => {
		if (isMissing && pageCount < SEARCHED_PAGES) onMore();
	}, [isMissing, pageCount, onMore]);
}

/** Stored records that the tail begins with, at most. */
const SEED_ROWS = 1_000;

interface TailOptions {
	/** The list's own rows, newest first; undefined while they are not of this query. */
	readonly own: readonly LogRecordJson[] | undefined;
	readonly query: LogQuery;
	readonly live: boolean;
}

/** The live records and whether they are held: because somebody looks, or because it was asked for (`isPinned`). */
function useTail({ own, query, live }: TailOptions) {
	const [looking, onLook] = useState(false);
	const [isPinned, setPinned] = useState(false);
	const held = live && (looking || isPinned);
	const seed = useMemo(() => own?.slice(0, SEED_ROWS).reverse(), [own]);
	const logs = useLiveLogs({ live, q: query.q, env: query.env, held, seed });
	// biome-ignore lint/correctness/useExhaustiveDependencies: another list begins, at which nobody looks yet
	useEffect(() => {
		onLook(false);
		setPinned(false);
	}, [live]);
	const resume = (): void => {
		if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
		document.getSelection()?.removeAllRanges();
		logs.resume();
		onLook(false);
		setPinned(false);
	};
	return { ...logs, looking, held, isPinned, onLook, resume, toggle: (): void => (held ? resume() : setPinned(true)) };
}

/** What rows may ask for, in an object that keeps its identity, so that rows are drawn again only when they change. */
function useActions(url: LogsUrl, setUrl: (changes: Partial<LogsUrl>) => void, onQuery: (q: string) => void): LogActions {
	const now = useRef({ url, setUrl, onQuery });
	now.current = { url, setUrl, onQuery };
	return useMemo(
		() => ({
			onToggle: (id) => {
				const { url: current, setUrl: set } = now.current;
				set({ open: current.open.includes(id) ? current.open.filter((other) => other !== id) : [...current.open, id] });
			},
			onFilter: (term) => now.current.onQuery(withTerm(now.current.url.q, term)),
		}),
		[],
	);
}

function Held({ count, onResume }: { readonly count: number; readonly onResume: () => void }): ReactElement {
	const { t } = useTranslation();
	return (
		<button type="button" className={styles.held} onClick={onResume}>
			<Pause size={12} strokeWidth={2} aria-hidden />
			{t("logs.held", { count, value: formatExact(count) })}
			<Kbd keys="End" />
		</button>
	);
}

function Foot(props: { readonly isLoading: boolean; readonly isEnd: boolean; readonly total: number }): ReactNode {
	const { t } = useTranslation();
	if (props.isLoading) return <span role="status">{t("list.loadingMore")}…</span>;
	return props.isEnd ? t("logs.end", { value: formatExact(props.total) }) : null;
}
