/** How pairs of nodes differ from what they are compared with. Pure. */
import { compareValues, formatDuration, formatPercent, formatRate, textOf } from "@spanglass/shared/units/format";
import type { MapLayer } from "../../state/url/map.ts";
import { type CallPair, latencyOfCalls } from "./graph-content.ts";

export interface PairChange {
	/** Seen in one of the two ranges only. */
	readonly tag: "new" | "gone" | undefined;
	/** -2 … 2: much less, less, alike or too few to tell, more, much more. */
	readonly level: -2 | -1 | 0 | 1 | 2;
	/** `▲210%`, `▲2.8 pt`; "" when nothing is to tell. */
	readonly text: string;
	/** What was and is: `287 ms → 890 ms`. */
	readonly words: string;
	/** By what the largest changes come first. */
	readonly size: number;
}

const FEW = 20;
/** Factors, and points of error ratio, from which on a change is one, and a large one. */
const FACTORS = [1.2, 1.5] as const;
const POINTS = [0.01, 0.05] as const;
const MOST = 20;

/** The change of a pair in what a layer tells. */
export function changeOf(pair: CallPair, layer: MapLayer): PairChange {
	const was = beforeOf(pair);
	const now = pair.attempts;
	if (was === undefined || (was.attempts === 0 && now === 0)) return { tag: undefined, level: 0, text: "", words: "", size: 0 };
	if (was.attempts === 0) return { ...tagged("new", pair.ratePerSecond), words: textOf(formatRate(pair.ratePerSecond)) };
	if (now === 0) return { ...tagged("gone", was.ratePerSecond), words: textOf(formatRate(was.ratePerSecond)) };
	const isFew = Math.min(was.attempts, now) < FEW;
	if (layer === "err") {
		const [before, after] = [was.errorCount / was.attempts, pair.errorCount / now];
		const points = after - before;
		const words = `${textOf(formatPercent(before))} → ${textOf(formatPercent(after))}`;
		return {
			tag: undefined,
			words,
			...stepped(isFew ? 0 : points, POINTS, `${(Math.abs(points) * 100).toFixed(1)} pt`),
			size: isFew ? 0 : Math.abs(points),
		};
	}
	const [before, after, format] =
		layer === "rate" ? ([was.ratePerSecond, pair.ratePerSecond, formatRate] as const) : ([was.p95, p95Of(pair), formatDuration] as const);
	if (before === null || after === null || before <= 0 || after <= 0) return { tag: undefined, level: 0, text: "", words: "", size: 0 };
	const factor = Math.log(after / before);
	const words = `${textOf(format(before))} → ${textOf(format(after))}`;
	const told = compareValues({ value: before, count: was.attempts }, { value: after, count: now });
	const share = told.kind === "changed" ? told.percent : "";
	const [little, much] = FACTORS;
	return {
		tag: undefined,
		words,
		...stepped(isFew ? 0 : factor, [Math.log(little), Math.log(much)], share),
		size: isFew ? 0 : Math.abs(factor),
	};
}

/** The pairs that changed most, new and gone ones first. */
export function largestChanges(
	pairs: readonly CallPair[],
	layer: MapLayer,
): readonly { readonly pair: CallPair; readonly change: PairChange }[] {
	return pairs
		.map((pair) => ({ pair, change: changeOf(pair, layer) }))
		.filter(({ change }) => change.tag !== undefined || change.level !== 0)
		.sort((a, b) => Number(b.change.tag !== undefined) - Number(a.change.tag !== undefined) || b.change.size - a.change.size)
		.slice(0, MOST);
}

function tagged(tag: "new" | "gone", ratePerSecond: number): Omit<PairChange, "words"> {
	return { tag, level: tag === "new" ? 2 : -2, text: "", size: ratePerSecond };
}

function stepped(value: number, limits: readonly [number, number], text: string): Pick<PairChange, "level" | "text"> {
	const size = Math.abs(value) >= limits[1] ? 2 : Math.abs(value) >= limits[0] ? 1 : 0;
	if (size === 0) return { level: 0, text: "" };
	return value > 0 ? { level: size, text: `▲${text}` } : { level: size === 2 ? -2 : -1, text: `▼${text}` };
}

function p95Of({ edges: [{ calls }] }: CallPair): number | null {
	return latencyOfCalls(calls).durations.p95;
}

/** All edges of the pair before; undefined without a comparison. */
function beforeOf({ edges }: CallPair) {
	const [first] = edges;
	if (first.before === null) return undefined;
	const all = edges.flatMap(({ before }) => before ?? []);
	const sum = (of: (calls: (typeof all)[number]) => number): number => all.reduce((total, calls) => total + of(calls), 0);
	return {
		attempts: sum(({ attempts }) => attempts),
		errorCount: sum(({ errorCount }) => errorCount),
		ratePerSecond: sum(({ ratePerSecond }) => ratePerSecond),
		p95: latencyOfCalls(first.before).durations.p95,
	};
}
