/** What a receiver is told, in plain data: channels only dress it. */
import type { AlertNotification } from "@spanglass/shared/model/alert";
import type { Suspicion } from "@spanglass/shared/model/incident";
import type { ReceiverSettings } from "@spanglass/shared/model/receiver";

export interface ToldAlert {
	readonly notification: AlertNotification;
	/** Of its incident, once there is evidence. */
	readonly suspicion: Suspicion | undefined;
}

/** Changes of one group for one receiver, in the order in which they happened; at least one. */
export interface Message {
	readonly receiver: ReceiverSettings;
	readonly groupKey: string;
	readonly alerts: readonly [ToldAlert, ...ToldAlert[]];
	/** Of the page, without a slash at the end. */
	readonly pageUrl: string;
	/** Nothing has happened: somebody tries the receiver out. */
	readonly isTest: boolean;
	/** Unix milliseconds. */
	readonly now: number;
}

export interface MessageLink {
	readonly name: "incident" | "trace" | "rule";
	readonly url: string;
}

/** The incident, the trace at the suspected span, the rule; those that there are. Rules of others are not here. */
export function linksOf({ notification, suspicion }: ToldAlert, pageUrl: string): readonly MessageLink[] {
	const { incident, rule, kind } = notification;
	const links: MessageLink[] = [];
	if (incident !== undefined) links.push({ name: "incident", url: `${pageUrl}/alerts/i/${incident}` });
	if (suspicion?.traceId !== undefined) {
		const span = suspicion.spanId === undefined ? "" : `?span=${suspicion.spanId}`;
		links.push({ name: "trace", url: `${pageUrl}/traces/${suspicion.traceId}${span}` });
	}
	if (kind !== "external") links.push({ name: "rule", url: `${pageUrl}/alerts/rules/${encodeURIComponent(rule)}` });
	return links;
}

/** Resolved only when nothing of it still fires: the last word on each alert counts. */
export function statusOf(alerts: readonly ToldAlert[]): "firing" | "resolved" {
	const last = new Map(alerts.map(({ notification }) => [alertName(notification), notification.event]));
	return [...last.values()].every((event) => event === "resolved") ? "resolved" : "firing";
}

/** The rule and the group: what is one alert over all of its episodes. */
function alertName({ dedupKey }: AlertNotification): string {
	return dedupKey.slice(0, dedupKey.lastIndexOf("/"));
}

/** The last word on each alert, in the order of the first. */
export function latestOf(alerts: readonly ToldAlert[]): readonly ToldAlert[] {
	return [...new Map(alerts.map((alert) => [alertName(alert.notification), alert])).values()];
}
