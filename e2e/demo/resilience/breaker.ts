/**
 * A circuit breaker over a sliding window.
 *
 *   closed ── failures ≥ 50 % of the last 10 s, at least 5 calls ──▶ open ── 30 s ──▶ half-open ── one trial ──▶ closed, or open again
 */
export type BreakerState = "closed" | "open" | "half-open";

export interface BreakerPolicy {
	readonly windowMs: number;
	readonly failureRatio: number;
	readonly minimumCalls: number;
	readonly openMs: number;
}

export const BREAKER_POLICY: BreakerPolicy = { windowMs: 10_000, failureRatio: 0.5, minimumCalls: 5, openMs: 30_000 };

export interface Breaker {
	/** Whether a call may go out at `nowMs` (monotonic); half-open lets exactly one through. */
	allow(nowMs: number): boolean;
	/** How the call that was let through ended. */
	record(ok: boolean, nowMs: number): void;
	state(): BreakerState;
}

export function createBreaker(policy: BreakerPolicy, onChange: (state: BreakerState, failureRatio: number) => void): Breaker {
	let state: BreakerState = "closed";
	let openedAt = 0;
	let results: { readonly at: number; readonly ok: boolean }[] = [];
	const change = (to: BreakerState, ratio: number): void => {
		state = to;
		onChange(to, ratio);
	};
	const open = (nowMs: number, ratio: number): void => {
		openedAt = nowMs;
		results = [];
		change("open", ratio);
	};
	return {
		allow: (nowMs) => {
			if (state === "closed") return true;
			if (state === "half-open" || nowMs - openedAt < policy.openMs) return false;
			change("half-open", 0);
			return true;
		},
		record: (ok, nowMs) => {
			if (state === "open") return;
			if (state === "half-open") return ok ? change("closed", 0) : open(nowMs, 1);
			results.push({ at: nowMs, ok });
			results = results.filter(({ at }) => nowMs - at < policy.windowMs);
			const ratio = results.filter((result) => !result.ok).length / results.length;
			if (results.length >= policy.minimumCalls && ratio >= policy.failureRatio) open(nowMs, ratio);
		},
		state: () => state,
	};
}
