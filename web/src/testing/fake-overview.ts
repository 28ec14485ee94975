/** Answers of the overview for tests. */
import type { InsightJson, OverviewJson } from "@spanglass/shared/api/overview-schemas";

const START = 1_763_579_640_000_000_000n;
const MINUTE = 60_000_000_000n;

type Numbers = OverviewJson["entry"]["numbers"];

export function numbersOf(count: number, more: Partial<Numbers> = {}): Numbers {
	const durations = { count, average: 60e6, p50: 58e6, p75: 80e6, p90: 200e6, p95: 680e6, p99: 1_240e6 };
	return { count, errorCount: 0, errorRatio: 0, ratePerSecond: count / 900, durations, ...more };
}

/** An insight about checkout. */
export function insightOf(more: Partial<InsightJson> = {}): InsightJson {
	return {
		...{ kind: "errors", severity: "critical", service: "checkout", namespace: "shop", color: 1, callee: null },
		...{ version: null, previousVersion: null, instance: null, now: 0.31, before: 0.02, isShare: true },
		...{ since: String(START + 5n * MINUTE), affectedPerSecond: 4, values: [0, 0, 0.3], cause: null, ...more },
	};
}

/** Fifteen minutes in which everything is calm, but for what is given. */
export function overviewOf(more: Partial<OverviewJson> = {}): OverviewJson {
	return {
		...{ range: { from: String(START), to: String(START + 15n * MINUTE) }, comparedWith: null },
		...{ errorBound: 0.0055, definition: "Requests", complete: true, warnings: [], tookMs: 24, start: String(START), stepMinutes: 1 },
		services: [{ name: "checkout", namespace: "shop", color: 1, state: "ok", numbers: numbersOf(900), before: numbersOf(880) }],
		...{ instances: { live: 7, late: 0, lost: 0 }, lostOf: [], insights: [], changes: [], regressions: [] },
		entry: { numbers: numbersOf(900), before: numbersOf(880), points: [{ at: String(START), numbers: numbersOf(60) }] },
		...more,
	};
}
