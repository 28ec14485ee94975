import { FolderOpen, ListFilter } from "lucide-react";
import { type ReactElement, type ReactNode, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSuggestionSource } from "../../api/suggestions.ts";
import { useHoldRefresh } from "../../state/auto-refresh.ts";
import { setPrefs, usePrefs } from "../../state/prefs.ts";
import { noteRecent } from "../../state/recents.ts";
import type { TracesUrl } from "../../state/url/traces.ts";
import { useOpenFiles } from "../../state/use-open-files.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { IconButton } from "../../ui/Button.tsx";
import { useKeys } from "../../ui/keys.ts";
import { QueryField } from "../../ui/QueryBar/QueryField.tsx";
import { SMALL_SCREEN, useMedia } from "../../ui/use-media.ts";
import { type ChartTotal, FrameContext, type FrameReport, NOTHING_REPORTED } from "./frame-context.ts";
import { ChartPanel, ExplainPanel, FacetRail, SaveView, SelectionCount } from "./load-parts.ts";
import styles from "./TracesPage.module.css";
import { QuickFilters, ViewSwitch } from "./TracesTools.tsx";
import { useTracesUrl } from "./use-traces-url.ts";

export interface SearchShellProps {
	readonly url: TracesUrl;
	/** What the view lists. */
	readonly children: ReactNode;
}

/**
 * The page around every view of a search: query, quick filters, facets, chart, differences. What is not the list itself is fetched after
 * the list's first answer; its place is kept until then.
 */
export function SearchShell({ url, children }: SearchShellProps): ReactElement {
	const { t } = useTranslation();
	const { range } = useTimeRange();
	const [report, setReport] = useState<FrameReport>(NOTHING_REPORTED);
	const [factsSlot, setFactsSlot] = useState<HTMLElement | null>(null);
	const [orderSlot, setOrderSlot] = useState<HTMLElement | null>(null);
	const [total, setTotal] = useState<ChartTotal>();
	const frame = useMemo(() => ({ factsSlot, orderSlot, total, report: setReport }), [factsSlot, orderSlot, total]);
	const { setUrl, setPlace } = useTracesUrl(url);
	const facets = useFacetRail();
	const files = useOpenFiles();
	useHoldRefresh(url.sel !== undefined);
	useKeys({
		f: facets.toggle,
		Escape: () => {
			if (url.explains) setPlace({ explains: false }, "push");
			else if (url.sel !== undefined) setPlace({ sel: undefined }, "push");
			else return false;
			return true;
		},
	});
	const runQuery = (q: string): void => {
		if (q !== "") noteRecent("queries", q);
		setUrl({ q });
	};
	const parts = { url, setUrl, setPlace };
	const { isReady } = report;
	return (
		<FrameContext value={frame}>
			<div className={styles.page}>
				<QueryField
					q={url.q}
					fault={report.fault}
					keepsResult={report.keepsResult}
					placeholder={t("traces.queryPlaceholder")}
					suggestions={useSuggestionSource("traces", range)}
					onRun={runQuery}
				>
					<span className={styles.save}>
						{isReady ? (
							<Suspense fallback={null}>
								<SaveView />
							</Suspense>
						) : null}
					</span>
				</QueryField>
				<div className={styles.tools}>
					<IconButton
						small
						label={t("traces.facets")}
						keys="f"
						aria-expanded={facets.isOpen}
						icon={<ListFilter size={14} strokeWidth={1.5} aria-hidden />}
						onClick={facets.toggle}
					/>
					<QuickFilters q={url.q} onQuery={(q) => setUrl({ q })} />
					<span ref={setFactsSlot} className={styles.facts} />
					<IconButton
						small
						label={t("traces.openFile")}
						icon={<FolderOpen size={14} strokeWidth={1.5} aria-hidden />}
						onClick={files.choose}
					/>
				</div>
				<div className={styles.body}>
					{facets.isOpen ? (
						<div className={styles.rail} data-over={facets.isOver}>
							{isReady ? (
								<Suspense fallback={null}>
									<FacetRail {...parts} onClose={facets.isOver ? facets.toggle : undefined} />
								</Suspense>
							) : null}
						</div>
					) : null}
					<div className={styles.main}>
						<div className={styles.chart}>
							{isReady ? (
								<Suspense fallback={null}>
									<ChartPanel {...parts} onTotal={setTotal} />
								</Suspense>
							) : null}
						</div>
						<div className={styles.views}>
							<ViewSwitch view={url.view} onView={(view) => setUrl({ view })} />
							{url.sel === undefined ? null : (
								<Suspense fallback={null}>
									<SelectionCount url={url} />
								</Suspense>
							)}
							<span ref={setOrderSlot} className={styles.order} />
						</div>
						<div className={styles.results}>{children}</div>
					</div>
					{url.explains ? (
						<Suspense fallback={null}>
							<ExplainPanel {...parts} />
						</Suspense>
					) : null}
				</div>
			</div>
		</FrameContext>
	);
}

/** Facets stand beside the list, or over it where there is no room; this browser remembers whether they are wanted beside it. */
function useFacetRail() {
	const isOver = useMedia(SMALL_SCREEN);
	const { facets } = usePrefs();
	const [opened, setOpened] = useState(false);
	const isOpen = isOver ? opened : facets;
	return { isOver, isOpen, toggle: (): void => (isOver ? setOpened(!opened) : setPrefs({ facets: !facets })) };
}
