/** What "send test" sends: a message like any other, which says that nothing has happened. */
import type { ReceiverSettings } from "@spanglass/shared/model/receiver";
import type { Message } from "./message.ts";

const FIVE_MINUTES_MS = 300_000;

export function testMessage(receiver: ReceiverSettings, pageUrl: string, now: number): Message {
	return {
		receiver,
		groupKey: "test",
		pageUrl,
		isTest: true,
		now,
		alerts: [
			{
				notification: {
					event: "firing",
					dedupKey: `test/test/${now.toString(36)}`,
					sequence: 1,
					at: now,
					startsAt: now - FIVE_MINUTES_MS,
					rule: "test",
					ruleName: "Spanglass",
					kind: "errorRate",
					severity: "info",
					labels: { service: "checkout", environment: "test" },
					runbook: "",
					comparison: "above",
					threshold: 0.05,
					unit: "ratio",
					value: 0.073,
				},
				suspicion: undefined,
			},
		],
	};
}
