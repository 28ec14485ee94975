import { spanIdAt } from "@spanglass/shared/analysis/span-tree";
import { lazy, type ReactElement, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFlameWords } from "../../charts/use-chart-words.ts";
import { attemptLabels } from "../../geometry/retry-strips.ts";
import { nodeName, rowOfSpan, type TraceModel } from "../../geometry/trace-model.ts";
import { withTexts } from "../../i18n/i18n.ts";
import { noteRecent } from "../../state/recents.ts";
import { searchFromTraceUrl, type TraceUrl, traceUrlFromSearch } from "../../state/url/trace.ts";
import { textValue } from "../../state/url.ts";
import { type HistoryStep, useSearchValues, useSetSearch } from "../../state/use-search.ts";
import { Drawer } from "../../ui/Drawer.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PHONE, useMedia } from "../../ui/use-media.ts";
import { foldedNodes, hiddenNodes } from "./fold.ts";
import { Sentence } from "./Sentence.tsx";
import { TraceCharts } from "./TraceCharts.tsx";
import { TraceHeader } from "./TraceHeader.tsx";
import styles from "./TracePage.module.css";
import { TraceTools } from "./TraceTools.tsx";
import { useLocalTraces } from "./trace-source.ts";
import { useAligned } from "./use-aligned.ts";
import { useChartModel } from "./use-chart-model.ts";
import { useFound } from "./use-found.ts";
import { useSplit } from "./use-split.ts";
import { useLayout, useLogMarks, useTraceLogs } from "./use-trace.ts";
import { goTo, useTraceKeys } from "./use-trace-keys.ts";
import { useTraceView } from "./use-trace-view.ts";
import { hiddenBesides, listStep } from "./walk.ts";

/** Its list brings the code of long lists along, which the charts do not need. */
const LogsView = lazy(async () => ({ default: (await import("./LogsView.tsx")).LogsView }));

const SpanTable = lazy(withTexts(async () => ({ default: (await import("./views/SpanTable.tsx")).SpanTable }), "views"));
const TraceGraph = lazy(withTexts(async () => ({ default: (await import("./views/TraceGraph.tsx")).TraceGraph }), "views"));

/** Fetched when the pointer comes near the charts, or at the latest when a span is selected. */
const loadSpanDrawer = async () => ({ default: (await import("./drawer/SpanDrawer.tsx")).SpanDrawer });
const SpanDrawer = lazy(loadSpanDrawer);
const DRAWER_PX = 400;

export type SetTraceUrl = (changes: Partial<TraceUrl>, step?: HistoryStep) => void;

/** The page of a trace that is there. */
export function TraceScreen({ model: sent }: { readonly model: TraceModel }): ReactElement {
	const { t } = useTranslation();
	const values = useSearchValues();
	const isPhone = useMedia(PHONE);
	const read = useMemo(() => traceUrlFromSearch(values), [values]);
	const url = isPhone && textValue(values, "view") === undefined ? { ...read, view: "wf" as const } : read;
	const model = useAligned(sent, url.aligned);
	const { skeleton, tree } = model;
	const setSearch = useSetSearch();
	const latest = useRef(url);
	latest.current = url;
	const setUrl: SetTraceUrl = useCallback((changes, step = "push") => setSearch(searchFromTraceUrl(changes), step), [setSearch]);
	const view = useTraceView(model, url.window, setUrl);
	const selected = useMemo(() => (url.span === undefined ? undefined : rowOfSpan(skeleton, url.span)), [skeleton, url.span]);
	const [placeholder, setPlaceholder] = useState<number | undefined>(undefined);
	const shown = selected ?? placeholder;
	const folded = useMemo(() => foldedNodes(model, url.folded), [model, url.folded]);
	const found = useFound(model, url.find);
	const { matches } = found;
	const hidden = useMemo(() => {
		const services = hiddenNodes(model, url.hidden);
		return url.foundOnly && matches !== undefined && matches.rows.length > 0 ? hiddenBesides(model, matches, services) : services;
	}, [model, url.hidden, url.foundOnly, matches]);
	const wish = useMemo(() => ({ folded, hidden }), [folded, hidden]);
	const layout = useLayout(model, wish);
	const chartModel = useChartModel(model, url.color);
	const split = useSplit(model, layout, url, isPhone);
	const logs = useTraceLogs(skeleton.traceId, skeleton.logCount);
	const logMarks = useLogMarks(model, logs.data);
	const attempts = useMemo(() => attemptLabels(tree, model.retries), [tree, model.retries]);
	const words = useFlameWords();
	const look = useMemo(
		() => ({ pathOn: url.criticalPath, matches: matches?.hits, folded, logs: logMarks, attempts, selected: shown, words }),
		[url.criticalPath, matches, folded, logMarks, attempts, shown, words],
	);
	const select = useCallback(
		(node: number, step?: HistoryStep): void => {
			setPlaceholder(node < tree.spanCount ? undefined : node);
			const span = node < tree.spanCount ? spanIdAt(skeleton.spanIds, node) : undefined;
			if (span !== latest.current.span) setUrl({ span }, step ?? "push");
		},
		[tree.spanCount, skeleton.spanIds, setUrl],
	);
	const close = (): void => setUrl({ span: undefined, tab: "summary" });
	useTraceKeys({ model, layout, view, url, split, matches, selected: shown, select, setUrl, close });
	useEffect(() => {
		const glyph = model.facts.errorCount > 0 ? `✕${model.facts.errorCount} · ` : "";
		document.title = `${glyph}${nodeName(model, model.facts.root)} · Spanglass`;
	}, [model]);
	const rootName = nodeName(model, model.facts.root);
	const isLocal = useLocalTraces() !== undefined;
	useEffect(() => {
		if (!isLocal) noteRecent("traces", skeleton.traceId, rootName);
	}, [skeleton.traceId, rootName, isLocal]);
	if (skeleton.spanCount === 0) return <EmptyState title={t("trace.empty")} />;
	return (
		<div className={styles.page}>
			<TraceHeader model={model} onNextError={() => goTo({ model, view, url, select, setUrl }, listStep(model.errors.rows, shown, 1))} />
			<Sentence model={model} onSelect={select} onAlign={() => setUrl({ aligned: !url.aligned })} />
			<TraceTools {...{ model, url, setUrl, split, matches, found, view, select }} selected={shown} />
			<div className={styles.body} onPointerEnter={() => void loadSpanDrawer()}>
				<div className={styles.left}>
					{url.view === "logs" ? (
						<Suspense>
							<LogsView {...{ model, view, layout, look }} logs={logs.data} error={logs.error} selected={shown} onSelect={select} />
						</Suspense>
					) : url.view === "table" ? (
						<Suspense>
							<SpanTable {...{ look, hidden, view, select }} model={chartModel} />
						</Suspense>
					) : url.view === "map" ? (
						<Suspense>
							<TraceGraph {...{ model, look, view, select }} />
						</Suspense>
					) : (
						<TraceCharts {...{ layout, view, look, url, setUrl, hidden, select, split }} model={chartModel} />
					)}
				</div>
				{selected === undefined ? null : (
					<Suspense
						fallback={
							<Drawer title="" label={t("trace.span")} closeLabel={t("common.close")} onClose={close} widthPx={DRAWER_PX}>
								{null}
							</Drawer>
						}
					>
						<SpanDrawer
							{...{ model, select, setUrl, attempts, view }}
							row={selected}
							logs={logs.data}
							tab={url.tab}
							scope={url.scope}
							onClose={close}
							widthPx={DRAWER_PX}
						/>
					</Suspense>
				)}
			</div>
		</div>
	);
}
