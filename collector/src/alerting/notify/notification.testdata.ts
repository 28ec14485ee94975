import type { AlertNotification } from "@spanglass/shared/model/alert";
import type { Suspicion } from "@spanglass/shared/model/incident";
import type { ChannelKind, ReceiverSettings } from "@spanglass/shared/model/receiver";
import type { Message } from "./message.ts";

/** 2026-11-20 03:05:40 UTC. */
export const FIRED_AT = Date.UTC(2026, 10, 20, 3, 5, 40);

export function notification(more: Partial<AlertNotification> = {}): AlertNotification {
	return {
		event: "firing",
		dedupKey: "r1/0011223344556677/k1",
		sequence: 1,
		at: FIRED_AT,
		startsAt: FIRED_AT,
		rule: "r1",
		ruleName: "error rate",
		kind: "errorRate",
		severity: "critical",
		labels: { service: "checkout", environment: "prod" },
		runbook: "https://example.com/runbook",
		comparison: "above",
		threshold: 0.05,
		unit: "ratio",
		value: 0.1234,
		incident: 7,
		...more,
	};
}

export const SUSPICION: Suspicion = {
	service: "payment",
	operation: "Pay",
	reason: "payment Pay fails and nothing below it does",
	because: "error",
	traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
	spanId: "00f067aa0ba902b7",
	traces: 4,
	tracesOf: 5,
	message: "deadline exceeded",
};

export function settings(channel: ChannelKind, more: Partial<ReceiverSettings> = {}): ReceiverSettings {
	return { name: "on call", channel, enabled: true, sendResolved: true, language: "en", options: {}, ...more };
}

export function message(channel: ChannelKind, more: Partial<Message> = {}): Message {
	return {
		receiver: settings(channel, { options: { url: "https://example.com/hook" } }),
		groupKey: "incident/7",
		alerts: [{ notification: notification(), suspicion: SUSPICION }],
		pageUrl: "https://spanglass.example.com",
		isTest: false,
		now: FIRED_AT + 10_000,
		...more,
	};
}
