/** What keys do on a call graph. Pure. */
import type { GraphPlace } from "../../geometry/graph-layout.ts";
import type { GraphCursor, Walkable } from "../../geometry/graph-walk.ts";
import { walkGraph } from "../../geometry/graph-walk.ts";

export type GraphDeed =
	| { readonly type: "cursor"; readonly cursor: GraphCursor }
	| { readonly type: "open"; readonly cursor: GraphCursor }
	| { readonly type: "focus"; readonly node: string }
	| { readonly type: "hops"; readonly by: 1 | -1 }
	| { readonly type: "direction"; readonly direction: "up" | "down" }
	/** Pixels of the drawing. */
	| { readonly type: "move"; readonly node: string; readonly by: GraphPlace }
	| { readonly type: "fit" }
	| { readonly type: "zoom"; readonly factor: number };

const ZOOM_STEP = 1.25;
const MOVE_PX = 20;
const WAYS: Readonly<Record<string, readonly [number, number]>> = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, -1],
	ArrowDown: [0, 1],
};

/** An arrow key with Shift: the node that the keys are on goes that way. */
export function moveOfKey(key: string, cursor: GraphCursor | undefined): GraphDeed | undefined {
	const [x, y] = WAYS[key] ?? [];
	if (x === undefined || y === undefined || cursor === undefined || !("node" in cursor)) return undefined;
	return { type: "move", node: cursor.node, by: { x: x * MOVE_PX, y: y * MOVE_PX } };
}

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
