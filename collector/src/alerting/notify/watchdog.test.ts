import { alertRuleSchema } from "@spanglass/shared/api/alert-schemas";
import { expect, it } from "vitest";
import { createMemoryAlertStore } from "../../store/memory/alert-store.ts";
import { createDesk } from "../desk.testdata.ts";

/** The rule of docs/alerts.md. */
const WATCHDOG = alertRuleSchema.parse({
	...{ name: "Watchdog", condition: { kind: "throughput" }, comparison: "above", threshold: -1, windowSeconds: 60, intervalSeconds: 60 },
	...{ severity: "info", repeatSeconds: 60 },
});

it("a rule that always holds is told every minute, telemetry or not: its silence is the alarm", async () => {
	const clock = { at: Date.UTC(2026, 10, 20), now: () => clock.at };
	const store = createMemoryAlertStore(clock.now);
	const desk = await createDesk(clock, store);
	const options = { url: "https://example.com/ping", groupWaitSeconds: 0, groupIntervalSeconds: 0 };
	const { id } = await desk.notify.receivers.add(
		{ ...{ name: "outside", channel: "webhook", enabled: true, sendResolved: true, language: "en" }, options },
		{},
	);
	await desk.clock.addRule({ ...WATCHDOG, receivers: [id] });
	const due: number[] = [];
	for (let minute = 0; minute < 30; minute++) {
		await desk.clock.tick();
		await desk.clock.settled();
		clock.at += 60_000;
	}
	const told = store.reader.listOutbox({ from: 0, to: Number.MAX_SAFE_INTEGER, limit: 100 }).toReversed();
	for (const { dueAt } of told) due.push(dueAt);
	expect(told.map(({ notification }) => notification.event)).toEqual([
		"firing",
		...Array.from({ length: told.length - 1 }, () => "repeat"),
	]);
	expect(told.length).toBeGreaterThanOrEqual(29);
	expect(Math.max(...due.slice(1).map((time, at) => time - (due[at] ?? 0)))).toBeLessThanOrEqual(60_000);
});
