/** A part of the range on the map of all of it: nothing appears or goes when the part moves, only numbers change. Pure. */
import type { CallsJson, DurationsJson, NumbersJson } from "@spanglass/shared/api/rollup-schemas";
import type { MapCompare, MapWindow } from "../../state/url/map.ts";
import type { CallPair, GraphContent } from "./graph-content.ts";

const DAY_MS = 86_400_000;

/** What the API is to compare a range with. */
export function compareText(compare: MapCompare | undefined, { fromMs, toMs }: MapWindow): string | undefined {
	if (compare === "off") return undefined;
	if (compare === undefined || compare === "prev") return "previous";
	if (typeof compare === "object") return `${compare.fromMs}..${compare.toMs}`;
	const shift = compare === "-1d" ? DAY_MS : 7 * DAY_MS;
	return `${fromMs - shift}..${toMs - shift}`;
}

const NO_DURATIONS: DurationsJson = { count: 0, average: null, p50: null, p75: null, p90: null, p95: null, p99: null };
const NO_NUMBERS: NumbersJson = { count: 0, errorCount: 0, errorRatio: null, ratePerSecond: 0, durations: NO_DURATIONS };
const NO_CALLS: CallsJson = {
	...{ attempts: 0, resends: 0, amplification: null, errorCount: 0, errorRatio: null, ratePerSecond: 0, network: null },
	...{ client: NO_DURATIONS, server: NO_DURATIONS, queue: NO_DURATIONS },
};

function withoutCalls(pair: CallPair): CallPair {
	const [first, ...others] = pair.edges.map((edge) => ({ ...edge, calls: NO_CALLS, before: null, difference: null }));
	return { ...pair, attempts: 0, errorCount: 0, ratePerSecond: 0, edges: first === undefined ? pair.edges : [first, ...others] };
}

/** The nodes and pairs of the whole range with the numbers of a part of it: what rests then is there without numbers. */
export function inWindow(whole: GraphContent, part: GraphContent): GraphContent {
	const pairs = new Map(part.pairs.map((pair) => [`${pair.from}\n${pair.to}`, pair]));
	const nodes = [...whole.nodes].map(
		([id, entry]) => [id, part.nodes.get(id) ?? { ...entry, numbers: NO_NUMBERS, before: null, difference: null }] as const,
	);
	return { nodes: new Map(nodes), pairs: whole.pairs.map((pair) => pairs.get(`${pair.from}\n${pair.to}`) ?? withoutCalls(pair)) };
}

/** Without what was there before only: pairs without a call, and nodes that nothing is known of. */
export function presentOnly({ nodes, pairs }: GraphContent): GraphContent {
	const present = pairs.filter(({ attempts }) => attempts > 0);
	const ends = new Set(present.flatMap(({ from, to }) => [from, to]));
	return { nodes: new Map([...nodes].filter(([id, { numbers }]) => numbers.count > 0 || ends.has(id))), pairs: present };
}
