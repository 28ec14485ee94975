import { countBelow, durationHistogram } from "@spanglass/shared/analysis/duration-histogram";
import { StatusCode } from "@spanglass/shared/model/span";
import type { ItemFilter } from "@spanglass/shared/query/filter";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { DUPLICATE_BIT, LOW_BYTE, SpanColumn } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import type { DurationQuery, DurationStats } from "../../api/service-durations.ts";
import { type HalvesRange, halvesRange, isWithin } from "./halves-range.ts";
import { NumberList, nearestRank } from "./number-list.ts";
import type { Rows } from "./part.ts";
import type { Snapshot } from "./snapshot.ts";

const UINT32 = 0x1_0000_0000;
const ROWS_PER_TURN = 8192;

interface Sums {
	readonly durations: NumberList;
	errors: number;
}

/** See `TelemetryReader.listDurations`. Cost: one pass over the rows of what may hold the service; an operation is looked at once. */
export async function listDurations(query: DurationQuery, snapshot: Snapshot): Promise<DurationStats> {
	const sums: Sums = { durations: new NumberList(), errors: 0 };
	const halves = halvesRange(query.range);
	const filter: ItemFilter = { type: "all", terms: [isText("service", query.service), isText("name", query.name)].flat() };
	for (const part of snapshot.parts("traces")) {
		if (!part.mayOverlap(query.range) || !part.mayMatch(filter)) continue;
		await addRows(await part.open(), { query, halves, snapshot }, sums);
	}
	const sorted = sums.durations.sorted();
	return {
		count: sorted.length,
		errorCount: sums.errors,
		below: query.at === undefined ? undefined : countBelow(sorted, query.at),
		p50: nearestRank(sorted, 0.5),
		p95: nearestRank(sorted, 0.95),
		p99: nearestRank(sorted, 0.99),
		histogram: durationHistogram(sorted),
	};
}

/** A condition that rules parts out; rows are told by their operation. None for "", which the language takes for absence. */
function isText(key: "service" | "name", text: string): readonly ItemFilter[] {
	if (text === "") return [];
	return [{ type: "compare", field: { scope: "intrinsic", key }, op: "=", value: { text, number: undefined, quoted: true } }];
}

interface Adding {
	readonly query: DurationQuery;
	readonly halves: HalvesRange;
	readonly snapshot: Snapshot;
}

async function addRows({ view, from, to }: Rows, { query, halves, snapshot }: Adding, sums: Sums): Promise<void> {
	/** By operation: undefined until it was looked at. */
	const wanted: (boolean | undefined)[] = [];
	const operations = new ColumnCursor(view, SpanColumn.operation);
	const addRow = rowAdder(view, halves, sums);
	for (let start = from; start < to; start += ROWS_PER_TURN) {
		const end = Math.min(to, start + ROWS_PER_TURN);
		for (let row = start; row < end; row++) {
			const operation = operations.at(row);
			wanted[operation] ??= isWanted(view, operation, query);
			if (wanted[operation]) addRow(row);
		}
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
}

function isWanted(view: RowView, entity: number, query: DurationQuery): boolean {
	const { resource, name, kind } = view.operation(entity);
	if (kind !== query.kind || view.text(name) !== query.name) return false;
	const { service, environment } = view.emitter(resource);
	return service === query.service && (query.environment === undefined || environment === query.environment);
}

function rowAdder(view: RowView, halves: HalvesRange, sums: Sums): (row: number) => void {
	const cursor = (column: number) => new ColumnCursor(view, column);
	const startHigh = cursor(SpanColumn.startHigh);
	const startLow = cursor(SpanColumn.startLow);
	const endHigh = cursor(SpanColumn.endHigh);
	const endLow = cursor(SpanColumn.endLow);
	const bitsOf = cursor(SpanColumn.bits);
	return (row) => {
		const high = startHigh.at(row);
		const low = startLow.at(row);
		const bits = bitsOf.at(row);
		if ((bits & DUPLICATE_BIT) !== 0 || !isWithin(halves, high, low)) return;
		sums.durations.push(Math.max(0, (endHigh.at(row) - high) * UINT32 + endLow.at(row) - low));
		if ((bits & LOW_BYTE) === StatusCode.error) sums.errors++;
	};
}
