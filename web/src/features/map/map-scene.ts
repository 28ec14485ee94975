/** What of the map is drawn how: widths, colours and words of lines, states and badges of nodes. Pure. */
import { errorState, serviceState } from "@spanglass/shared/analysis/error-state";
import { formatDuration, formatExact, formatPercent, formatRate, quantilePrefix, textOf } from "@spanglass/shared/units/format";
import type { CallLink, CallNode, CallScene, NodeBadge } from "../../charts/CallGraph/graph-scene.ts";
import type { MapLayer } from "../../state/url/map.ts";
import { type CallPair, type GraphContent, latencyOfCalls, shapeOfNode } from "./graph-content.ts";
import { changeOf } from "./map-changes.ts";

const FEW = 20;
const ERROR_STEPS = [0.001, 0.01, 0.05] as const;
const LATENCY_STEPS = [100e6, 300e6, 1e9] as const;
const WIDEST_PX = 8;

export interface SceneOptions {
	readonly layer: MapLayer;
	/** Lines say what changed, not what is. */
	readonly isCompared: boolean;
	readonly words: { readonly user: string; readonly new: string; readonly gone: string };
	/** By id of a node. */
	readonly badges: ReadonlyMap<string, readonly NodeBadge[]>;
}

function stepOf(value: number, steps: readonly number[]): number {
	return steps.filter((limit) => value > limit).length;
}

function widthOf({ ratePerSecond }: Pick<CallPair, "ratePerSecond">): number {
	return Math.min(WIDEST_PX, 1 + 2.4 * Math.log10(ratePerSecond + 1));
}

function isAsyncOf({ edges: [{ type }] }: CallPair): boolean {
	return type === "messaging";
}

function isInferredOf({ edges }: CallPair): boolean {
	return edges.every(({ evidence }) => evidence === "inferred");
}

function linkOf(pair: CallPair, layer: MapLayer): CallLink {
	const { from, to, attempts, errorCount, ratePerSecond, edges } = pair;
	const [{ calls }] = edges;
	const base = { from, to, isAsync: isAsyncOf(pair), isInferred: isInferredOf(pair), isFaint: attempts === 0, weight: ratePerSecond };
	if (attempts < FEW) return { ...base, widthPx: 1, level: 0, label: attempts === 0 ? "" : `n = ${formatExact(attempts)}` };
	const { durations } = latencyOfCalls(calls);
	const ratio = errorCount / attempts;
	const level = layer === "err" ? stepOf(ratio, ERROR_STEPS) : layer === "lat" ? stepOf(durations.p95 ?? 0, LATENCY_STEPS) : 0;
	const rate = textOf(formatRate(ratePerSecond));
	const p95 = durations.p95 === null ? [] : [quantilePrefix(0.95, durations.count) + textOf(formatDuration(durations.p95))];
	const words = layer === "lat" ? [rate, ...p95] : level > 0 ? [rate, textOf(formatPercent(ratio)), ...p95] : [rate];
	return { ...base, widthPx: widthOf(pair), level, label: words.join(" · "), weight: ratePerSecond * (1 + level) };
}

function changedLink(pair: CallPair, { layer, words }: SceneOptions): CallLink {
	const { tag, level, text, size } = changeOf(pair, layer);
	const base = {
		from: pair.from,
		to: pair.to,
		isAsync: isAsyncOf(pair),
		isInferred: isInferredOf(pair),
		widthPx: Math.max(widthOf(pair), tag === undefined ? 1 : 2),
	};
	const label = tag === "new" ? words.new : tag === "gone" ? words.gone : text;
	return {
		...base,
		level,
		label,
		isFaint: tag === undefined && pair.attempts === 0,
		isGone: tag === "gone",
		weight: size + Math.abs(level) * 1_000,
	};
}

const TOLD_AMPLIFICATION = 1.5;

/** How often a node is called again, where that is often. */
function repeatsOf(pairs: readonly CallPair[]): ReadonlyMap<string, number> {
	const repeated = new Map<string, number>();
	for (const { to, edges } of pairs) {
		const factor = edges[0].calls.amplification ?? 1;
		if (factor >= TOLD_AMPLIFICATION && edges[0].calls.attempts >= FEW) repeated.set(to, Math.max(factor, repeated.get(to) ?? 0));
	}
	return repeated;
}

/** The scene of a graph. Calls of a service to itself are a badge: a line would lie under its node. */
export function sceneOf({ nodes, pairs }: GraphContent, options: SceneOptions): CallScene {
	const { layer, isCompared, words, badges } = options;
	const repeated = repeatsOf(pairs);
	const selfCalls = new Map(pairs.filter(({ from, to, attempts }) => from === to && attempts > 0).map((pair) => [pair.from, pair]));
	const drawn = [...nodes].map(([id, { node, color, numbers }]): CallNode => {
		const factor = repeated.get(id);
		const self = selfCalls.get(id);
		return {
			id,
			shape: shapeOfNode(node),
			name: node.type === "user" ? words.user : node.name,
			color,
			state:
				node.type === "service" ? serviceState({ errorRatio: numbers.errorRatio, isHeard: false }) : errorState(numbers.errorRatio ?? 0),
			badges: [
				...(factor === undefined ? [] : [{ text: `↻ ×${factor.toFixed(1)}`, tone: "warn" } as const]),
				...(self === undefined ? [] : [{ text: `⟲ ${textOf(formatRate(self.ratePerSecond))}`, tone: "accent" } as const]),
				...(badges.get(id) ?? []),
			],
		};
	});
	return {
		nodes: drawn,
		links: pairs.map((pair) => (isCompared ? changedLink(pair, options) : linkOf(pair, layer))),
		ink: isCompared ? "change" : layer === "err" ? "errors" : layer === "lat" ? "amount" : "none",
	};
}
