/** Error budgets over thirty days, as the table of the Site Reliability Workbook (chapter 5) predicts: an objective of 99.9 %. */
import type { DurationCounts } from "@spanglass/shared/analysis/duration-counts";
import { type AlertRule, BURN_WINDOWS, type BurnWindow, SLOW_BURN_WINDOWS } from "@spanglass/shared/model/alert-rule";
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

const firings = ({ groups }: Backtest) =>
	(groups[0]?.bands ?? [])
		.filter(({ state }) => state === "firing")
		.map(({ from, to }) => ({ from: (from - START) / MINUTE, to: (to - START) / MINUTE }));

it("pages within five minutes of an outage of 20 %, and ends within five after it", async () => {
	const began = 10 * DAY;
	const found = firings(await over((minute) => (within(minute, began, HOUR) ? 0.2 : NOISE)));
	expect(found).toHaveLength(1);
	expect(found[0]?.from).toBeGreaterThan(began);
	expect(found[0]?.from).toBeLessThanOrEqual(began + 5);
	expect(found[0]?.to).toBeGreaterThan(began + HOUR);
	expect(found[0]?.to).toBeLessThanOrEqual(began + HOUR + 5);
});

it("leaves a slow burn of one and a half to be looked at by day", async () => {
	const slow = (minute: number) => (minute >= 5 * DAY ? 1.5 * NOISE : 0.9 * NOISE);
	expect((await over(slow)).outcome.firings).toBe(0);
	const [ticket, ...more] = firings(await over(slow, SLOW_BURN_WINDOWS));
	expect(more).toEqual([]);
	// 0.9 of the budget's pace for three days, then 1.5: the mean of three days is above 1 after a sixth of them.
	expect((ticket?.from ?? 0) / HOUR - 5 * 24).toBeCloseTo(12, 0);
});
