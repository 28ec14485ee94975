/**
 * What becomes of one alert with each evaluation. Pure: the picture stands at `AlertRecord`.
 *
 * After a gap in which nobody looked (the product was down, the machine slept):
 *
 *   gap       pending                                           firing, recovering
 *   ≤ 1 h     goes on: the gap counts as waited                 as it was; the condition may end it as usual
 *   > 1 h     waits anew, for `for` or 10 minutes at most       fires on; "keep firing" counts from now
 *
 * Nothing is told again by a restart: what was told, and when, is part of the record.
 */
import type { AlertPhase, AlertRecord, AlertState, NotificationEvent, TransitionReason } from "@spanglass/shared/model/alert";
import type { AlertRule } from "@spanglass/shared/model/alert-rule";

/** What an evaluation says of one alert. `sample`: over how many items. */
export type Verdict =
	| { readonly type: "value"; readonly holds: boolean; readonly value: number; readonly sample: number }
	| { readonly type: "missing" }
	| { readonly type: "failed"; readonly message: string };

export type Patience = Pick<AlertRule, "forSeconds" | "keepFiringSeconds" | "noData" | "repeatSeconds">;

export interface StateChange {
	readonly from: AlertState;
	readonly to: AlertState;
	readonly reason: TransitionReason;
	readonly message?: string;
}

export interface Advanced {
	readonly record: AlertRecord;
	/** Undefined: the state is the same. */
	readonly change: StateChange | undefined;
}

/** Evaluations in a row that fail before an alert is in error. */
export const FAILURES = 3;
const OUTAGE_MS = 3_600_000;
const GRACE_MS = 600_000;

/** An alert of which nothing is known yet. */
export function newRecord(now: number): AlertRecord {
	return { state: "ok", since: now, missing: 0, failed: 0, episode: now, sequence: 0, isTold: false };
}

/** Which of the four phases it is in, whatever stands in the way of knowing. */
export function phaseOf({ state, before }: AlertRecord): AlertPhase {
	if (state === "noData" || state === "error") return before ?? "ok";
	return state;
}

/** The alert after an evaluation at `now`. A clock that was set back makes no time pass. */
export function advance(record: AlertRecord, verdict: Verdict, { rule, now }: { readonly rule: Patience; readonly now: number }): Advanced {
	if (verdict.type === "failed") return afterFailure(record, verdict.message, now);
	if (verdict.type === "missing" && rule.noData !== "ok") return afterSilence(record, rule, now);
	const { holds, ...measured } =
		verdict.type === "missing"
			? { holds: false, value: undefined, sample: undefined }
			: { holds: verdict.holds, value: verdict.value, sample: verdict.sample };
	const phase = phaseOf(record);
	const next = nextPhase(phase, { holds, record, rule, now });
	const known = { ...record, ...measured, missing: verdict.type === "missing" ? record.missing + 1 : 0, failed: 0, before: undefined };
	const stayed = withTimes(known, { phase, next, holds, now });
	const reason = next === phase ? "back" : "condition";
	return moved(stayed, record, { to: next, reason, now });
}

interface Step {
	readonly holds: boolean;
	readonly record: AlertRecord;
	readonly rule: Patience;
	readonly now: number;
}

function nextPhase(phase: AlertPhase, { holds, record, rule, now }: Step): AlertPhase {
	if (holds) {
		if (phase === "firing" || phase === "recovering") return "firing";
		const activeAt = phase === "pending" ? (record.activeAt ?? now) : now;
		return now - activeAt >= rule.forSeconds * 1000 ? "firing" : "pending";
	}
	if (phase === "ok" || phase === "pending") return "ok";
	return now - (record.heldAt ?? now) >= rule.keepFiringSeconds * 1000 ? "ok" : "recovering";
}

/** The moments that belong to a phase, and none of those that do not. */
function withTimes(
	record: AlertRecord,
	{ phase, next, holds, now }: { readonly phase: AlertPhase; readonly next: AlertPhase; readonly holds: boolean; readonly now: number },
): AlertRecord {
	if (next === "ok") return { ...record, activeAt: undefined, firedAt: undefined, heldAt: undefined };
	const activeAt = phase === "ok" ? now : Math.min(record.activeAt ?? now, now);
	const firedAt = next === "pending" ? undefined : Math.min(record.firedAt ?? now, now);
	return { ...record, activeAt, firedAt, heldAt: holds ? now : Math.min(record.heldAt ?? now, now) };
}

