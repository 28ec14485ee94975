/** What the status page concludes from the collector's numbers. Pure; every conclusion has its reason. */
import type { StatusJson } from "@spanglass/shared/api/status-schemas";

/** Why the collector is not simply healthy. `full`, `failing`, `damaged`, `lost` and `down` are errors, the others warnings. */
export type Trouble =
	/** Less is free than what is kept free: nothing is stored. */
	| { readonly kind: "full"; readonly freeBytes: number; readonly reserveBytes: number }
	| { readonly kind: "failing" }
	| { readonly kind: "low"; readonly freeBytes: number }
	| { readonly kind: "damaged"; readonly sentence: string }
	| { readonly kind: "lost"; readonly sentence: string }
	| { readonly kind: "setAside"; readonly path: string; readonly count: number }
	| { readonly kind: "blocks"; readonly count: number }
	| { readonly kind: "down" }
	| { readonly kind: "worker"; readonly dead: number; readonly all: number }
	| { readonly kind: "overloaded"; readonly count: number }
	| { readonly kind: "refusing"; readonly count: number };

/** So much above what is kept free there is a word of warning. */
const LOW_BYTES = 2 * 2 ** 30;
const RECENT_MS = 60_000;
/** Reasons that lie with the collector, not with the request. */
const OWN_REASONS: ReadonlySet<string> = new Set(["overloaded", "unavailable", "internal", "connection_limit"]);

/** Everything that is wrong at `nowMs`, the worst first; empty is healthy. Refusals count for a minute. */
export function troublesOf(status: StatusJson, nowMs: number): readonly Trouble[] {
	const troubles: Trouble[] = [];
	const { queryWorkers } = status;
	troubles.push(...storageErrors(status.storage));
	const dead = queryWorkers.filter((worker) => !worker.alive).length;
	if (dead > 0 && dead === queryWorkers.length) troubles.push({ kind: "down" });
	else if (dead > 0) troubles.push({ kind: "worker", dead, all: queryWorkers.length });
	troubles.push(...storageWarnings(status.storage));
	const recent = status.refusals.filter(({ time }) => Number(BigInt(time) / 1_000_000n) > nowMs - RECENT_MS);
	const own = recent.filter(({ reason }) => OWN_REASONS.has(reason)).length;
	if (own > 0) troubles.push({ kind: "overloaded", count: own });
	if (recent.length > own) troubles.push({ kind: "refusing", count: recent.length - own });
	return troubles;
}

function storageErrors({ disk, damage, losses }: StatusJson["storage"]): readonly Trouble[] {
	const troubles: Trouble[] = [];
	if (disk.state === "low") troubles.push({ kind: "full", freeBytes: disk.freeBytes, reserveBytes: disk.reserveBytes });
	if (disk.state === "failing") troubles.push({ kind: "failing" });
	const [sentence] = damage;
	if (sentence !== undefined) troubles.push({ kind: "damaged", sentence });
	troubles.push(...losses.map((loss) => ({ kind: "lost", sentence: loss }) as const));
	return troubles;
}

function storageWarnings({ disk, setAside, quarantinedBlocks }: StatusJson["storage"]): readonly Trouble[] {
	const troubles: Trouble[] = [];
	const newest = setAside.at(-1);
	if (newest !== undefined) troubles.push({ kind: "setAside", path: newest.path, count: setAside.length });
	if (quarantinedBlocks > 0) troubles.push({ kind: "blocks", count: quarantinedBlocks });
	if (disk.state === "ok" && disk.freeBytes < disk.reserveBytes + LOW_BYTES) troubles.push({ kind: "low", freeBytes: disk.freeBytes });
	return troubles;
}

const ERRORS: ReadonlySet<Trouble["kind"]> = new Set(["full", "failing", "damaged", "lost", "down"]);

/** The word at the top. */
export function healthOf(troubles: readonly Trouble[]): "ok" | "warn" | "error" {
	if (troubles.some(({ kind }) => ERRORS.has(kind))) return "error";
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
