import { type ReactElement, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { CallGraph } from "../../charts/CallGraph/CallGraph.tsx";
import type { NodeBadge } from "../../charts/CallGraph/graph-scene.ts";
import type { GraphCursor } from "../../geometry/graph-walk.ts";
import { nearNodes } from "../../geometry/graph-walk.ts";
import { type MapUrl, MOST_HOPS } from "../../state/url/map.ts";
import { Button } from "../../ui/Button.tsx";
import { useDelayed } from "../../ui/Skeleton.tsx";
import { type CallPair, type GraphContent, type MapSelection, textOfNode } from "./graph-content.ts";
import styles from "./MapPage.module.css";
import { sceneOf } from "./map-scene.ts";
import { foundNodes, nodeWords, pairWords } from "./map-words.ts";
import { PairReading } from "./PairReading.tsx";
import { useGraphLayout } from "./use-graph-layout.ts";
import { usePlaceKeeper } from "./use-place-keeper.ts";

export interface MapCanvasProps {
	readonly content: GraphContent;
	readonly badges: ReadonlyMap<string, readonly NodeBadge[]>;
	/** Lines say what changed. */
	readonly isCompared: boolean;
	readonly url: MapUrl;
	/** Id of the node in focus. */
	readonly focus: string | undefined;
	readonly selection: MapSelection | undefined;
	/** Undefined: all of them. */
	readonly environment: string | undefined;
	/** False while the content of another range or environment stands in. */
	readonly isFinal: boolean;
	readonly onUrl: (changes: Partial<MapUrl>) => void;
	readonly onOpen: (at: { readonly node: string } | { readonly pair: CallPair }, isNewTab: boolean) => void;
}

/** The drawn map: its layout, what stands out, and what its keys change in the address. */
export function MapCanvas({
	content,
	badges,
	isCompared,
	url,
	focus,
	selection,
	environment,
	isFinal,
	onUrl,
	onOpen,
}: MapCanvasProps): ReactElement {
	const { t } = useTranslation();
	const { layer } = url;
	const scene = useMemo(
		() => sceneOf(content, { layer, isCompared, badges, words: { user: t("map.user"), new: t("map.new"), gone: t("map.gone") } }),
		[content, layer, isCompared, badges, t],
	);
	const { layout, tidy, turn, undo, move } = useGraphLayout(scene, usePlaceKeeper(environment, url.isGrouped), isFinal);
	const { hops, direction, find } = url;
	const near = useMemo(() => {
		if (find.trim() !== "") return foundNodes(content, find);
		return focus === undefined ? undefined : nearNodes(content.pairs, focus, { hops, direction });
	}, [content, focus, hops, direction, find]);
	const selected = useMemo((): GraphCursor | undefined => {
		if (selection === undefined) return undefined;
		return "node" in selection ? selection : { link: content.pairs.indexOf(selection.pair) };
	}, [selection, content]);
	const isSlow = useDelayed(layout === undefined);
	if (layout === undefined) {
		return (
			<p className={styles.waiting} role="status">
				{isSlow ? t("map.layingOut") : ""}
			</p>
		);
	}
	const pairAt = (at: GraphCursor): CallPair | undefined => ("link" in at ? content.pairs[at.link] : undefined);
	return (
		<>
			<CallGraph
				label={t("map.label", { nodes: content.nodes.size, edges: content.pairs.length })}
				hint={t("map.hint")}
				scene={scene}
				layout={layout}
				focus={focus}
				near={near}
				selection={selected}
				onMove={move}
				turn={turn}
				describe={(at) => {
					const pair = pairAt(at);
					return pair === undefined ? nodeWords(t, content, "node" in at ? at.node : "") : pairWords(t, content, pair);
				}}
				reading={(at) => <PairReading content={content} node={"node" in at ? at.node : undefined} pair={pairAt(at)} />}
				onOpen={(at, isNewTab) => {
					const pair = pairAt(at);
					if (pair !== undefined) onOpen({ pair }, isNewTab);
					else if ("node" in at) onOpen(at, isNewTab);
				}}
				onDeed={(deed) => {
					if (deed.type === "focus") onUrl({ focus: textOfNode(content, deed.node), find: "" });
					else if (deed.type === "direction") onUrl({ direction: url.direction === deed.direction ? "both" : deed.direction });
					else onUrl({ hops: Math.max(1, Math.min(MOST_HOPS, hops + deed.by)) });
				}}
			/>
			<span className={styles.tidy}>
				{undo === undefined ? null : (
					<Button small look="bordered" onClick={undo}>
						{t("map.undoTidy")}
					</Button>
				)}
				<Button small look="bordered" onClick={tidy} title={t("map.tidyHint")}>
					{t("map.tidy")}
				</Button>
			</span>
		</>
	);
}