function moved(
	record: AlertRecord,
	before: AlertRecord,
	{
		to,
		reason,
		now,
		message,
	}: { readonly to: AlertState; readonly reason: TransitionReason; readonly now: number; readonly message?: string },
): Advanced {
	const from = before.state;
	if (from === to) return { record: { ...record, state: to }, change: undefined };
	const starts = from === "ok" ? { episode: now, sequence: 0 } : {};
	return {
		record: { ...record, ...starts, state: to, since: now },
		change: { from, to, reason, ...(message === undefined ? {} : { message }) },
	};
}

/** keep: what burns goes on burning, what was well is not known any more. notify: none of it is known. */
function afterSilence(record: AlertRecord, { noData }: Patience, now: number): Advanced {
	const known = { ...record, value: undefined, sample: undefined, missing: record.missing + 1, failed: 0 };
	const phase = phaseOf(record);
	const to = noData === "notify" || phase === "ok" ? "noData" : phase;
	const before = to === "noData" ? phase : undefined;
	return moved({ ...known, before }, record, { to, reason: to === "noData" ? "noData" : "back", now });
}

function afterFailure(record: AlertRecord, message: string, now: number): Advanced {
	const failed = record.failed + 1;
	if (failed < FAILURES || record.state === "error") return { record: { ...record, failed }, change: undefined };
	return moved({ ...record, failed, before: phaseOf(record) }, record, { to: "error", reason: "failed", now, message });
}

/** The alert when evaluation goes on after `gapMs` without any. */
export function resume(
	record: AlertRecord,
	{ rule, gapMs, now }: { readonly rule: Patience; readonly gapMs: number; readonly now: number },
): Advanced {
	if (gapMs <= OUTAGE_MS) return { record, change: undefined };
	const phase = phaseOf(record);
	if (phase === "pending") {
		const waited = Math.max(0, rule.forSeconds * 1000 - GRACE_MS);
		const change: StateChange | undefined = record.state === "pending" ? { from: "pending", to: "pending", reason: "restart" } : undefined;
		return { record: { ...record, activeAt: now - waited, since: record.state === "pending" ? now : record.since }, change };
	}
	return { record: phase === "ok" ? record : { ...record, heldAt: now }, change: undefined };
}

/** The alert of a group that is not there any more, or whose rule is gone. */
export function end(record: AlertRecord, reason: "gone" | "rule", now: number): Advanced {
	const ended = { ...record, before: undefined, activeAt: undefined, firedAt: undefined, heldAt: undefined };
	return moved(ended, record, { to: "ok", reason, now });
}

/** What there is to tell of an alert; undefined: nothing. `record`: as it is when that has been put into the outbox. */
export interface Told {
	readonly event: NotificationEvent | undefined;
	readonly record: AlertRecord;
}

/**
 * Whether the alert's receivers are to be told something now.
 *
 * Result  a firing alert once, and again after `repeatSeconds`; its end, also while it is silenced; that nothing is known of it any more
 *         (policy notify), that it cannot be evaluated. What is silenced is told when the silence ends and it still is so.
 */
export function tell(
	record: AlertRecord,
	{ rule, now, isSilenced }: { readonly rule: Patience; readonly now: number; readonly isSilenced: boolean },
): Told {
	const event = eventOf(record, rule, now, isSilenced);
	const isUnknown = record.state === "noData" || record.state === "error";
	if (event === undefined) return { event, record: isUnknown || record.trouble === undefined ? record : { ...record, trouble: undefined } };
	const sequence = record.sequence + 1;
	if (event === "firing" || event === "repeat")
		return { event, record: { ...record, sequence, isTold: true, toldAt: now, trouble: undefined } };
	if (event === "resolved") return { event, record: { ...record, sequence, isTold: false, toldAt: undefined, trouble: undefined } };
	return { event, record: { ...record, sequence, trouble: event } };
}

function eventOf(record: AlertRecord, rule: Patience, now: number, isSilenced: boolean): NotificationEvent | undefined {
	const { state, isTold, trouble, toldAt = now } = record;
	if (state === "ok") return isTold || trouble !== undefined ? "resolved" : undefined;
	if (isSilenced) return undefined;
	if (state === "error") return trouble === "error" ? undefined : "error";
	if (state === "noData") return rule.noData !== "notify" || trouble === "noData" ? undefined : "noData";
	if (state !== "firing") return undefined;
	if (!isTold) return "firing";
	return rule.repeatSeconds > 0 && now - toldAt >= rule.repeatSeconds * 1000 ? "repeat" : undefined;
}
