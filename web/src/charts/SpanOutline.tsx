import { StatusCode } from "@spanglass/shared/model/span";
import { NO_PARENT } from "@spanglass/shared/model/trace-skeleton";
import { formatDuration, textOf } from "@spanglass/shared/units/format";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { nodeName, nodeService, type TraceModel } from "../geometry/trace-model.ts";

const SIBLINGS_BESIDE = 3;
const CHILDREN = 8;
const ANCESTORS = 24;

export interface OutlineItem {
	readonly node: number;
	/** 1 for roots. */
	readonly level: number;
	/** Place among its siblings, from 1, and how many they are. */
	readonly place: number;
	readonly of: number;
}

/** The neighbourhood of a node in tree order: its nearest ancestors, up to three siblings on both sides, its first children. */
export function outlineAround({ tree }: TraceModel, node: number): readonly OutlineItem[] {
	const siblingsOf = (at: number): Uint32Array => {
		const parent = tree.parent[at] ?? NO_PARENT;
		return parent === NO_PARENT ? tree.roots : tree.children.subarray(tree.childStart[parent], tree.childStart[parent + 1]);
	};
	const item = (at: number): OutlineItem => {
		const siblings = siblingsOf(at);
		return { node: at, level: (tree.depth[at] ?? 0) + 1, place: siblings.indexOf(at) + 1, of: siblings.length };
	};
	const ancestors: number[] = [];
	for (let at = tree.parent[node] ?? NO_PARENT; at !== NO_PARENT && ancestors.length < ANCESTORS; at = tree.parent[at] ?? NO_PARENT)
		ancestors.push(at);
	const siblings = siblingsOf(node);
	const place = siblings.indexOf(node);
	const children = tree.children.subarray(
		tree.childStart[node],
		Math.min(tree.childStart[node + 1] ?? 0, (tree.childStart[node] ?? 0) + CHILDREN),
	);
	return [
		...ancestors.reverse(),
		...siblings.subarray(Math.max(place - SIBLINGS_BESIDE, 0), place + 1),
		...children,
		...siblings.subarray(place + 1, place + 1 + SIBLINGS_BESIDE),
	].map(item);
}

/** The flame for assistive technology: a tree of what is around the selection, and a sentence about each selected span. */
export function SpanOutline(props: {
	readonly label: string;
	readonly model: TraceModel;
	readonly selected: number | undefined;
	readonly onSelect: (node: number) => void;
}): ReactElement {
	const { t } = useTranslation();
	const { model, selected } = props;
	const at = selected ?? model.tree.roots[0] ?? 0;
	const items = model.tree.nodeCount === 0 ? [] : outlineAround(model, at);
	const say = ({ node, level, place, of }: OutlineItem): string =>
		[
			`${nodeService(model, node)} ${nodeName(model, node)}`.trim(),
			...(model.skeleton.status[node] === StatusCode.error ? [t("common.error")] : []),
			textOf(formatDuration((model.tree.end[node] ?? 0) - (model.tree.start[node] ?? 0))),
			t("trace.levelOf", { level, place, of }),
		].join(", ");
	const current = selected === undefined ? undefined : items.find((item) => item.node === selected);
	return (
		<div className="visually-hidden">
			<div role="tree" aria-label={props.label}>
				{items.map((item) => (
					<div
						key={item.node}
						role="treeitem"
						tabIndex={-1}
						aria-level={item.level}
						aria-posinset={item.place}
						aria-setsize={item.of}
						aria-selected={item.node === selected}
						onClick={() => props.onSelect(item.node)}
						onKeyDown={(event) => {
							if (event.key === "Enter") props.onSelect(item.node);
						}}
					>
						{say(item)}
					</div>
				))}
			</div>
			<div aria-live="polite">{current === undefined ? "" : say(current)}</div>
		</div>
	);
}
