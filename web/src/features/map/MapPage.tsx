import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useCallback, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useOverview } from "../../api/overview.ts";
import { useHoldRefresh } from "../../state/auto-refresh.ts";
import { type MapUrl, type MapView, MOST_HOPS, mapUrlFromSearch, searchFromMapUrl } from "../../state/url/map.ts";
import { useEnvironment } from "../../state/use-environment.ts";
import { useKeptSearch } from "../../state/use-kept-search.ts";
import { type HistoryStep, useSearchValues, useSetSearch } from "../../state/use-search.ts";
import { useTimeRange } from "../../state/use-time-range.ts";
import { ErrorPanel } from "../../ui/ErrorPanel.tsx";
import { useKeys } from "../../ui/keys.ts";
import { useDelayed } from "../../ui/Skeleton.tsx";
import { PHONE, useMedia } from "../../ui/use-media.ts";
import { ChangesDrawer } from "./ChangesDrawer.tsx";
import { EdgeDrawer } from "./EdgeDrawer.tsx";
import { EdgeTable } from "./EdgeTable.tsx";
import { EmptyMap } from "./EmptyMap.tsx";
import { nodeOfText, selectionOf, textOfNode, textOfPair } from "./graph-content.ts";
import { MapCanvas } from "./MapCanvas.tsx";
import { MapLegend } from "./MapLegend.tsx";
import styles from "./MapPage.module.css";
import { MapTools } from "./MapTools.tsx";
import { badgesOf } from "./map-badges.ts";
import { namespaceOfGroup } from "./map-groups.ts";
import { NodeDrawer } from "./NodeDrawer.tsx";
import { Scrubber } from "./Scrubber.tsx";
import { scaleOf } from "./scrubber.ts";
import { isComparing, useMapContent } from "./use-map-content.ts";

/** Who calls whom, drawn or as a table; a node leads to its service, an edge opens its numbers. Everything chosen is in the address. */
export function MapPage(): ReactElement {
	const { t } = useTranslation();
	const url = mapUrlFromSearch(useSearchValues());
	const setSearch = useSetSearch();
	const navigate = useNavigate();
	const kept = useKeptSearch();
	const { range } = useTimeRange();
	const env = useEnvironment();
	const { graph, content, canGroup, isFinal } = useMapContent(url, { ...range, env });
	const isCompared = isComparing(url);
	const onUrl = useCallback(
		(changes: Partial<MapUrl>, step: HistoryStep = "push") => {
			const names = searchFromMapUrl({ ...url, ...changes });
			setSearch(names, step);
		},
		[url, setSearch],
	);
	// small drawings cannot be read: a phone shows the table unless it is asked for the map
	const usual: MapView = useMedia(PHONE) ? "table" : "graph";
	const view = url.view ?? usual;
	const onView = (next: MapView): void => onUrl({ view: next === usual ? undefined : next });
	const selection = selectionOf(content, url.selection);
	const focus = nodeOfText(content, url.focus);
	useHoldRefresh(selection !== undefined || url.window !== undefined);
	const isTable = view === "table";
	const overview = useOverview({ ...range, environment: env }, !isTable).data;
	const badges = useMemo(() => (overview === undefined ? new Map() : badgesOf(t, overview)), [overview, t]);
	const scale = useMemo(() => overview && scaleOf(overview, Date.now()), [overview]);
	useEffect(() => {
		document.title = `${t("page.map")} · Spanglass`;
	}, [t]);
	useKeys({
		b: () => onView(view === "table" ? "graph" : "table"),
		"+": () => onUrl({ hops: Math.min(url.hops + 1, MOST_HOPS) }),
		"-": () => onUrl({ hops: Math.max(url.hops - 1, 1) }),
		Escape: () => (url.selection === undefined ? false : onUrl({ selection: undefined })),
	});
	const isSlow = useDelayed(graph.data === undefined && graph.isFetching);
	const onOpen = (at: { readonly node: string } | { readonly pair: Parameters<typeof textOfPair>[1] }, isNewTab = false): void => {
		const group =
			"pair" in at
				? (namespaceOfGroup(content, at.pair.to) ?? namespaceOfGroup(content, at.pair.from))
				: namespaceOfGroup(content, at.node);
		if (group !== undefined) {
			onUrl({ isGrouped: false, find: group, selection: undefined });
			return;
		}
		if ("pair" in at) {
			onUrl({ selection: textOfPair(content, at.pair) });
			return;
		}
		const node = content.nodes.get(at.node)?.node;
		if (node === undefined) return;
		if (node.type !== "service") {
			onUrl({ selection: `node:${textOfNode(content, at.node)}` });
			return;
		}
		if (isNewTab) window.open(`/services/${encodeURIComponent(node.name)}`, "_blank", "noopener");
		else void navigate({ to: "/services/$name", params: { name: node.name } as never, search: kept as never });
	};
	const isListed = isCompared && url.isListed && selection === undefined && !isTable;
	const isEmpty = graph.data !== undefined && content.nodes.size === 0;
	return (
		<div className={styles.page} data-drawer={selection !== undefined || isListed}>
			<MapTools
				canGroup={canGroup}
				url={url}
				view={view}
				onView={onView}
				content={content}
				focus={focus}
				graph={graph.data}
				onUrl={onUrl}
			/>
			<div className={styles.body} aria-busy={graph.isFetching}>
				{graph.error === null ? null : <ErrorPanel error={graph.error} onRetry={() => void graph.refetch()} />}
				{isEmpty ? (
					<EmptyMap />
				) : isTable ? (
					<EdgeTable content={content} url={url} focus={focus} onUrl={onUrl} />
				) : graph.data === undefined ? (
					<p className={styles.waiting} role="status">
						{isSlow ? `${t("common.loading")}…` : ""}
					</p>
				) : (
					<>
						<MapCanvas
							content={content}
							url={url}
							focus={focus}
							selection={selection}
							environment={env}
							isFinal={isFinal}
							badges={badges}
							isCompared={isCompared}
							onUrl={onUrl}
							onOpen={onOpen}
						/>
						<MapLegend layer={url.layer} isCompared={isCompared} />
					</>
				)}
			</div>
			{isTable || isEmpty ? null : scale === undefined ? (
				<div className={styles.scrubberRoom} />
			) : (
				<Scrubber
					scale={scale}
					window={url.window}
					onWindow={(window, isStep) => onUrl({ window }, isStep ? "replace" : "push")}
					onBase={(compare) => onUrl({ compare })}
				/>
			)}
			{isListed ? <ChangesDrawer content={content} layer={url.layer} onClose={() => onUrl({ isListed: false })} /> : null}
			{selection === undefined ? null : "pair" in selection ? (
				<EdgeDrawer
					key={url.selection}
					pair={selection.pair}
					content={content}
					range={{ ...(url.window ?? range), env }}
					onClose={() => onUrl({ selection: undefined })}
				/>
			) : (
				<NodeDrawer
					key={url.selection}
					id={selection.node}
					content={content}
					onClose={() => onUrl({ selection: undefined })}
					onFocus={() => onUrl({ focus: textOfNode(content, selection.node) })}
				/>
			)}
		</div>
	);
}
