import { type KeyboardEvent, type ReactElement, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Palette, readPalette } from "../../draw/palette.ts";
import type { Surface } from "../../draw/surface.ts";
import { curveAt, type GraphRect } from "../../geometry/graph-curves.ts";
import type { GraphLayout, GraphPlace } from "../../geometry/graph-layout.ts";
import type { GraphCursor } from "../../geometry/graph-walk.ts";
import { textWidths, useLayers } from "../use-layers.ts";
import styles from "./CallGraph.module.css";
import { deedOfKey, type GraphDeed, moveOfKey } from "./graph-keys.ts";
import { type CallScene, type LaidScene, layScene } from "./graph-scene.ts";
import { fitView, type GraphView, panView, revealRect, toDrawing, zoomView } from "./graph-view.ts";
import { paintGraph, paintLink, paintWords } from "./paint-graph.ts";
import { paintNode } from "./paint-node.ts";
import { useGraphGestures } from "./use-graph-gestures.ts";
import { useShownLayout } from "./use-shown-layout.ts";

export interface CallGraphProps {
	readonly label: string;
	/** What the keys do, for assistive technology. */
	readonly hint: string;
	readonly scene: CallScene;
	readonly layout: GraphLayout;
	/** Id of the node in focus. */
	readonly focus: string | undefined;
	/** What stands out; undefined: everything. The view fits it whenever it changes. */
	readonly near: ReadonlySet<string> | undefined;
	readonly selection: GraphCursor | undefined;
	/** A node or link in words: on hover, and read aloud when keys reach it. */
	readonly describe: (at: GraphCursor) => string;
	/** The numbers of what is pointed at. */
	readonly reading: (at: GraphCursor) => ReactNode;
	readonly onOpen: (at: GraphCursor, isNewTab: boolean) => void;
	/** A node was put somewhere. */
	readonly onMove: (id: string, place: GraphPlace) => void;
	/** Another number: everything was laid out anew, and the view fits it. */
	readonly turn: number;
	readonly onDeed: (deed: Extract<GraphDeed, { readonly type: "focus" | "hops" | "direction" }>) => void;
}

const REACH_PX = 7;

/** Who calls whom, drawn. Drag and wheel move it, a dragged node stays where it is put, a click opens, arrow keys go along the links. Its words in a table are the caller's business. */
export function CallGraph(props: CallGraphProps): ReactElement {
	const { label, hint, scene, layout, focus, near, selection, describe, reading, onOpen, onMove, turn, onDeed } = props;
	const { t } = useTranslation();
	const hintId = useId();
	const font = useUiFont();
	const { layout: shown, isMoving, drag, drop } = useShownLayout(layout);
	const laid = useMemo(
		() => layScene(scene, shown, { widths: textWidths(), uiFont: font.family, isMoving }),
		[scene, shown, font, isMoving],
	);
	const view = useRef<GraphView | undefined>(undefined);
	const grabbed = useRef<string | undefined>(undefined);
	const [hover, setHover] = useState<{ readonly at: GraphCursor; readonly place: GraphPlace }>();
	const [cursor, setCursor] = useState<GraphCursor>();
	const chosen = cursor ?? selection;
	const look = {
		near,
		focus,
		node: chosen !== undefined && "node" in chosen ? chosen.node : undefined,
		link: chosen !== undefined && "link" in chosen ? chosen.link : undefined,
	};
	const target = useMemo(() => targetOf(laid, near), [laid, near]);
	const layers = useLayers({
		base: (surface: Surface, palette: Palette) => {
			view.current ??= fitView(target, surface);
			paintGraph({ surface, palette, widths: textWidths(), view: view.current }, laid, look);
		},
		overlay: (surface: Surface, palette: Palette) => {
			surface.clear();
			if (hover === undefined || view.current === undefined) return;
			paintHover({ surface, palette, widths: textWidths(), view: view.current }, laid, hover.at, look);
		},
	});
	const size = () => ({ widthPx: layers.box.current?.clientWidth ?? 0, heightPx: layers.box.current?.clientHeight ?? 0 });
	const show = (next: GraphView): void => {
		view.current = next;
		layers.repaint("base");
		layers.repaint("overlay");
	};
	// only another focus, never new numbers, moves what is seen
	const targetKey = near === undefined ? "all" : `${focus} ${[...near].sort().join()}`;
	const fitted = useRef({ targetKey, turn });
	useEffect(() => {
		if (isMoving || (fitted.current.targetKey === targetKey && fitted.current.turn === turn)) return;
		fitted.current = { targetKey, turn };
		show(fitView(target, size()));
	});
	useGraphGestures(layers.box, {
		onPan: (by) => view.current !== undefined && show(panView(view.current, by)),
		onZoom: (factor, at) => view.current !== undefined && show(zoomView(view.current, factor, at)),
		onGrab: (at) => {
			const found = view.current === undefined ? undefined : hitAt(laid, view.current, at);
			grabbed.current = found !== undefined && "node" in found ? found.node : undefined;
			return grabbed.current !== undefined;
		},
		onDrag: (by) => {
			const zoom = view.current?.zoom ?? 1;
			setHover(undefined);
			if (grabbed.current !== undefined) drag(grabbed.current, { x: by.x / zoom, y: by.y / zoom });
		},
		onDrop: () => {
			const dropped = drop();
			if (dropped !== undefined) onMove(dropped.id, dropped.place);
		},
		onPoint: (at) => {
			const found = at === undefined || view.current === undefined ? undefined : hitAt(laid, view.current, at);
			setHover(found === undefined || at === undefined ? undefined : { at: found, place: at });
		},
		onPress: (at, isNewTab) => {
			const found = view.current === undefined ? undefined : hitAt(laid, view.current, at);
			setCursor(undefined);
			if (found !== undefined) onOpen(found, isNewTab);
		},
	});
	const act = (deed: GraphDeed): void => {
		if (deed.type === "fit") show(fitView(target, size()));
		else if (deed.type === "open") onOpen(deed.cursor, false);
		else if (deed.type === "zoom") {
			const { widthPx, heightPx } = size();
			if (view.current !== undefined) show(zoomView(view.current, deed.factor, { x: widthPx / 2, y: heightPx / 2 }));
		} else if (deed.type === "cursor") {
			setCursor(deed.cursor);
			const rect = rectAt(laid, deed.cursor);
			if (rect !== undefined && view.current !== undefined) show(revealRect(view.current, rect, size()));
		} else if (deed.type === "move") {
			const from = layout.places.get(deed.node);
			if (from !== undefined) onMove(deed.node, { x: from.x + deed.by.x, y: from.y + deed.by.y });
		} else onDeed(deed);
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		if (event.key === "Escape" && cursor !== undefined) setCursor(undefined);
		else {
			const deed =
				event.shiftKey && event.key.startsWith("Arrow")
					? moveOfKey(event.key, cursor ?? selection)
					: deedOfKey(event.key, { links: scene.links, places: layout.places }, { cursor: cursor ?? selection, focus });
			if (deed === undefined) return;
			act(deed);
		}
		event.preventDefault();
		event.stopPropagation();
	};
	return (
		<div className={styles.graph}>
			<div
				ref={layers.box}
				className={styles.canvas}
				role="application"
				aria-roledescription={t("charts.chart")}
				aria-label={label}
				aria-describedby={hintId}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: it takes keys
				tabIndex={0}
				data-over={hover !== undefined}
				onKeyDown={onKeyDown}
			>
				<canvas ref={layers.base} />
				<canvas ref={layers.overlay} className={styles.overlay} />
			</div>
			<p id={hintId} className="visually-hidden">
				{hint}
			</p>
			<p className="visually-hidden" role="status">
				{cursor === undefined ? "" : describe(cursor)}
			</p>
			{hover === undefined ? null : (
				<div className={styles.reading} style={readingStyle(hover.place, size())} aria-hidden>
					{reading(hover.at)}
				</div>
			)}
		</div>
	);
}

