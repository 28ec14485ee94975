import { evaluateSeries } from "@spanglass/shared/query/filter-eval";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { pointAt } from "../../../columns/item-decoder.ts";
import { PointColumn } from "../../../columns/layout.ts";
import { isMetric, type MetricStreamQuery, type StreamedPoint } from "../../api/metric-queries.ts";
import { halvesRange, isWithin } from "./halves-range.ts";
import { FILTERED_ROWS } from "./pace.ts";
import type { Rows } from "./part.ts";
import { remembered } from "./row-test.ts";
import type { SeriesKeys } from "./series-keys.ts";
import type { Snapshot } from "./snapshot.ts";

const BATCH = 500;

/**
 * See `TelemetryReader.streamMetricPoints`. Generation by generation, each sorted: what is held is the matching row numbers of one
 * generation, whatever the length of the range.
 */
export async function* streamMetricPoints(
	query: MetricStreamQuery,
	snapshot: Snapshot,
	keys: SeriesKeys,
): AsyncGenerator<readonly StreamedPoint[]> {
	const numbers = new SeriesNumbers();
	for (const part of snapshot.parts("metrics")) {
		if (!part.mayOverlap(query.range)) continue;
		const rows = await part.open();
		const found = await matchingRows(rows, query, { snapshot, numberOf: (entity) => numbers.of(keys.keyOf(rows.view, entity)) });
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
		for (let at = 0; at < found.length; at += BATCH) {
			yield found.slice(at, at + BATCH).map(({ series, row }) => ({ series, point: pointAt(rows.view, row) }));
			if (snapshot.pace.isDue()) await snapshot.pace.rest();
		}
	}
}

class SeriesNumbers {
	readonly #numbers = new Map<string, number>();

	/** The number of a series by first sight. */
	of(key: string): number {
		const number = this.#numbers.get(key) ?? this.#numbers.size;
		this.#numbers.set(key, number);
		return number;
	}
}

interface MatchingRow {
	readonly series: number;
	readonly timeHigh: number;
	readonly timeLow: number;
	readonly row: number;
}

interface Matching {
	readonly snapshot: Snapshot;
	readonly numberOf: (entity: number) => number;
}

/** By series, then time, then arrival. */
async function matchingRows(
	{ view, from, to }: Rows,
	query: MetricStreamQuery,
	{ snapshot, numberOf }: Matching,
): Promise<readonly MatchingRow[]> {
	const halves = halvesRange(query.range);
	const seriesColumn = new ColumnCursor(view, PointColumn.series);
	const timeHighs = new ColumnCursor(view, PointColumn.timeHigh);
	const timeLows = new ColumnCursor(view, PointColumn.timeLow);
	const seriesOf = (row: number) => seriesColumn.at(row);
	const isWanted = remembered(view.counts.entities, seriesOf, (entity) => {
		const series = view.series(entity);
		return isMetric(series.metric, query.metric) && evaluateSeries(query.filter, series);
	});
	const numbers: (number | undefined)[] = [];
	const found: MatchingRow[] = [];
	for (let row = from; row < to; row++) {
		if (row % FILTERED_ROWS === 0 && snapshot.pace.isDue()) await snapshot.pace.rest();
		const timeHigh = timeHighs.at(row);
		const timeLow = timeLows.at(row);
		if (!isWithin(halves, timeHigh, timeLow) || !isWanted(row)) continue;
		const entity = seriesOf(row);
		const series = numbers[entity] ?? numberOf(entity);
		numbers[entity] = series;
		found.push({ series, timeHigh, timeLow, row });
	}
	return found.sort((a, b) => a.series - b.series || a.timeHigh - b.timeHigh || a.timeLow - b.timeLow || a.row - b.row);
}
