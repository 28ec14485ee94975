/** E6, E7, E8 and E10 on servers that hold a data set and are quiet. */
import type { TraceSet } from "../dataset/truth.ts";
import type { Server } from "../server.ts";
import type { Bench } from "./bench.ts";
import {
	attributeQueries,
	describeTimings,
	logQueries,
	longestQueries,
	type Query,
	quantileOf,
	rangeOf,
	runQueries,
	searchQueries,
	type Timings,
	traceQueries,
} from "./queries.ts";

const SUITE_LIMIT_MS = 20_000;
const WARM = 10;
/** E6 speaks of warm caches: each block was touched before. */
const WARM_TRACES = 100;
const COUNTS = { trace: 300, search: 150, attribute: 150, longest: 40, logs: 100 };

/** Medians by kind of query, for what is compared with them. */
export interface QueryTimes {
	readonly trace: Timings | undefined;
	readonly search: Timings | undefined;
	readonly attribute: Timings | undefined;
}

export async function measureTraceQueries(bench: Bench, server: Server, set: TraceSet, size: "1 M" | "10 M"): Promise<QueryTimes> {
	const range = rangeOf(set, bench.baseMs);
	const run = async (name: string, ids: readonly string[], make: () => readonly Query[]): Promise<Timings | undefined> => {
		if (!bench.wants(...ids)) return undefined;
		const warm = ids.includes("E6") ? WARM_TRACES : WARM;
		const timings = await runQueries(server, make(), { warm, limitMs: SUITE_LIMIT_MS });
		conclude(bench, `${name}, ${size}`, timings);
		return timings;
	};
	const trace = await run("trace by id", ["E6", "E14", "E15", "E16"], () => traceQueries(set, COUNTS.trace + WARM_TRACES));
	const search = await run("service + operation + duration", ["E7", "E14", "E15", "E16"], () =>
		searchQueries(set, range, COUNTS.search + WARM),
	);
	const attribute = await run("attribute = value", ["E8", "E14", "E15"], () => attributeQueries(set, range, COUNTS.attribute + WARM));
	const longest = await run("longest first", ["E7"], () => longestQueries(set, bench.baseMs, COUNTS.longest + WARM));
	for (const [id, timings] of [
		["E6", trace],
		["E7", search],
		["E8", attribute],
	] as const) {
		if (timings === undefined || !bench.wants(id)) continue;
		const figure = (key: string, ratio: number): void => bench.report.figure({ key: `${id}.${key}`, value: quantileOf(timings.ms, ratio) });
		if (size === "10 M") figure("large", 0.99);
		else {
			figure("p50", 0.5);
			figure("p95", 0.95);
		}
	}
	if (longest !== undefined && size === "10 M") bench.report.figure({ key: "E7.longest", value: quantileOf(longest.ms, 0.99) });
	return { trace, search, attribute };
}

/** Substrings of log bodies. At 1 M the figure is printed without a verdict. */
export async function measureLogQueries(bench: Bench, server: Server, records: number, size: "1 M" | "10 M"): Promise<void> {
	const queries = logQueries(bench.options.seed, records, bench.baseMs, COUNTS.logs + WARM);
	const timings = await runQueries(server, queries, { warm: WARM, limitMs: SUITE_LIMIT_MS });
	conclude(bench, `log substring, ${size}`, timings);
	if (size === "10 M") bench.report.figure({ key: "E10.p99", value: quantileOf(timings.ms, 0.99) });
}

export function conclude(bench: Bench, what: string, timings: Timings): void {
	bench.report.remark(`${what}: ${describeTimings(timings)}`);
	const [first] = timings.faults;
	if (first !== undefined) bench.report.fault(`${what}: ${timings.faults.length} wrong answers, the first: ${first}`);
}
