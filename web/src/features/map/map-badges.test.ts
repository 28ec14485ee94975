import type { TFunction } from "i18next";
import { expect, test } from "vitest";
import { insightOf, overviewOf } from "../../testing/fake-overview.ts";
import { nodeIdOf } from "./graph-content.ts";
import { badgesOf } from "./map-badges.ts";

const words = ((key: string, values: { readonly count?: number } = {}) => `${key} ${values.count ?? ""}`.trim()) as unknown as TFunction;
const service = (name: string) => nodeIdOf({ type: "service", namespace: "shop", name, system: "" });

test("lost instances, fail-fast, waiting messages and deploys stand above their nodes; other insights do not", () => {
	const callee = { type: "service", namespace: "shop", name: "inventory", system: "" } as const;
	const change = { namespace: "shop", color: 1, callee: null, statusClass: null, p99: null, previousP99: null, previousVersion: "v1" };
	const of = { namespace: "shop", callee: null, now: null };
	const overview = overviewOf({
		insights: [
			insightOf({ ...of, kind: "lostInstance", service: "checkout", instance: "a" }),
			insightOf({ ...of, kind: "lostInstance", service: "checkout", instance: "b" }),
			insightOf({ ...of, kind: "failFast", service: "checkout", callee, now: 0.6 }),
			insightOf({ ...of, kind: "failFast", service: "orders", callee, now: 0.4 }),
			insightOf({ ...of, kind: "queue", service: "fulfil", now: 31e9 }),
			insightOf({ ...of, kind: "errors", service: "gateway", now: 0.2 }),
		],
	});
	const inside = String(BigInt(overview.range.to) - 60_000_000_000n);
	const badges = badgesOf(words, {
		...overview,
		changes: [
			{ ...change, kind: "deploy", service: "payment", version: "v42", at: inside },
			{ ...change, kind: "deploy", service: "payment", version: "v41", at: String(BigInt(inside) - 1n) },
			{ ...change, kind: "deploy", service: "cart", version: "v9", at: String(BigInt(overview.range.from) - 1n) },
		],
	});
	expect(Object.fromEntries([...badges].map(([id, all]) => [id, all.map(({ text, tone }) => `${text} ${tone}`)]))).toEqual({
		[service("checkout")]: ["map.badgeLost 2 error"],
		[service("inventory")]: ["map.badgeFailFast error"],
		[service("fulfil")]: ["⏳ 31\u00a0s warn"],
		[service("payment")]: ["⚑ v42 accent"],
	});
});
