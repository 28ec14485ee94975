import { evaluateSeries } from "@spanglass/shared/query/filter-eval";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { pointAt } from "../../../columns/item-decoder.ts";
import { PointColumn } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import type { MetricPointsPage, MetricPointsQuery } from "../../api/telemetry-store.ts";
import { halvesRange, isWithin } from "./halves-range.ts";
import { FILTERED_ROWS } from "./pace.ts";
import type { Rows } from "./part.ts";
import { remembered } from "./row-test.ts";
import type { SeriesKeys } from "./series-keys.ts";
import type { Snapshot } from "./snapshot.ts";
import { TopRows } from "./top-rows.ts";

/** A matching point: its series by first sight, its time, its place in the order of arrival. */
interface Candidate {
	readonly series: number;
	readonly timeHigh: number;
	readonly timeLow: number;
	readonly arrival: number;
	readonly again: () => RowView;
	readonly row: number;
}

/** See `TelemetryReader.findMetricPoints`. Cost: one pass over the points of the range; the filter is asked once per series. */
export async function findMetricPoints(query: MetricPointsQuery, snapshot: Snapshot, keys: SeriesKeys): Promise<MetricPointsPage> {
	const found = new FoundPoints(query.limit);
	for (const part of snapshot.parts("metrics")) {
		if (!part.mayOverlap(query.range)) continue;
		const rows = await part.open();
		await scanPart(rows, { query, found, keys, snapshot });
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
	const points = [];
	for (const { again, row } of found.page()) {
		points.push(pointAt(again(), row));
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
	return { points, total: found.total, ...snapshot.coverage("metrics", query.range) };
}

class FoundPoints {
	total = 0;
	readonly #series = new Map<string, number>();
	readonly #top: TopRows<Candidate>;

	constructor(limit: number) {
		this.#top = new TopRows(limit, isBefore);
	}

	/** The number of a series by first sight. */
	seriesNumber(key: string): number {
		const known = this.#series.get(key);
		if (known !== undefined) return known;
		this.#series.set(key, this.#series.size);
		return this.#series.size - 1;
	}

	offer(candidate: Candidate): void {
		this.total++;
		this.#top.offer(candidate);
	}

	page(): readonly Candidate[] {
		return this.#top.sorted();
	}
}

function isBefore(a: Candidate, b: Candidate): boolean {
	return (a.series - b.series || a.timeHigh - b.timeHigh || a.timeLow - b.timeLow || a.arrival - b.arrival) < 0;
}

interface PointScan {
	readonly query: MetricPointsQuery;
	readonly found: FoundPoints;
	readonly keys: SeriesKeys;
	readonly snapshot: Snapshot;
}

async function scanPart({ view, again, from, to }: Rows, { query, found, keys, snapshot }: PointScan): Promise<void> {
	const halves = halvesRange(query.range);
	const seriesColumn = new ColumnCursor(view, PointColumn.series);
	const timeHighs = new ColumnCursor(view, PointColumn.timeHigh);
	const timeLows = new ColumnCursor(view, PointColumn.timeLow);
	const seriesOf = (row: number) => seriesColumn.at(row);
	const isWanted = remembered(view.counts.entities, seriesOf, (entity) => {
		const series = view.series(entity);
		return series.metric.name === query.name && evaluateSeries(query.filter, series);
	});
	const numbers: (number | undefined)[] = [];
	for (let row = from; row < to; row++) {
		if (row % FILTERED_ROWS === 0 && snapshot.pace.isDue()) await snapshot.pace.rest();
		const timeHigh = timeHighs.at(row);
		const timeLow = timeLows.at(row);
		if (!isWithin(halves, timeHigh, timeLow) || !isWanted(row)) continue;
		const entity = seriesOf(row);
		const series = numbers[entity] ?? found.seriesNumber(keys.keyOf(view, entity));
		numbers[entity] = series;
		found.offer({ series, timeHigh, timeLow, arrival: found.total, again, row });
	}
}
