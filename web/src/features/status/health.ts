/** What the status page concludes from the collector's numbers. Pure; every conclusion has its reason. */
import type { StatusJson } from "@spanglass/shared/api/schemas";

/** Why the collector is not simply healthy. `full` and `down` are errors, the others warnings. */
export type Trouble =
	| { readonly kind: "full"; readonly freeBytes: number }
	| { readonly kind: "low"; readonly freeBytes: number }
	| { readonly kind: "down" }
	| { readonly kind: "worker"; readonly dead: number; readonly all: number }
	| { readonly kind: "overloaded"; readonly count: number }
	| { readonly kind: "refusing"; readonly count: number };

const GIB = 2 ** 30;
const FULL_BYTES = GIB / 4;
const LOW_BYTES = 2 * GIB;
const RECENT_MS = 60_000;
/** Reasons that lie with the collector, not with the request. */
const OWN_REASONS: ReadonlySet<string> = new Set(["overloaded", "unavailable", "internal", "connection_limit"]);

/** Everything that is wrong at `nowMs`, the worst first; empty is healthy. Refusals count for a minute. */
export function troublesOf(status: StatusJson, nowMs: number): readonly Trouble[] {
	const troubles: Trouble[] = [];
	const { diskFreeBytes: freeBytes, queryWorkers } = status;
	if (freeBytes < FULL_BYTES) troubles.push({ kind: "full", freeBytes });
	const dead = queryWorkers.filter((worker) => !worker.alive).length;
	if (dead > 0 && dead === queryWorkers.length) troubles.push({ kind: "down" });
	else if (dead > 0) troubles.push({ kind: "worker", dead, all: queryWorkers.length });
	if (freeBytes >= FULL_BYTES && freeBytes < LOW_BYTES) troubles.push({ kind: "low", freeBytes });
	const recent = status.refusals.filter(({ time }) => Number(BigInt(time) / 1_000_000n) > nowMs - RECENT_MS);
	const own = recent.filter(({ reason }) => OWN_REASONS.has(reason)).length;
	if (own > 0) troubles.push({ kind: "overloaded", count: own });
	if (recent.length > own) troubles.push({ kind: "refusing", count: recent.length - own });
	return troubles;
}

/** The word at the top. */
export function healthOf(troubles: readonly Trouble[]): "ok" | "warn" | "error" {
	if (troubles.some(({ kind }) => kind === "full" || kind === "down")) return "error";
	return troubles.length > 0 ? "warn" : "ok";
}

/** Items per second over the last full minute of a history; undefined without a full step. The last step is not over and does not count. */
export function recentRate(steps: readonly number[], stepNanos: number): number | undefined {
	const count = Math.max(1, Math.round(60e9 / stepNanos));
	const full = steps.slice(0, -1).slice(-count);
	if (full.length === 0) return undefined;
	return full.reduce((sum, items) => sum + items, 0) / ((full.length * stepNanos) / 1e9);
}

export type SenderProblem = "uncompressedJson" | "rejected" | "resent" | "anonymous";
type SenderJson = StatusJson["senders"][number];

/** What could be better about a sender. */
export function problemsOf(sender: SenderJson): readonly SenderProblem[] {
	const problems: SenderProblem[] = [];
	if (sender.rejected > 0) problems.push("rejected");
	if (sender.encoding === "json" && sender.compression === "identity") problems.push("uncompressedJson");
	if (sender.resent > 0) problems.push("resent");
	if (sender.userAgent === "") problems.push("anonymous");
	return problems;
}

/** Counts by reason as rows, the most frequent first. */
export function byCount(counts: Readonly<Record<string, number>>): readonly { readonly reason: string; readonly count: number }[] {
	return Object.entries(counts)
		.filter(([, count]) => count > 0)
		.map(([reason, count]) => ({ reason, count }))
		.sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}
