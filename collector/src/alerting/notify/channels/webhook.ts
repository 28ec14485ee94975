/**
 * Alertmanager's webhook, version 4, so that whatever understands that one understands this; each alert also has what is ours:
 * `dedupKey` and `sequence`, by which duplicates are known, and the numbers.
 *
 * Signature  with a signing key: `X-Spanglass-Timestamp` (Unix seconds) and `X-Spanglass-Signature: v1=` + hex HMAC-SHA256 of
 *            `<timestamp>.<body>`. Receivers refuse timestamps that are more than 5 minutes off.
 */
import { createHmac } from "node:crypto";
import { commonOf, fingerprintOf, matchedNotificationLabels } from "../../notification-labels.ts";
import { factsOf } from "../facts.ts";
import { linksOf, type Message, statusOf, type ToldAlert } from "../message.ts";
import { type HttpChannel, jsonMessage, type Secrets, textOption } from "./channel.ts";

/** Of an alert that has not ended. */
const NO_END = "0001-01-01T00:00:00Z";

export const webhook: HttpChannel = {
	type: "http",
	maxAlerts: 100,
	build: (message, secrets) => {
		const built = jsonMessage(textOption(message, "url"), webhookBody(message));
		return { ...built, headers: { ...built.headers, ...signatureOf(built.body, secrets, message.now), ...authorizationOf(secrets) } };
	},
};

function authorizationOf({ authorization }: Secrets): Readonly<Record<string, string>> {
	return authorization === undefined ? {} : { Authorization: authorization };
}

function signatureOf(body: string, { signingKey }: Secrets, now: number): Readonly<Record<string, string>> {
	if (signingKey === undefined) return {};
	const timestamp = String(Math.floor(now / 1000));
	return { "X-Spanglass-Timestamp": timestamp, "X-Spanglass-Signature": `v1=${signatureText(timestamp, body, signingKey)}` };
}

export function signatureText(timestamp: string, body: string, key: string): string {
	return createHmac("sha256", key).update(`${timestamp}.${body}`).digest("hex");
}

function webhookBody(message: Message) {
	const alerts = message.alerts.map((alert) => webhookAlert(alert, message));
	return {
		version: "4",
		groupKey: message.groupKey,
		truncatedAlerts: 0,
		status: statusOf(message.alerts),
		receiver: message.receiver.name,
		groupLabels: {},
		commonLabels: commonOf(alerts.map(({ labels }) => labels)),
		commonAnnotations: commonOf(alerts.map(({ annotations }) => annotations)),
		externalURL: message.pageUrl,
		alerts,
		title: factsOf(message).title,
		...(message.isTest ? { test: true } : {}),
	};
}

function webhookAlert(alert: ToldAlert, message: Message) {
	const { notification, suspicion } = alert;
	const { event, startsAt, endsAt, dedupKey, sequence, value, threshold, unit, comparison, incident } = notification;
	const labels = matchedNotificationLabels(notification);
	const links = Object.fromEntries(linksOf(alert, message.pageUrl).map(({ name, url }) => [name, url]));
	return {
		status: event === "resolved" ? "resolved" : "firing",
		labels,
		annotations: annotationsOf(alert, message, links),
		startsAt: new Date(startsAt).toISOString(),
		endsAt: endsAt === undefined ? NO_END : new Date(endsAt).toISOString(),
		generatorURL: links.rule ?? message.pageUrl,
		fingerprint: fingerprintOf(labels),
		event,
		dedupKey,
		sequence,
		value: value ?? null,
		threshold,
		comparison,
		unit,
		incident: incident ?? null,
		suspected: suspicion === undefined ? null : { service: suspicion.service, operation: suspicion.operation, reason: suspicion.reason },
		links,
	};
}

function annotationsOf(alert: ToldAlert, message: Message, links: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
	const { facts, title } = factsOf({ ...message, alerts: [alert] }).alerts[0] ?? { facts: [], title: "" };
	const { runbook } = alert.notification;
	return {
		summary: title,
		description: facts.map(({ label, text }) => `${label}: ${text}`).join("\n"),
		...(runbook === "" ? {} : { runbook_url: runbook }),
		...Object.fromEntries(Object.entries(links).map(([name, url]) => [`${name}_url`, url])),
	};
}
