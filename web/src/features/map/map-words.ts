/** Nodes and edges of the map in words. Pure. */
import type { GraphNodeJson } from "@spanglass/shared/api/rollup-schemas";
import { formatDuration, formatPercent, formatRate, textOf } from "@spanglass/shared/units/format";
import type { TFunction } from "i18next";
import { type CallPair, type GraphContent, latencyOfCalls } from "./graph-content.ts";

/** A node's name as it is shown. */
export function nameOfNode(t: TFunction, node: GraphNodeJson | undefined): string {
	if (node === undefined) return "";
	return node.type === "user" ? t("map.user") : node.name;
}

/** The kind of a node: `service`, `postgresql database`. */
export function kindOfNode(t: TFunction, { type, system }: GraphNodeJson): string {
	const kind = t(`map.type_${type}`);
	return system === "" ? kind : `${system} · ${kind}`;
}

/** `checkout, service, 41/s, errors 3.1%`. */
export function nodeWords(t: TFunction, { nodes }: GraphContent, id: string): string {
	const entry = nodes.get(id);
	if (entry === undefined) return "";
	const { node, numbers } = entry;
	return t("map.nodeWords", {
		name: nameOfNode(t, node),
		kind: kindOfNode(t, node),
		rate: textOf(formatRate(numbers.ratePerSecond)),
		errors: textOf(formatPercent(numbers.errorRatio ?? 0)),
	});
}

/** `checkout calls payment: 139/s, errors 2.9%, p95 890 ms`. */
export function pairWords(
	t: TFunction,
	{ nodes }: GraphContent,
	{ from, to, ratePerSecond, errorCount, attempts, edges }: CallPair,
): string {
	const { p95 } = latencyOfCalls(edges[0].calls).durations;
	return t("map.pairWords", {
		caller: nameOfNode(t, nodes.get(from)?.node),
		callee: nameOfNode(t, nodes.get(to)?.node),
		rate: textOf(formatRate(ratePerSecond)),
		errors: textOf(formatPercent(attempts === 0 ? 0 : errorCount / attempts)),
		p95: p95 === null ? "—" : textOf(formatDuration(p95)),
	});
}

/** Nodes whose name, system or namespace holds every word, and the ends of edges with more errors than `err>1%` asks for. */
export function foundNodes({ nodes, pairs }: GraphContent, find: string): ReadonlySet<string> {
	const asked = /^err\s*>\s*(\d+(?:\.\d+)?)\s*%?$/i.exec(find.trim());
	if (asked !== null) {
		const limit = Number(asked[1]) / 100;
		return new Set(
			pairs.flatMap(({ from, to, attempts, errorCount }) => (attempts > 0 && errorCount / attempts > limit ? [from, to] : [])),
		);
	}
	const words = find.toLowerCase().split(/\s+/).filter(Boolean);
	const found = [...nodes].filter(([, { node }]) => {
		const text = [node.name, node.system, node.namespace].join(" ").toLowerCase();
		return words.every((word) => text.includes(word));
	});
	return new Set(found.map(([id]) => id));
}
