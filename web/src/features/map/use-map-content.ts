import { useMemo } from "react";
import { useGraph } from "../../api/graph.ts";
import type { MapUrl } from "../../state/url/map.ts";
import { contentOf, type GraphContent } from "./graph-content.ts";
import { groupContent, groupNames } from "./map-groups.ts";
import { compareText, inWindow, presentOnly } from "./map-window.ts";

const NOTHING: Parameters<typeof contentOf>[0] = { nodes: [], edges: [] };

/** Lines say what changed. */
export function isComparing({ compare }: Pick<MapUrl, "compare">): boolean {
	return compare !== undefined && compare !== "off";
}

/** The graph of a range: with a window, what is there in the whole range with the numbers of the window. */
export function useMapContent(
	url: MapUrl,
	{ fromMs, toMs, env }: { readonly fromMs: number; readonly toMs: number; readonly env: string | undefined },
) {
	const { window, compare, isGrouped } = url;
	const isCompared = isComparing(url);
	const whole = useGraph({ env, fromMs, toMs, compare: compareText(compare, { fromMs, toMs }) });
	const of = window ?? { fromMs, toMs };
	const part = useGraph({ env, ...of, compare: compareText(compare, of) }, window !== undefined);
	const graph = window === undefined ? whole : part;
	const content = useMemo((): GraphContent => {
		const all = contentOf(whole.data ?? NOTHING);
		const kept = isCompared ? all : presentOnly(all);
		return window === undefined || part.data === undefined ? kept : inWindow(kept, contentOf(part.data));
	}, [whole.data, part.data, window, isCompared]);
	const grouped = useMemo(() => (isGrouped ? groupContent(content) : content), [content, isGrouped]);
	return {
		graph,
		content: grouped,
		canGroup: isGrouped || groupNames(content).length > 1,
		isFinal: whole.data !== undefined && !whole.isPlaceholderData,
	};
}
