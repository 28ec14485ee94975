/** What stands above nodes of the map, from what needs attention: the same rules and numbers as on the first page. Pure. */
import type { OverviewJson } from "@spanglass/shared/api/overview-schemas";
import { formatDuration, textOf } from "@spanglass/shared/units/format";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import type { TFunction } from "i18next";
import type { NodeBadge } from "../../charts/CallGraph/graph-scene.ts";
import { nodeIdOf } from "./graph-content.ts";

type Troubles = Pick<OverviewJson, "insights" | "changes" | "range">;

/** By id of the node; those that are not on the map do no harm. */
export function badgesOf(t: TFunction, { insights, changes, range }: Troubles): ReadonlyMap<string, readonly NodeBadge[]> {
	const badges = new Map<string, NodeBadge[]>();
	const add = (id: string, badge: NodeBadge): void => {
		const known = badges.get(id) ?? [];
		if (!known.some(({ text }) => text === badge.text)) badges.set(id, [...known, badge]);
	};
	const lost = Map.groupBy(
		insights.filter(({ kind }) => kind === "lostInstance"),
		serviceIdOf,
	);
	for (const [id, all] of lost) add(id, { text: t("map.badgeLost", { count: all.length }), tone: "error" });
	for (const insight of insights) {
		if (insight.kind === "failFast" && insight.callee !== null)
			add(nodeIdOf(insight.callee), { text: t("map.badgeFailFast"), tone: "error" });
		if (insight.kind === "queue" && insight.now !== null)
			add(serviceIdOf(insight), { text: `⏳ ${textOf(formatDuration(insight.now))}`, tone: "warn" });
	}
	const [from, to] = [unixMillisFromText(range.from), unixMillisFromText(range.to)];
	for (const change of changes) {
		if (change.kind !== "deploy" || change.at === null || change.version === null) continue;
		const at = unixMillisFromText(change.at);
		// the newest is first, and one flag is enough
		if (at >= from && at < to && !(badges.get(serviceIdOf(change)) ?? []).some(({ tone }) => tone === "accent"))
			add(serviceIdOf(change), { text: `⚑ ${change.version}`, tone: "accent" });
	}
	return badges;
}

function serviceIdOf({ service, namespace }: { readonly service: string; readonly namespace: string }): string {
	return nodeIdOf({ type: "service", namespace, name: service, system: "" });
}
