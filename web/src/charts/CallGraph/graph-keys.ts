/** What keys do on a call graph. Pure. */
import type { GraphCursor, Walkable } from "../../geometry/graph-walk.ts";
import { walkGraph } from "../../geometry/graph-walk.ts";

export type GraphDeed =
	| { readonly type: "cursor"; readonly cursor: GraphCursor }
	| { readonly type: "open"; readonly cursor: GraphCursor }
	| { readonly type: "focus"; readonly node: string }
	| { readonly type: "hops"; readonly by: 1 | -1 }
	| { readonly type: "direction"; readonly direction: "up" | "down" }
	| { readonly type: "fit" }
	| { readonly type: "zoom"; readonly factor: number };

const ZOOM_STEP = 1.25;

/** The meaning of a key; undefined: none here. The first arrow enters at the focus, else at the leftmost node. */
export function deedOfKey(
	key: string,
	graph: Walkable,
	{ cursor, focus }: { readonly cursor: GraphCursor | undefined; readonly focus: string | undefined },
): GraphDeed | undefined {
	if (key.startsWith("Arrow")) {
		const next = cursor === undefined ? entry(graph, focus) : walkGraph(graph, cursor, key);
		return next === undefined ? undefined : { type: "cursor", cursor: next };
	}
	switch (key) {
		case "Enter":
			return cursor === undefined ? undefined : { type: "open", cursor };
		case "f":
			return cursor !== undefined && "node" in cursor ? { type: "focus", node: cursor.node } : undefined;
		case "+":
		case "=":
			return { type: "hops", by: 1 };
		case "-":
			return { type: "hops", by: -1 };
		case "u":
		case "d":
			return { type: "direction", direction: key === "u" ? "up" : "down" };
		case "0":
			return { type: "fit" };
		case "w":
		case "s":
			return { type: "zoom", factor: key === "w" ? ZOOM_STEP : 1 / ZOOM_STEP };
		default:
			return undefined;
	}
}

function entry({ places }: Walkable, focus: string | undefined): GraphCursor | undefined {
	if (focus !== undefined && places.has(focus)) return { node: focus };
	const [first] = [...places].sort(([a, one], [b, other]) => one.x - other.x || one.y - other.y || (a < b ? -1 : 1));
	return first === undefined ? undefined : { node: first[0] };
}
