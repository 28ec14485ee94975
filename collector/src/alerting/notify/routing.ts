/**
 * Whom the alert clock has told, and when: silences, the receivers that a rule names or that take what names nobody, and the patience of
 * groups. A group is an incident, or one alert without one.
 *
 *   first change ─ wait ─▶ message        changes meanwhile go with it
 *   message ─ interval ─▶ next message    changes meanwhile wait for it
 */
import type { AlertNotification } from "@spanglass/shared/model/alert";
import type { AlertRule } from "@spanglass/shared/model/alert-rule";
import type { NewOutboxEntry } from "../../store/api/alert-store.ts";
import { matchedNotificationLabels } from "../notification-labels.ts";
import type { AlertPolicy } from "../policy.ts";
import type { Silences } from "../silences.ts";
import type { Receivers, StoredReceiver } from "./receivers.ts";

const WAIT_SECONDS = 10;
const INTERVAL_SECONDS = 300;
/** Groups that are remembered; the oldest are forgotten: their next message is a first one. */
const GROUPS = 10_000;

export function createPolicy(receivers: Receivers, silences: Silences): AlertPolicy {
	const pace = createPace();
	return {
		silencedBy: (labels) => silences.silencedBy(labels),
		route: (notification, rule, now) =>
			receiversOf(notification, rule, receivers).map((receiver): NewOutboxEntry => {
				const groupKey = groupOf(notification);
				return { receiver, groupKey, notification, dueAt: pace(receivers.get(receiver), groupKey, now) };
			}),
	};
}

/** Changes of an incident belong together; others are alone. */
function groupOf({ incident, dedupKey }: AlertNotification): string {
	return incident === undefined ? dedupKey.slice(0, dedupKey.lastIndexOf("/")) : `incident/${incident}`;
}

/** Ids, those of receivers that are not there among them: the outbox then says so. */
function receiversOf(notification: AlertNotification, rule: Pick<AlertRule, "receivers">, receivers: Receivers): readonly string[] {
	const named =
		rule.receivers.length > 0 ? rule.receivers : receivers.takersOf(matchedNotificationLabels(notification)).map(({ id }) => id);
	const isEnd = notification.event === "resolved";
	return [...new Set(named)].filter((id) => !isEnd || receivers.get(id)?.settings.sendResolved !== false);
}

/** When the next message of a group goes out to a receiver. */
function createPace() {
	const due = new Map<string, number>();
	return (receiver: StoredReceiver | undefined, groupKey: string, now: number): number => {
		if (receiver === undefined) return now;
		const { options } = receiver.settings;
		const key = `${receiver.id} ${groupKey}`;
		const last = due.get(key);
		if (last !== undefined && last >= now) return last;
		const next = now + secondsOf(options.groupWaitSeconds, WAIT_SECONDS) * 1000;
		const paced = last === undefined ? next : Math.max(next, last + secondsOf(options.groupIntervalSeconds, INTERVAL_SECONDS) * 1000);
		due.delete(key);
		due.set(key, paced);
		const [oldest] = due.size > GROUPS ? due.keys() : [];
		if (oldest !== undefined) due.delete(oldest);
		return paced;
	};
}

function secondsOf(value: unknown, preset: number): number {
	return typeof value === "number" ? value : preset;
}
