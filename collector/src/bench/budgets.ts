/** What is promised: one row a figure. `must` decides the exit code, `aim` is where the design should get to. */

export interface Budget {
	/** E1 to E17, A06. */
	readonly id: string;
	readonly key: string;
	readonly what: string;
	readonly unit: string;
	readonly must: number;
	readonly aim: number;
	/** `most`: the value may be at most the budget; `least`: at least. */
	readonly bound: "most" | "least";
	/** Also met when the value is at most so many times what receiving spans alone costs on this machine. */
	readonly multiple?: number;
	/** Needs this option. */
	readonly needs?: "large";
}

type Bounds = readonly [must: number, aim: number];

const most = (key: string, what: string, unit: string, [must, aim]: Bounds, extra: Partial<Budget> = {}): Budget => {
	const [id = ""] = key.split(".");
	return { id, key, what, unit, must, aim, bound: "most", ...extra };
};
const least = (key: string, what: string, unit: string, bounds: Bounds): Budget => ({ ...most(key, what, unit, bounds), bound: "least" });
const LARGE = { needs: "large" } as const;

export const BUDGETS: readonly Budget[] = [
	most("E1.cpu", "spans, OTLP/gRPC, durable acks", "CPU-s per 1 M", [4.4, 3.3], { multiple: 5 }),
	least("E1.rate", "spans acknowledged per second", "k/s", [150, 300]),
	most("E2.cpu", "the same, gzip", "CPU-s per 1 M", [8, 5.5], { multiple: 9 }),
	most("E3.cpu", "log records with trace context", "CPU-s per 1 M", [4.5, 3], { multiple: 5.1 }),
	most("E4.cpu", "metric points, 10 k series", "CPU-s per 1 M", [3, 1.5], { multiple: 3.4 }),
	most("E5.span", "disk per span after quiet", "B", [31, 25]),
	most("E5.log", "disk per log record after quiet", "B", [40, 28]),
	most("E5.sample", "disk per metric sample after quiet", "B", [1.5, 1]),
	most("E6.p50", "trace by id, 1 M, p50", "ms", [3.3, 1.5]),
	most("E6.p95", "trace by id, 1 M, p95", "ms", [8, 3]),
	most("E6.large", "trace by id, 10 M, p99", "ms", [15, 5], LARGE),
	most("E6.first", "trace by id, 10 M, first after start", "ms", [50, 20], LARGE),
	most("E7.p50", "service + operation + duration, newest 20, 1 M, p50", "ms", [15, 5]),
	most("E7.p95", "service + operation + duration, newest 20, 1 M, p95", "ms", [50, 10]),
	most("E7.large", "service + operation + duration, newest 20, 10 M, p99", "ms", [50, 15], LARGE),
	most("E7.longest", "longest first over all, 10 M, p99", "ms", [150, 50], LARGE),
	most("E8.p50", "attribute = value, present, rare and absent, 1 M, p50", "ms", [10, 3]),
	most("E8.p95", "attribute = value, present, rare and absent, 1 M, p95", "ms", [30, 10]),
	most("E8.large", "attribute = value, 10 M, p99", "ms", [200, 50], LARGE),
	most("E10.p99", "log substring, rare or absent, 10 M, p99", "ms", [300, 60], LARGE),
	most("E11.steady", "resident memory at 10 k spans/s", "MB", [400, 280]),
	most("E11.overload", "resident memory at 4 × capacity, against steady", "×", [1.5, 1.2]),
	least("E11.accepted", "accepted at 4 × capacity, of the peak", "%", [90, 100]),
	least("E11.hints", "refusals with a hint when to come back", "%", [100, 100]),
	most("E12.p99", "acknowledged → visible by id, p99", "ms", [200, 50]),
	most("E13.ready", "start to ready after kill -9, 10 M spans", "s", [2, 0.5], LARGE),
	most("E14.slope", "growth of each cost 1 M → 10 M, steepest", "slope", [0.15, 0.05], LARGE),
	most("E15.ratio", "query p99 while ingesting at half of peak, against idle", "×", [2, 1.3]),
	most("E16.id", "trace by id with full unsealed columns, against sealed", "×", [2, 1.3]),
	most("E16.search", "search with full unsealed columns, against sealed", "×", [2, 1.3]),
	most("E17.p50", "acknowledgement at half of peak, p50", "ms", [25, 10]),
	most("E17.p99", "acknowledgement at half of peak, p99", "ms", [150, 50]),
	most("A06.lag", "1,000 rules over 100 groups, every minute: the latest evaluation", "s", [60, 10]),
	most("A06.missed", "the same: evaluations that did not take place", "", [0, 0]),
	most("A06.cpu", "the same: of one core", "%", [100, 25]),
];
