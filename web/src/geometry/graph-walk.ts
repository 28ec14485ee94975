/** Ways through a call graph: what is near a node, and where the arrow keys lead. Pure. */
import type { GraphLink, GraphPlace } from "./graph-layout.ts";

/**
 * The nodes within some steps of one, itself included.
 *
 * `up` follows callers, `down` callees, `both` either; a way never turns round, so that two callees of one caller are not near each other
 * unless one calls the other.
 */
export function nearNodes(
	links: readonly GraphLink[],
	from: string,
	{ hops, direction }: { readonly hops: number; readonly direction: "both" | "up" | "down" },
): ReadonlySet<string> {
	const near = new Set([from]);
	for (const way of direction === "both" ? (["up", "down"] as const) : [direction]) {
		let edge = new Set([from]);
		for (let hop = 0; hop < hops; hop++) {
			const next = new Set<string>();
			for (const link of links) {
				const [start, end] = way === "up" ? [link.to, link.from] : [link.from, link.to];
				if (edge.has(start) && !near.has(end)) next.add(end);
			}
			for (const id of next) near.add(id);
			edge = next;
		}
	}
	return near;
}

/** What the keys are on: a node, or a link, known by its index. */
export type GraphCursor = { readonly node: string } | { readonly link: number };

export interface Walkable {
	readonly links: readonly GraphLink[];
	readonly places: ReadonlyMap<string, GraphPlace>;
}

/**
 * Where an arrow key leads. From a node: right to a link to a callee, left to a link from a caller, up and down to the next node of the same
 * column. From a link: right to the callee, left to the caller, up and down to the caller's other links. Undefined: nowhere.
 */
export function walkGraph({ links, places }: Walkable, cursor: GraphCursor, key: string): GraphCursor | undefined {
	return "node" in cursor ? fromNode({ links, places }, cursor.node, key) : fromLink({ links, places }, cursor.link, key);
}

function fromNode({ links, places }: Walkable, node: string, key: string): GraphCursor | undefined {
	if (key === "ArrowRight" || key === "ArrowLeft") {
		const side = key === "ArrowRight" ? "from" : "to";
		const [link] = sortedLinks({ links, places }, (one) => one[side] === node);
		return link === undefined ? undefined : { link };
	}
	const here = places.get(node);
	if (here === undefined) return undefined;
	const sign = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0;
	if (sign === 0) return undefined;
	const column = [...places].filter(([, { x, y }]) => Math.abs(x - here.x) < 60 && (y - here.y) * sign > 0);
	const [next] = column.sort(([a, one], [b, other]) => (one.y - other.y) * sign || (a < b ? -1 : 1));
	return next === undefined ? undefined : { node: next[0] };
}

function fromLink({ links, places }: Walkable, index: number, key: string): GraphCursor | undefined {
	const link = links[index];
	if (link === undefined) return undefined;
	if (key === "ArrowRight") return { node: link.to };
	if (key === "ArrowLeft") return { node: link.from };
	const siblings = sortedLinks({ links, places }, ({ from }) => from === link.from);
	const step = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0;
	if (step === 0 || siblings.length < 2) return undefined;
	const next = siblings[(siblings.indexOf(index) + step + siblings.length) % siblings.length];
	return next === undefined ? undefined : { link: next };
}

/** Indices of links by the height of their ends, from the top. */
function sortedLinks({ links, places }: Walkable, isWanted: (link: GraphLink) => boolean): readonly number[] {
	const height = (index: number): number => (places.get(links[index]?.to ?? "")?.y ?? 0) + (places.get(links[index]?.from ?? "")?.y ?? 0);
	return links
		.flatMap((link, index) => (isWanted(link) && link.from !== link.to ? [index] : []))
		.sort((a, b) => height(a) - height(b) || a - b);
}
