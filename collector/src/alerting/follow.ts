/** One step of one alert out of what an evaluation says of its group: shared by the alert clock and the backtest. */
import type { AlertRecord } from "@spanglass/shared/model/alert";
import { ALERT_KIND_FACTS, type AlertRule } from "@spanglass/shared/model/alert-rule";
import { advance, end, newRecord, type StateChange, type Verdict } from "./state-machine.ts";

export interface Followed {
	/** Undefined: there is no such alert any more. */
	readonly record: AlertRecord | undefined;
	readonly change: StateChange | undefined;
}

/** `verdict` undefined: the group is not there. `record` undefined: nothing was known of it. */
export function follow(
	record: AlertRecord | undefined,
	verdict: Verdict | undefined,
	{ rule, now }: { readonly rule: AlertRule; readonly now: number },
): Followed {
	if (verdict !== undefined) return advance(record ?? newRecord(now), verdict, { rule, now });
	if (record === undefined) return { record, change: undefined };
	const staysUnknown = rule.noData === "notify" && ALERT_KIND_FACTS[rule.condition.kind].absent === "unknown" && record.state !== "ok";
	if (staysUnknown) return advance(record, { type: "missing" }, { rule, now });
	const ended = end(record, "gone", now);
	return ended.change === undefined ? { record: undefined, change: undefined } : ended;
}
