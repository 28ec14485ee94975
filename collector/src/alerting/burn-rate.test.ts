/** Error budgets over thirty days, as the table of the Site Reliability Workbook (chapter 5) predicts: an objective of 99.9 %. */
import type { DurationCounts } from "@spanglass/shared/analysis/duration-counts";
import { type AlertRule, BURN_WINDOWS, type BurnWindow } from "@spanglass/shared/model/alert-rule";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { expect, it } from "vitest";
import type { InstanceGroup } from "../store/api/rollup-queries.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import { type Backtest, backtest } from "./backtest.ts";
import type { AlertSource } from "./kinds/series.ts";

const MINUTE = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;
const START = Math.floor(1_767_225_600_000 / MINUTE) * MINUTE;
const REQUESTS = 10_000;
const NOISE = 0.001;

const counts = (count: number): DurationCounts => ({ count, sumNanos: count * 1e6, buckets: [1280], counts: [count] });

/** Thirty days of minutes: the share of requests that fail, by minute. */
function sourceOf(errorRatio: (minute: number) => number): AlertSource {
	return {
		...createMemoryStore().reader,
		sumInstances: async ({ range }) => {
			const groups: InstanceGroup[] = [];
			const first = Number(range.start / 1_000_000n) / MINUTE;
			for (let at = Math.max(first, START / MINUTE); at < Number(range.end / 1_000_000n) / MINUTE; at++) {
				const errors = Math.round(REQUESTS * errorRatio(at - START / MINUTE));
				const start = unixNanosFromMillis(at * MINUTE);
				groups.push({ key: { isError: false }, start, durations: counts(REQUESTS - errors) });
				if (errors > 0) groups.push({ key: { isError: true }, start, durations: counts(errors) });
			}
			return groups;
		},
	};
}

function ruleOf(windows: readonly BurnWindow[]): AlertRule {
	return {
		...{
			name: "budget",
			enabled: true,
			scope: {},
			groupBy: [],
			severity: "critical",
			labels: {},
			runbook: "",
			receivers: [],
			repeatSeconds: 0,
		},
		...{
			comparison: "above",
			threshold: 1,
			windowSeconds: 3600,
			forSeconds: 0,
			keepFiringSeconds: 0,
			intervalSeconds: 60,
			delaySeconds: 0,
		},
		condition: { kind: "burnRate", objective: 0.999, windows },
		minSample: 0,
		noData: "keep",
	};
}

function over(errorRatio: (minute: number) => number, windows: readonly BurnWindow[] = BURN_WINDOWS): Promise<Backtest> {
	const context = { source: sourceOf(errorRatio), control: { checkpoint: async () => undefined }, ingest: undefined };
	return backtest({ rule: ruleOf(windows), from: START, to: START + 30 * DAY * MINUTE }, context);
}

const within = (minute: number, from: number, minutes: number) => minute >= from && minute < from + minutes;

it("never pages for noise that just spends the budget, nor for a spike of five minutes at 10 %", async () => {
	expect((await over(() => NOISE)).outcome.firings).toBe(0);
	expect((await over((minute) => (within(minute, 10 * DAY, 5) ? 0.1 : NOISE))).outcome.firings).toBe(0);
});

it("pages within five minutes of an outage of 20 %, and ends within five after it", async () => {
	const began = 10 * DAY;
	const { groups, outcome } = await over((minute) => (within(minute, began, HOUR) ? 0.2 : NOISE));
	expect(outcome.firings).toBe(1);
	const [first] = groups[0]?.bands ?? [];
	const minuteOf = (at = 0) => (at - START) / MINUTE - began;
	expect(minuteOf(first?.from)).toBeGreaterThan(0);
	expect(minuteOf(first?.from)).toBeLessThanOrEqual(5);
	expect(minuteOf(groups[0]?.bands.at(-1)?.to) - HOUR).toBeGreaterThan(0);
	// The window of half an hour of the slower line still sees the outage: the table's 5 minutes are those of the faster one.
	expect(minuteOf(groups[0]?.bands.at(-1)?.to) - HOUR).toBeLessThanOrEqual(30);
	const fast = await over((minute) => (within(minute, began, HOUR) ? 0.2 : NOISE), BURN_WINDOWS.slice(0, 1));
	expect(minuteOf(fast.groups[0]?.bands.at(-1)?.to) - HOUR).toBeLessThanOrEqual(5);
});

it("leaves a slow burn of one and a half to a ticket", async () => {
	const slow = (minute: number) => (minute >= 5 * DAY ? 1.5 * NOISE : 0.9 * NOISE);
	expect((await over(slow)).outcome.firings).toBe(0);
	const ticket = await over(slow, [{ longSeconds: 3 * 86_400, shortSeconds: 6 * 3600, factor: 1 }]);
	expect(ticket.outcome.firings).toBe(1);
	const hours = ((ticket.groups[0]?.bands[0]?.from ?? 0) - START) / MINUTE / HOUR - 5 * 24;
	expect(hours).toBeGreaterThan(6);
	expect(hours).toBeLessThan(36);
});
