import { countBelow, durationHistogram } from "@spanglass/shared/analysis/duration-histogram";
import { StatusCode } from "@spanglass/shared/model/span";
import type { GenerationView } from "../../../columns/generation-view.ts";
import { DUPLICATE_BIT, LOW_BYTE, SpanColumn } from "../../../columns/layout.ts";
import type { DurationQuery, DurationStats } from "../../api/service-durations.ts";
import { NumberList, nearestRank } from "./number-list.ts";
import { type HalvesRange, halvesRange, isWithin } from "./scan-traces.ts";
import type { Rows, Snapshot } from "./snapshot.ts";

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
	for (const part of snapshot.parts("traces")) {
		if (part.services?.includes(query.service) === false || !part.mayOverlap(query.range)) continue;
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

interface Adding {
	readonly query: DurationQuery;
	readonly halves: HalvesRange;
	readonly snapshot: Snapshot;
}

async function addRows({ view, from, to }: Rows, { query, halves, snapshot }: Adding, sums: Sums): Promise<void> {
	/** By operation: undefined until it was looked at. */
	const wanted: (boolean | undefined)[] = [];
	for (let start = from; start < to; start += ROWS_PER_TURN) {
		const end = Math.min(to, start + ROWS_PER_TURN);
		for (let row = start; row < end; row++) {
			const operation = view.value(SpanColumn.operation, row);
			wanted[operation] ??= isWanted(view, operation, query);
			if (wanted[operation]) addRow(view, row, halves, sums);
		}
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
}

function isWanted(view: GenerationView, entity: number, query: DurationQuery): boolean {
	const { resource, name, kind } = view.operation(entity);
	if (kind !== query.kind || view.text(name) !== query.name) return false;
	const { service, environment } = view.emitter(resource);
	return service === query.service && (query.environment === undefined || environment === query.environment);
}

function addRow(view: GenerationView, row: number, halves: HalvesRange, sums: Sums): void {
	const high = view.value(SpanColumn.startHigh, row);
	const low = view.value(SpanColumn.startLow, row);
	const bits = view.value(SpanColumn.bits, row);
	if ((bits & DUPLICATE_BIT) !== 0 || !isWithin(halves, high, low)) return;
	sums.durations.push(Math.max(0, (view.value(SpanColumn.endHigh, row) - high) * UINT32 + view.value(SpanColumn.endLow, row) - low));
	if ((bits & LOW_BYTE) === StatusCode.error) sums.errors++;
}
