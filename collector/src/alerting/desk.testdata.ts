/** Everything that main has of alerts, over the stores in memory: rules are evaluated over no telemetry at all. */
import { FREE_CONTROL } from "../store/conformance/ingest-helpers.ts";
import type { MemoryAlertStore } from "../store/memory/alert-store.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import { AlertClock } from "./alert-clock.ts";
import { evaluateRules } from "./evaluation.ts";
import { createNotify } from "./notify/start.ts";

export async function createDesk(clock: { now(): number }, { writer }: MemoryAlertStore) {
	const memory = await writer.loadAlerts(0);
	const nothing = () => undefined;
	const shared = { clock, writer, warn: nothing, changed: nothing };
	const pageUrl = () => "http://127.0.0.1:4319";
	const incidents = (): AlertClock["incidents"] => alerts.incidents;
	const notify = createNotify(memory, { ...shared, pageUrl, ownPorts: () => [4319], incidents });
	const alerts: AlertClock = new AlertClock(memory, {
		...shared,
		policy: notify.policy,
		evaluate: (request) => evaluateRules(request, { source: createMemoryStore().reader, control: FREE_CONTROL }),
		collect: async () => Promise.reject(new Error("nothing is collected here")),
		wake: nothing,
	});
	return { clock: alerts, policy: notify.policy, notify: notify.desk, now: () => clock.now() };
}