/** The font that words are measured in; a new object when it has arrived and they are to be measured again. */
function useUiFont(): { readonly family: string } {
	const [font, setFont] = useState(() => ({ family: readPalette(document.documentElement).uiFont }));
	useEffect(() => {
		const onFont = (): void => setFont(({ family }) => ({ family }));
		document.fonts?.addEventListener("loadingdone", onFont);
		return () => document.fonts?.removeEventListener("loadingdone", onFont);
	}, []);
	return font;
}

/** The part of the drawing that is wanted in sight. */
function targetOf(laid: LaidScene, near: ReadonlySet<string> | undefined): GraphRect {
	const rects = laid.nodes.filter(({ node }) => near?.has(node.id) === true).map(({ rect }) => rect);
	if (rects.length === 0) return laid.bounds;
	const left = Math.min(...rects.map(({ x }) => x));
	const top = Math.min(...rects.map(({ y }) => y)) - 24;
	const right = Math.max(...rects.map(({ x, width }) => x + width));
	const bottom = Math.max(...rects.map(({ y, height }) => y + height));
	return { x: left, y: top, width: right - left, height: bottom - top };
}

function rectAt(laid: LaidScene, at: GraphCursor): GraphRect | undefined {
	return "node" in at ? laid.nodes.find(({ node }) => node.id === at.node)?.rect : laid.curves[at.link]?.bounds;
}

/** Nodes lie above links, words of links belong to them. */
function hitAt(laid: LaidScene, view: GraphView, at: GraphPlace): GraphCursor | undefined {
	const place = toDrawing(view, at);
	const isIn = ({ x, y, width, height }: GraphRect): boolean =>
		place.x >= x && place.x <= x + width && place.y >= y && place.y <= y + height;
	const node = laid.nodes.find(({ rect }) => isIn(rect));
	if (node !== undefined) return { node: node.node.id };
	const label = view.zoom < 0.8 ? -1 : laid.labels.findIndex((rect) => rect !== undefined && isIn(rect));
	const link = label >= 0 ? label : curveAt(laid.curves, place, REACH_PX / view.zoom);
	return link === undefined ? undefined : { link };
}

/** What is pointed at, over everything else, and what it touches. */
function paintHover(ink: Parameters<typeof paintGraph>[0], laid: LaidScene, at: GraphCursor, look: Parameters<typeof paintGraph>[2]): void {
	const mood = { isBack: false, isChosen: true };
	const links = "link" in at ? [at.link] : laid.links.flatMap(({ from, to }, index) => (from === at.node || to === at.node ? [index] : []));
	for (const index of links) paintLink(ink, laid, index, mood);
	const ids = new Set("node" in at ? [at.node] : links.flatMap((index) => [laid.links[index]?.from, laid.links[index]?.to]));
	for (const one of laid.nodes) {
		if (ids.has(one.node.id)) paintNode(ink, one, { isBack: false, isFocus: one.node.id === look.focus, isChosen: true });
	}
	for (const index of links) paintWords(ink, laid, index, "link" in at);
}

const READING_PX = 228;

/** Beside the pointer, never under it, inside of the drawing. */
function readingStyle({ x, y }: GraphPlace, { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }) {
	const left = x + 16 + READING_PX > widthPx ? x - 16 - READING_PX : x + 16;
	return y > heightPx / 2 ? { left, bottom: heightPx - y + 12, width: READING_PX } : { left, top: y + 12, width: READING_PX };
}
