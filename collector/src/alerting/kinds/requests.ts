/** Kinds that count requests: out of the roll-ups of instances, or of operations where a rule names or groups by them. */

import type { DurationCounts } from "@spanglass/shared/analysis/duration-counts";
import { DURATION_BUCKETS, durationOfBucket } from "@spanglass/shared/analysis/duration-counts";
import type { AlertRule, BurnWindow } from "@spanglass/shared/model/alert-rule";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { SpanKind } from "@spanglass/shared/model/span";
import { unixMillisFromNanos } from "@spanglass/shared/units/time";
import type { InstanceDimension, RedDimension } from "../../store/api/rollup-queries.ts";
import {
	type AlertKindModule,
	CellGroups,
	type Cells,
	type LoadContext,
	MINUTE_MS,
	type MinuteRange,
	minuteOf,
	rangeOf,
	type Series,
	SlidingWindow,
	seriesOf,
	type WindowSum,
	whereOf,
	windowMinutes,
} from "./series.ts";

/** Requests of one minute. */
interface RequestCell {
	count: number;
	errors: number;
	sumNanos: number;
	readonly durations: DurationCounts[];
}

const ROWS_AT_ONCE = 8192;
const REQUEST_KINDS: ReadonlySet<unknown> = new Set([SpanKind.server, SpanKind.consumer]);

function requestKind(
	create: (cells: Cells<RequestCell>, rule: AlertRule) => Series["measure"],
	reach: (rule: AlertRule) => number = windowMinutes,
): AlertKindModule {
	return {
		reachMinutes: reach,
		load: async (rule, minutes, context) => ({
			series: seriesOf(await loadCells(rule, minutes, context), (cells) => create(cells, rule)),
			warnings: [],
		}),
	};
}

async function loadCells(rule: AlertRule, minutes: MinuteRange, context: LoadContext) {
	const groups = new CellGroups<RequestCell>(rule, () => ({ count: 0, errors: 0, sumNanos: 0, durations: [] }));
	const found = rule.scope.operation !== undefined || rule.groupBy.includes("operation") ? ofOperations : ofInstances;
	let rows = 0;
	for (const { key, start, durations } of await found(rule, minutes, context)) {
		if (++rows % ROWS_AT_ONCE === 0) await context.control.checkpoint();
		const cell = groups.at(key, minuteOf(unixMillisFromNanos(start)));
		cell.count += durations.count;
		cell.sumNanos += durations.sumNanos;
		if (key.isError === true) cell.errors += durations.count;
		cell.durations.push(durations);
	}
	return groups;
}

function ofInstances({ scope, groupBy }: AlertRule, minutes: MinuteRange, { source, control }: LoadContext) {
	const by = [...new Set<InstanceDimension>(["isError", ...groupBy.filter(isInstanceDimension)])];
	const query = { range: rangeOf(minutes), stepMinutes: 1, by, where: { ...whereOf(scope), isRequest: true } };
	return source.sumInstances(query, control);
}

async function ofOperations({ scope, groupBy }: AlertRule, minutes: MinuteRange, { source, control }: LoadContext) {
	const { operation } = scope;
	const by = [...new Set<RedDimension>(["isError", "kind", ...groupBy.filter(isRedDimension)])];
	const where = { ...whereOf(scope), ...(operation === undefined ? {} : { operation }) };
	const found = await source.sumRed({ range: rangeOf(minutes), stepMinutes: 1, by, where }, control);
	return operation === undefined ? found.filter(({ key }) => REQUEST_KINDS.has(key.kind)) : found;
}

function isInstanceDimension(name: string): name is InstanceDimension {
	return ["environment", "namespace", "service", "version", "instance"].includes(name);
}

function isRedDimension(name: string): name is RedDimension {
	return ["environment", "namespace", "service", "version", "operation"].includes(name);
}

class CountSum implements WindowSum<RequestCell> {
	count = 0;
	errors = 0;
	sumNanos = 0;

	add({ count, errors, sumNanos }: RequestCell): void {
		this.count += count;
		this.errors += errors;
		this.sumNanos += sumNanos;
	}

	remove({ count, errors, sumNanos }: RequestCell): void {
		this.count -= count;
		this.errors -= errors;
		this.sumNanos -= sumNanos;
	}
}

function counting(value: (sum: CountSum, rule: AlertRule) => number): AlertKindModule {
	return requestKind((cells, rule) => {
		const window = new SlidingWindow(cells, windowMinutes(rule), () => new CountSum());
		return (at) => {
			const counted = window.moveTo(minuteOf(at));
			return counted === undefined || counted.count <= 0 ? undefined : { value: value(counted, rule), sample: counted.count };
		};
	});
}

