/** A metric against a threshold. */
import { CumulativeSeries } from "@spanglass/shared/analysis/cumulative";
import type { AlertRule, MetricAggregation } from "@spanglass/shared/model/alert-rule";
import { getAttribute } from "@spanglass/shared/model/attributes";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { AggregationTemporality, type MetricPoint, type Series as MetricSeries } from "@spanglass/shared/model/metric";
import type { Field, ItemFilter } from "@spanglass/shared/query/filter";
import { isItemFilter } from "@spanglass/shared/query/filter";
import { parseFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import { environment, serviceInstance, serviceName, serviceNamespace, serviceVersion } from "@spanglass/shared/semconv/identity";
import { valueText } from "@spanglass/shared/semconv/value-text";
import { unixMillisFromNanos } from "@spanglass/shared/units/time";
import type { MetricCatalogEntry } from "../../store/api/telemetry-store.ts";
import {
	type AlertKindModule,
	CellGroups,
	type Cells,
	type LoadContext,
	type MinuteRange,
	minuteOf,
	rangeOf,
	windowMinutes,
} from "./series.ts";

/** A count is the difference to the point before, which may be older than the window. */
const EARLIER_MINUTES = 15;

/** Points of one minute of a group. */
interface PointCell {
	count: number;
	sum: number;
	max: number;
	min: number;
	/** Of counters: what was added. */
	increase: number;
	/** By series: its latest value. */
	readonly last: Map<number, number>;
	lastTime: bigint;
	lastValue: number;
}

const newCell = (): PointCell => ({
	count: 0,
	sum: 0,
	max: Number.NEGATIVE_INFINITY,
	min: Number.POSITIVE_INFINITY,
	increase: 0,
	last: new Map(),
	lastTime: 0n,
	lastValue: 0,
});

/**
 * Values of points in the window. avg, max, min, last: of all points of the group · sum: of the latest value of each series · rate: what
 * counters rose by a second. Of histograms the value of a point is its mean; its count is what rate speaks of. Of several metrics of one
 * name the one with most points is looked at.
 */
export const metric: AlertKindModule = {
	reachMinutes: (rule) => windowMinutes(rule) + EARLIER_MINUTES,
	load: async (rule, minutes, context) => {
		const { name, aggregation, filter } = conditionOf(rule);
		const range = rangeOf(minutes);
		const found = await context.source.listMetrics({ name, range, filter }, context.control);
		const [entry, ...others] = found.toSorted((a, b) => b.pointCount - a.pointCount);
		const groups = new CellGroups<PointCell>(rule, newCell);
		if (entry !== undefined) await addPoints(groups, entry, { rule, minutes, context });
		const series = groups.list().map(({ labels, cells }) => ({
			labels,
			minutes: cells.map(({ minute }) => minute),
			measure: (at: number) => measure(cells, minuteOf(at), { minutes: windowMinutes(rule), aggregation }),
		}));
		return { series, warnings: others.length === 0 ? [] : [`${others.length} other metrics have the name ${name} and are not looked at`] };
	},
};

function conditionOf({ condition, scope }: AlertRule): {
	readonly name: string;
	readonly aggregation: MetricAggregation;
	readonly filter: ItemFilter;
} {
	if (condition.kind !== "metric") throw new SpanglassError("internal", `a rule of kind ${condition.kind} names no metric`);
	const asked = parseFilterOrThrow(condition.filter);
	if (!isItemFilter(asked))
		throw new SpanglassError("invalid_input", "a filter of a metric speaks of its series alone", { field: "filter" });
	const equals = (key: "service" | "env", text: string): ItemFilter => {
		const field: Field = { scope: "intrinsic", key };
		return { type: "compare", field, op: "=", value: { text, number: undefined, quoted: true } };
	};
	const terms = [asked];
	if (scope.service !== undefined) terms.push(equals("service", scope.service));
	if (scope.environment !== undefined) terms.push(equals("env", scope.environment));
	return { name: condition.metric, aggregation: condition.aggregation, filter: { type: "all", terms } };
}

interface Asked {
	readonly rule: AlertRule;
	readonly minutes: MinuteRange;
	readonly context: LoadContext;
}

async function addPoints(groups: CellGroups<PointCell>, entry: MetricCatalogEntry, { rule, minutes, context }: Asked): Promise<void> {
	const range = rangeOf(minutes);
	const keys = new Map<number, Readonly<Record<string, string>>>();
	const counters = new Map<number, Counter>();
	for await (const batch of context.source.streamMetricPoints(
		{ metric: entry, range, filter: conditionOf(rule).filter },
		context.control,
	)) {
		for (const { series, point } of batch) {
			const key = keys.get(series) ?? keyOf(point.series, rule.groupBy);
			keys.set(series, key);
			const counter = counters.get(series) ?? new Counter(entry, range.start);
			counters.set(series, counter);
			const value = saidBy(point);
			if (value === undefined) counter.interrupt();
			else
				addPoint(groups.at(key, minuteOf(unixMillisFromNanos(point.time))), {
					series,
					time: point.time,
					value: value.level,
					increase: counter.next(point, value.total),
				});
		}
		await context.control.checkpoint();
	}
}

function addPoint(
	cell: PointCell,
	{ series, time, value, increase }: { readonly series: number; readonly time: bigint; readonly value: number; readonly increase: number },
): void {
	cell.count += 1;
	cell.sum += value;
	cell.max = Math.max(cell.max, value);
	cell.min = Math.min(cell.min, value);
	cell.increase += increase;
	cell.last.set(series, value);
	if (time < cell.lastTime) return;
	cell.lastTime = time;
	cell.lastValue = value;
}

/** level: what the point says; total: what a counter has come to. */
function saidBy({ value }: MetricPoint): { readonly level: number; readonly total: number } | undefined {
	if (value.type === "none") return undefined;
	if (value.type === "int") return { level: Number(value.value), total: Number(value.value) };
	if (value.type === "double") return { level: value.value, total: value.value };
	const count = Number(value.count);
	return { level: count === 0 ? 0 : (value.sum ?? 0) / count, total: count };
}

/** What one series rose by. */
class Counter {
	readonly #isCumulative: boolean;
	readonly #steps: CumulativeSeries;
	#total = 0;

	constructor({ temporality }: MetricCatalogEntry, start: bigint) {
		this.#isCumulative = temporality === AggregationTemporality.cumulative;
		this.#steps = new CumulativeSeries(start);
	}

	next(point: MetricPoint, total: number): number {
		if (!this.#isCumulative) return total;
		const before = this.#total;
		const step = this.#steps.next(point, () => total < before);
		this.#total = total;
		if (step.type === "grown") return total - before;
		return step.type === "fresh" ? total : 0;
	}

	interrupt(): void {
		this.#steps.interrupt();
	}
}

function keyOf({ attributes, resource }: MetricSeries, groupBy: readonly string[]): Readonly<Record<string, string>> {
	const known: Readonly<Record<string, () => string>> = {
		service: () => serviceName(resource.attributes),
		namespace: () => serviceNamespace(resource.attributes),
		environment: () => environment(resource.attributes) ?? "",
		version: () => serviceVersion(resource.attributes) ?? "",
		instance: () => serviceInstance(resource.attributes) ?? "",
	};
	const attribute = (key: string) => {
		const value = getAttribute(attributes, key) ?? getAttribute(resource.attributes, key);
		return value === undefined ? "" : valueText(value);
	};
	return Object.fromEntries(groupBy.map((key) => [key, known[key]?.() ?? attribute(key)]));
}

function measure(
	cells: Cells<PointCell>,
	end: number,
	{ minutes, aggregation }: { readonly minutes: number; readonly aggregation: MetricAggregation },
) {
	const inside = cellsWithin(cells, end - minutes, end);
	const count = inside.reduce((sum, cell) => sum + cell.count, 0);
	return count === 0 ? undefined : { value: aggregate(inside, aggregation, { count, seconds: minutes * 60 }), sample: count };
}

/** Of minutes in [from, to), found by halving. */
function cellsWithin(cells: Cells<PointCell>, from: number, to: number): readonly PointCell[] {
	let low = 0;
	let high = cells.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((cells[middle]?.minute ?? 0) < from) low = middle + 1;
		else high = middle;
	}
	const found: PointCell[] = [];
	for (let at = cells[low]; at !== undefined && at.minute < to; at = cells[++low]) found.push(at.cell);
	return found;
}

function aggregate(
	cells: readonly PointCell[],
	aggregation: MetricAggregation,
	{ count, seconds }: { readonly count: number; readonly seconds: number },
): number {
	switch (aggregation) {
		case "avg":
			return cells.reduce((sum, cell) => sum + cell.sum, 0) / count;
		case "max":
			return Math.max(...cells.map(({ max }) => max));
		case "min":
			return Math.min(...cells.map(({ min }) => min));
		case "rate":
			return cells.reduce((sum, { increase }) => sum + increase, 0) / seconds;
		case "last":
			return cells.reduce((latest, cell) => (cell.lastTime >= latest.lastTime ? cell : latest)).lastValue;
		case "sum": {
			const last = new Map(cells.flatMap((cell) => [...cell.last]));
			return [...last.values()].reduce((sum, value) => sum + value, 0);
		}
	}
}
