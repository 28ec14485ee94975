/** Which rules the list shows, and how each looks. Pure. */
import type { RuleJson, TransitionJson } from "@spanglass/shared/api/alert-schemas";
import type { AlertState } from "@spanglass/shared/model/alert";
import { unixMillisFromText } from "@spanglass/shared/units/time";
import type { RuleFilter } from "../../state/url/alerts.ts";
import type { AlertLook } from "../../ui/AlertMark.tsx";

/** A rule that is switched off, or whose alerts nobody is told of, looks like it. */
export function lookOf({ rule, state, silenced }: Pick<RuleJson, "rule" | "state" | "silenced">): AlertLook {
	if (!rule.enabled) return "off";
	return silenced ? "silenced" : state;
}

function isShown(row: RuleJson, filter: RuleFilter): boolean {
	if (filter === "all") return true;
	if (filter === "off") return !row.rule.enabled;
	if (!row.rule.enabled) return false;
	return filter === "firing" ? row.state === "firing" || row.state === "recovering" : row.state === filter;
}

/** Those of a filter whose name, scope or receivers contain the text, in any case; their order stays. */
export function pickRules(rows: readonly RuleJson[], filter: RuleFilter, text: string): readonly RuleJson[] {
	const wanted = text.trim().toLowerCase();
	return rows.filter((row) => {
		const { name, scope, receivers } = row.rule;
		return isShown(row, filter) && [name, ...Object.values(scope), ...receivers].some((part) => part?.toLowerCase().includes(wanted));
	});
}

export interface StripPart {
	readonly state: AlertState;
	readonly fromMs: number;
	readonly toMs: number;
}

const RANK: Readonly<Record<AlertState, number>> = { firing: 5, recovering: 4, pending: 3, error: 2, noData: 1, ok: 0 };

/**
 * The worst state of a rule's alerts over time: parts that follow one another from the first known moment to the end.
 *
 * `transitions` of one rule, oldest first; the last one before the range of each alert may be among them.
 */
export function stripOf(transitions: readonly TransitionJson[], fromMs: number, toMs: number): readonly StripPart[] {
	const now = new Map<string, AlertState>();
	const parts: StripPart[] = [];
	let atMs = fromMs;
	const worst = (): AlertState => [...now.values()].reduce<AlertState>((a, b) => (RANK[b] > RANK[a] ? b : a), "ok");
	const add = (endMs: number): void => {
		if (endMs <= atMs) return;
		const state = worst();
		const last = parts.at(-1);
		if (last?.state === state) parts[parts.length - 1] = { ...last, toMs: endMs };
		else parts.push({ state, fromMs: atMs, toMs: endMs });
		atMs = endMs;
	};
	for (const { at, key, to } of transitions) {
		add(Math.min(unixMillisFromText(at), toMs));
		now.set(key, to);
	}
	add(toMs);
	return parts;
}

/** How often a rule began to fire in a strip. */
export function firingsIn(parts: readonly StripPart[]): number {
	return parts.filter(({ state }, index) => state === "firing" && parts[index - 1]?.state !== "recovering").length;
}
