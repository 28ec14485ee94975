import type { GraphJson } from "@spanglass/shared/api/rollup-schemas";
import { formatClock } from "@spanglass/shared/units/clock-text";
import { X } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { nearNodes } from "../../geometry/graph-walk.ts";
import {
	MAP_BASES,
	MAP_DIRECTIONS,
	MAP_LAYERS,
	MAP_VIEWS,
	type MapUrl,
	type MapView,
	type MapWindow,
	MOST_HOPS,
} from "../../state/url/map.ts";
import type { HistoryStep } from "../../state/use-search.ts";
import { AnswerFacts } from "../../ui/AnswerFacts.tsx";
import { FilterField } from "../../ui/FilterField.tsx";
import { Pill } from "../../ui/Pill.tsx";
import { SegmentedControl } from "../../ui/SegmentedControl.tsx";
import type { GraphContent } from "./graph-content.ts";
import styles from "./MapPage.module.css";
import { nameOfNode } from "./map-words.ts";
import { isComparing } from "./use-map-content.ts";

export interface MapToolsProps {
	readonly url: MapUrl;
	readonly view: MapView;
	readonly onView: (view: MapView) => void;
	readonly content: GraphContent;
	/** There are namespaces to make nodes of. */
	readonly canGroup: boolean;
	readonly focus: string | undefined;
	readonly graph: GraphJson | undefined;
	readonly onUrl: (changes: Partial<MapUrl>, step?: HistoryStep) => void;
}

const HOPS = Array.from({ length: MOST_HOPS }, (_, at) => String(at + 1)).slice(0, 4);

function baseWords({ fromMs, toMs }: MapWindow): string {
	return `${formatClock(fromMs, "minute")}–${formatClock(toMs, "minute")}`;
}

/** What is in focus and how far one sees, what colours mean, the search, and what the answer holds. */
export function MapTools({ url, view, onView, content, canGroup, focus, graph, onUrl }: MapToolsProps): ReactElement {
	const { t } = useTranslation();
	const shown = focus === undefined ? content.nodes.size : nearNodes(content.pairs, focus, url).size;
	return (
		<div className={styles.tools}>
			{url.focus === undefined ? null : (
				<>
					<Pill pressed onPress={() => onUrl({ focus: undefined })}>
						<span className={styles.muted}>{t("map.focus")}</span>{" "}
						{focus === undefined ? url.focus : nameOfNode(t, content.nodes.get(focus)?.node)}
						<X size={12} strokeWidth={2} aria-label={t("map.noFocus")} />
					</Pill>
					<span className={styles.choice}>
						<span aria-hidden>{t("map.hops")}</span>
						<SegmentedControl
							label={t("map.hops")}
							value={String(url.hops)}
							onChange={(hops) => onUrl({ hops: Number(hops) })}
							options={HOPS.map((value) => ({ value, label: value }))}
						/>
					</span>
					<SegmentedControl
						label={t("map.direction")}
						value={url.direction}
						onChange={(direction) => onUrl({ direction })}
						options={MAP_DIRECTIONS.map((value) => ({ value, label: t(`map.direction_${value}`) }))}
					/>
				</>
			)}
			<SegmentedControl
				label={t("map.layer")}
				value={url.layer}
				onChange={(layer) => onUrl({ layer })}
				options={MAP_LAYERS.map((value) => ({ value, label: t(`map.layer_${value}`) }))}
			/>
			<Pill pressed={isComparing(url)} onPress={() => onUrl({ compare: isComparing(url) ? undefined : "prev", isListed: true })}>
				{t("map.compare")}
			</Pill>
			{canGroup ? (
				<Pill pressed={url.isGrouped} onPress={() => onUrl({ isGrouped: !url.isGrouped, selection: undefined })}>
					{t("map.group")}
				</Pill>
			) : null}
			{isComparing(url) ? (
				<SegmentedControl
					label={t("map.base")}
					value={typeof url.compare === "object" ? "own" : (url.compare ?? "prev")}
					onChange={(base) => (base === "own" ? undefined : onUrl({ compare: base }))}
					options={[
						...MAP_BASES.map((value) => ({ value, label: t(`map.base_${value}`) })),
						...(typeof url.compare === "object" ? [{ value: "own" as const, label: baseWords(url.compare) }] : []),
					]}
				/>
			) : null}
			<FilterField
				className={styles.find}
				value={url.find}
				label={t("map.find")}
				clearLabel={t("map.clearFind")}
				onChange={(find) => onUrl({ find }, "replace")}
			/>
			<span className={styles.end}>
				{graph === undefined ? (
					<span className={styles.answer} />
				) : (
					<AnswerFacts className={styles.answer} tookMs={graph.tookMs} complete={graph.complete} warnings={graph.warnings}>
						{t("map.nodeCount", { count: content.nodes.size, shown, total: content.nodes.size })}
						{" · "}
						{t("map.edgeCount", { count: content.pairs.length })}
					</AnswerFacts>
				)}
				<SegmentedControl
					label={t("map.view")}
					value={view}
					onChange={onView}
					options={MAP_VIEWS.map((one) => ({ value: one, label: t(`map.view_${one}`), keys: "b" }))}
				/>
			</span>
		</div>
	);
}
