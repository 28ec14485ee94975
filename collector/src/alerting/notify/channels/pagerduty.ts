/** PagerDuty's Events API v2, and whatever speaks it: one event for each change; an alert's episode is its dedup key. */
import { factsOf } from "../facts.ts";
import { cut, type HttpChannel, jsonMessage, textOption } from "./channel.ts";

const URL = "https://events.pagerduty.com/v2/enqueue";

export const pagerduty: HttpChannel = {
	type: "http",
	maxAlerts: 1,
	build: (message, { routingKey = "" }) => {
		const [alert] = message.alerts;
		const { title, alerts } = factsOf(message);
		const { event, dedupKey, sequence, at, labels, severity, kind } = alert.notification;
		const facts = (alerts[0]?.facts ?? []).map(({ label, text }) => [label, text]);
		return jsonMessage(textOption(message, "url") || URL, {
			routing_key: routingKey,
			event_action: event === "resolved" ? "resolve" : "trigger",
			dedup_key: cut(dedupKey, 255),
			client: "Spanglass",
			client_url: alerts[0]?.links[0]?.url ?? message.pageUrl,
			links: (alerts[0]?.links ?? []).map(({ label, url }) => ({ href: url, text: label })),
			payload: {
				summary: cut(title, 1024),
				source: labels.service || "Spanglass",
				severity: severity,
				timestamp: new Date(at).toISOString(),
				component: labels.service ?? "",
				group: labels.environment ?? "",
				class: kind,
				custom_details: { ...Object.fromEntries(facts), labels, sequence },
			},
		});
	},
};
