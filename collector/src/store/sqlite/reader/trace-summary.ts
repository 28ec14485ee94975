import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import { StatusCode } from "@spanglass/shared/model/span";
import { ERRORS_LOOKED_AT, type TraceServiceCount, type TraceSummary } from "@spanglass/shared/model/trace-summary";
import { durationBetween, unixNanosFromHalves } from "@spanglass/shared/units/time";
import { hexFromWord } from "../../../columns/halves.ts";
import { SpanIdIndex } from "./span-id-index.ts";
import { type SpanRefs, SpanTable } from "./span-table.ts";

/** The summary of a trace by all of its spans (at least one). Cost O(n log n), no object per span. */
export function summarizeTrace(traceId: TraceId, refs: SpanRefs): TraceSummary {
	const table = new SpanTable(refs);
	const order = table.orderByStart();
	const first = order[0] as number;
	const root = order.find((index) => !table.hasParent(index));
	const top = root ?? first;
	const startTime = unixNanosFromHalves(table.startHigh[first] as number, table.startLow[first] as number);
	const services = countServices(table, order);
	return {
		traceId,
		startTime,
		duration: durationBetween(startTime, table.latestEnd()),
		spanCount: table.count,
		errorCount: services.reduce((sum, service) => sum + service.errorCount, 0),
		orphanCount: countOrphans(table, order),
		service: table.emitter(top).service,
		name: table.name(top),
		operation: table.displayName(top),
		rootSpanId: root === undefined ? undefined : spanIdOf(table, root),
		rootStatus: root === undefined ? 0 : table.statusCode(root),
		services,
		firstError: firstErrorOf(table, order),
	};
}

function isError(table: SpanTable, index: number): boolean {
	return table.statusCode(index) === StatusCode.error;
}

function spanIdOf(table: SpanTable, index: number): SpanId {
	return (hexFromWord(table.spanHigh[index] as number) + hexFromWord(table.spanLow[index] as number)) as SpanId;
}

function firstErrorOf(table: SpanTable, order: Uint32Array): TraceSummary["firstError"] {
	let silent: TraceSummary["firstError"];
	let looked = 0;
	for (const index of order) {
		if (!isError(table, index)) continue;
		const { service } = table.emitter(index);
		const message = table.statusMessage(index);
		if (message !== "") return { service, message };
		silent ??= { service, message: table.displayName(index) };
		looked++;
		if (looked === ERRORS_LOOKED_AT) break;
	}
	return silent;
}

function countOrphans(table: SpanTable, order: Uint32Array): number {
	const ids = new SpanIdIndex(table.spanHigh, table.spanLow, order);
	let orphans = 0;
	for (let index = 0; index < table.count; index++) {
		if (table.hasParent(index) && ids.find(table.parentHigh[index] as number, table.parentLow[index] as number) < 0) orphans++;
	}
	return orphans;
}

/** In order of each service's first span. */
function countServices(table: SpanTable, order: Uint32Array): readonly TraceServiceCount[] {
	const counts = new Map<string, { readonly name: string; spanCount: number; errorCount: number }>();
	for (const index of order) {
		const name = table.emitter(index).service;
		const count = counts.get(name) ?? { name, spanCount: 0, errorCount: 0 };
		counts.set(name, count);
		count.spanCount++;
		if (isError(table, index)) count.errorCount++;
	}
	return [...counts.values()];
}