export const errorRate = counting(({ errors, count }) => errors / count);
export const averageLatency = counting(({ sumNanos, count }) => sumNanos / count);
export const throughput = counting(({ count }, rule) => count / (windowMinutes(rule) * 60));

/** Spans by bucket of their duration: a quantile is counted off over the buckets from the first to the last that were ever in use. */
export class BucketSum implements WindowSum<{ readonly durations: readonly DurationCounts[] }> {
	count = 0;
	readonly #counts = new Float64Array(DURATION_BUCKETS);
	#first = DURATION_BUCKETS;
	#last = -1;

	add({ durations }: { readonly durations: readonly DurationCounts[] }): void {
		for (const one of durations) this.#change(one, 1);
	}

	remove({ durations }: { readonly durations: readonly DurationCounts[] }): void {
		for (const one of durations) this.#change(one, -1);
	}

	/** By nearest rank, as `durationQuantile`. */
	quantile(q: number): number {
		const rank = Math.max(1, Math.ceil(q * this.count));
		let below = 0;
		let last = 0;
		for (let bucket = this.#first; bucket <= this.#last; bucket++) {
			const here = this.#counts[bucket] ?? 0;
			if (here === 0) continue;
			below += here;
			last = bucket;
			if (below >= rank) break;
		}
		return durationOfBucket(last);
	}

	#change({ buckets, counts, count }: DurationCounts, sign: 1 | -1): void {
		this.count += sign * count;
		for (let at = 0; at < buckets.length; at++) {
			const bucket = Math.min(DURATION_BUCKETS - 1, buckets[at] ?? 0);
			this.#counts[bucket] = (this.#counts[bucket] ?? 0) + sign * (counts[at] ?? 0);
		}
		this.#first = Math.min(this.#first, buckets[0] ?? DURATION_BUCKETS);
		this.#last = Math.max(this.#last, Math.min(DURATION_BUCKETS - 1, buckets.at(-1) ?? -1));
	}
}

export const latency = requestKind((cells, rule) => {
	const quantile = quantileOf(rule);
	const window = new SlidingWindow(cells, windowMinutes(rule), () => new BucketSum());
	return (at) => {
		const durations = window.moveTo(minuteOf(at));
		return durations === undefined || durations.count <= 0 ? undefined : { value: durations.quantile(quantile), sample: durations.count };
	};
});

export function quantileOf({ condition }: AlertRule): number {
	if (condition.kind === "latency" || condition.kind === "queueTime") return condition.quantile;
	throw new SpanglassError("internal", `a rule of kind ${condition.kind} has no quantile`);
}

/** Seconds since the end of the last minute with a request; as much as was looked at when there is none. */
export const noData = requestKind((cells, rule) => {
	let next = 0;
	return (at) => {
		const end = minuteOf(at);
		if (next > 0 && (cells[next - 1]?.minute ?? 0) >= end) next = 0;
		while ((cells[next]?.minute ?? end) < end) next++;
		const last = cells[next - 1];
		const longest = windowMinutes(rule) * 60;
		const silent = last === undefined ? longest : Math.max(0, (at - (last.minute + 1) * MINUTE_MS) / 1000);
		return { value: Math.min(silent, longest), sample: 0 };
	};
});

/** The worst of the windows: the smaller burn of its two, over its factor. */
export const burnRate = requestKind(
	(cells, rule) => {
		const { objective, windows } = burnOf(rule);
		const pairs = windows.map(({ longSeconds, shortSeconds, factor }) => ({
			long: new SlidingWindow(cells, longSeconds / 60, () => new CountSum()),
			short: new SlidingWindow(cells, shortSeconds / 60, () => new CountSum()),
			factor,
		}));
		const burn = (sum: CountSum | undefined) => (sum === undefined || sum.count <= 0 ? 0 : sum.errors / sum.count / (1 - objective));
		return (at) => {
			const end = minuteOf(at);
			let worst = 0;
			let sample = 0;
			for (const { long, short, factor } of pairs) {
				const sum = long.moveTo(end);
				sample = Math.max(sample, sum?.count ?? 0);
				worst = Math.max(worst, Math.min(burn(sum), burn(short.moveTo(end))) / factor);
			}
			return sample === 0 ? undefined : { value: worst, sample };
		};
	},
	(rule) => Math.ceil(Math.max(...burnOf(rule).windows.map(({ longSeconds }) => longSeconds)) / 60),
);

function burnOf({ condition }: AlertRule): { readonly objective: number; readonly windows: readonly BurnWindow[] } {
	if (condition.kind === "burnRate") return condition;
	throw new SpanglassError("internal", `a rule of kind ${condition.kind} has no objective`);
}
