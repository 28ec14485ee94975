/** Operations that became slower, or fail more, than in the range before. */
import type { UnixNanos } from "@spanglass/shared/units/time";
import type { RedGroup, RollupReader } from "../../store/api/rollup-queries.ts";
import type { QueryControl } from "../../store/api/telemetry-store.ts";
import { startOfBucket, sumByBucket } from "../minute-buckets.ts";
import { compareGroups, type Numbers, numbersOf } from "../red-numbers.ts";
import { errorRatioOf, type Facts, p99Of } from "./facts.ts";
import { type Cause, causeOf, type Insight } from "./insights.ts";
import { badSince, valuesBySteps } from "./steps.ts";

export interface Regression {
	readonly namespace: string;
	readonly service: string;
	readonly operation: string;
	readonly kind: number;
	readonly metric: "p99" | "errorRatio";
	readonly was: number;
	readonly now: number;
	readonly count: number;
	readonly since: UnixNanos | undefined;
	readonly values: readonly (number | undefined)[];
	readonly cause: Cause | undefined;
}

const ROWS = 9;
/** Spans on either side: p99 of fewer is chance. */
const LEAST = { p99: 100, errorRatio: 20 } as const;
/** By so much of what was, and so much at all: below it is noise. */
const NOISE = { share: 0.2, nanos: 2_000_000, points: 0.01 } as const;

type Found = Omit<Regression, "since" | "values" | "cause"> & { readonly cost: number };

/** What costs most, first: time that is spent more, failures that are more. At most nine. */
export async function regressionsOf(
	reader: RollupReader,
	facts: Facts,
	{ insights, control }: { readonly insights: readonly Insight[]; readonly control: QueryControl },
): Promise<readonly Regression[]> {
	const { range, compareWith, environment } = facts.question;
	const where = environment === undefined ? {} : { environment };
	const by = ["namespace", "service", "operation", "kind", "isError"] as const;
	const now = await reader.sumRed({ range, by, where }, control);
	const before = await reader.sumRed({ range: compareWith, by, where }, control);
	const idOf = ({ key: { namespace, service, operation, kind } }: RedGroup) => JSON.stringify([namespace, service, operation, kind]);
	const found = compareGroups(now, before, idOf)
		.flatMap(({ example, now: own, earlier }) => worse(example, numbersOf(own), numbersOf(earlier ?? [])))
		.sort((a, b) => b.cost - a.cost)
		.slice(0, ROWS);
	const rows: Regression[] = [];
	for (const { cost: _, ...row } of found) rows.push({ ...row, ...(await courseOf(row)) });
	return rows;

	async function courseOf(row: Omit<Found, "cost">): Promise<Pick<Regression, "since" | "values" | "cause">> {
		const { namespace, service, operation, kind, metric, was } = row;
		const only = { ...where, namespace, service, operation, kind };
		const groups = await sumByBucket(facts.steps, (piece) => reader.sumRed({ ...piece, by: ["isError"], where: only }, control));
		const measure = metric === "p99" ? p99Of : errorRatioOf;
		const values = valuesBySteps(facts.steps, groups, (ofStep) => measure(numbersOf(ofStep)));
		const isBad = metric === "p99" ? (value: number) => value > (1 + NOISE.share) * was : (value: number) => value > was + NOISE.points;
		const step = badSince(values, isBad);
		const since = step === undefined ? undefined : startOfBucket(facts.steps, step);
		return {
			values,
			since,
			cause: causeOf({ kind: metric === "p99" ? "latency" : "errors", namespace, service, since, callee: undefined }, insights, facts),
		};
	}
}

function worse({ key }: RedGroup, now: Numbers, before: Numbers): readonly Found[] {
	const { namespace = "", service = "", operation = "", kind = 0 } = key;
	const base = { namespace, service, operation, kind, count: now.durations.count };
	const found: Found[] = [];
	const [p99, formerP99] = [p99Of(now), p99Of(before)];
	const least = Math.min(now.durations.count, before.durations.count);
	if (p99 !== undefined && formerP99 !== undefined && least >= LEAST.p99) {
		const more = p99 - formerP99;
		if (more >= NOISE.nanos && more >= NOISE.share * formerP99) {
			found.push({ ...base, metric: "p99", was: formerP99, now: p99, cost: Math.log2(p99 / formerP99) * Math.log10(base.count) });
		}
	}
	const [ratio, formerRatio] = [errorRatioOf(now) ?? 0, errorRatioOf(before) ?? 0];
	if (least >= LEAST.errorRatio && ratio - formerRatio >= NOISE.points) {
		const cost = (ratio - formerRatio) * 20 * Math.log10(base.count);
		found.push({ ...base, metric: "errorRatio", was: formerRatio, now: ratio, cost });
	}
	return found;
}
