import type { Metric } from "@spanglass/shared/model/metric";
import { evaluateSeries } from "@spanglass/shared/query/filter-eval";
import { unixNanosFromHalves } from "@spanglass/shared/units/time";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { PointColumn } from "../../../columns/layout.ts";
import type { MetricCatalogEntry, MetricCatalogQuery } from "../../api/telemetry-store.ts";
import { compareText } from "./compare-text.ts";
import { halvesRange, isWithin } from "./halves-range.ts";
import { FILTERED_ROWS } from "./pace.ts";
import type { Rows } from "./part.ts";
import type { SeriesKeys } from "./series-keys.ts";
import type { Snapshot } from "./snapshot.ts";

/** What is added up for one metric: a name with its type, unit, temporality and monotonicity. */
class MetricSums {
	readonly series = new Set<string>();
	readonly services = new Set<string>();
	points = 0;
	lastHigh = 0;
	lastLow = 0;
	/** As sent with the latest point. */
	metric: Metric;

	constructor(metric: Metric) {
		this.metric = metric;
	}

	see(high: number, low: number, metric: Metric): void {
		this.points++;
		if (high < this.lastHigh || (high === this.lastHigh && low <= this.lastLow)) return;
		this.lastHigh = high;
		this.lastLow = low;
		this.metric = metric;
	}

	entry(): MetricCatalogEntry {
		const { name, type, unit, description, temporality, monotonic } = this.metric;
		return {
			name,
			type,
			unit,
			description,
			temporality,
			monotonic,
			seriesCount: this.series.size,
			pointCount: this.points,
			services: [...this.services].sort(),
			lastTime: unixNanosFromHalves(this.lastHigh, this.lastLow),
		};
	}
}

/** See `TelemetryReader.listMetrics`: by name, then type, then temporality. Cost: one pass over the points. */
export async function listMetrics(query: MetricCatalogQuery, snapshot: Snapshot, keys: SeriesKeys): Promise<readonly MetricCatalogEntry[]> {
	const sums = new Map<string, MetricSums>();
	for (const part of snapshot.parts("metrics")) {
		if (part.mayOverlap(query.range)) await addPart(await part.open(), query, { sums, keys, snapshot });
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
	return [...sums.values()]
		.map((sum) => sum.entry())
		.sort((a, b) => compareText(a.name, b.name) || compareText(a.type, b.type) || a.temporality - b.temporality);
}

interface Adding {
	readonly sums: Map<string, MetricSums>;
	readonly keys: SeriesKeys;
	readonly snapshot: Snapshot;
}

async function addPart({ view, from, to }: Rows, query: MetricCatalogQuery, { sums, keys, snapshot }: Adding): Promise<void> {
	const { range, filter, name: wanted } = query;
	const halves = halvesRange(range);
	/** null: of another metric, or not wanted by the filter. */
	const bySeries: ({ readonly sum: MetricSums; readonly metric: Metric } | null | undefined)[] = [];
	const find = (series: number) => {
		const decoded = view.series(series);
		const { metric } = decoded;
		const { name, type, unit, temporality, monotonic } = metric;
		if ((wanted !== undefined && name !== wanted) || !evaluateSeries(filter, decoded)) return null;
		const key = JSON.stringify([name, type, unit, temporality, monotonic]);
		const sum = sums.get(key) ?? new MetricSums(metric);
		sums.set(key, sum);
		sum.series.add(keys.keyOf(view, series));
		sum.services.add(view.emitter(view.seriesRecord(series).resource).service);
		return { sum, metric };
	};
	const timeHigh = new ColumnCursor(view, PointColumn.timeHigh);
	const timeLow = new ColumnCursor(view, PointColumn.timeLow);
	const seriesOf = new ColumnCursor(view, PointColumn.series);
	for (let row = from; row < to; row++) {
		if (row % FILTERED_ROWS === 0 && snapshot.pace.isDue()) await snapshot.pace.rest();
		const high = timeHigh.at(row);
		const low = timeLow.at(row);
		if (!isWithin(halves, high, low)) continue;
		const series = seriesOf.at(row);
		let known = bySeries[series];
		if (known === undefined) {
			known = find(series);
			bySeries[series] = known;
		}
		known?.sum.see(high, low, known.metric);
	}
}
