import type { TraceId } from "@spanglass/shared/model/ids";
import { StatusCode } from "@spanglass/shared/model/span";
import { MISSING_PARENT, NO_PARENT, type TraceSkeleton } from "@spanglass/shared/model/trace-skeleton";
import { durationBetween, type UnixNanos, unixNanosFromHalves } from "@spanglass/shared/units/time";
import { wordsFromHex } from "../../../columns/halves.ts";
import { partCounts } from "../../../columns/item-decoder.ts";
import { traceProbe } from "../../../columns/trace-filter.ts";
import { gatherTrace, visitTraceLogs } from "./gather-trace.ts";
import { OperationNames } from "./operation-names.ts";
import type { Snapshot } from "./snapshot.ts";
import { SpanIdIndex } from "./span-id-index.ts";
import { SpanTable } from "./span-table.ts";
import { TextList } from "./text-list.ts";

/** See `TelemetryReader.getTraceSkeleton`. Cost: about 1 ms per 1,000 spans, no object per span. */
export async function getTraceSkeleton(traceId: TraceId, snapshot: Snapshot): Promise<TraceSkeleton | undefined> {
	const words = wordsFromHex(traceId);
	const refs = await gatherTrace(words, snapshot);
	if (refs.count === 0) return undefined;
	const table = new SpanTable(refs);
	const order = table.orderBySkeleton();
	const ids = new SpanIdIndex(table.spanHigh, table.spanLow, order);
	if (snapshot.pace.isDue()) await snapshot.pace.rest();
	const logs = new Uint32Array(table.count);
	let logCount = 0;
	await visitTraceLogs(words, snapshot, (high, low) => {
		logCount++;
		const index = high === 0 && low === 0 ? -1 : ids.find(high, low);
		if (index >= 0) logs[index] = (logs[index] as number) + 1;
	});
	const first = order[0] as number;
	const startTime = unixNanosFromHalves(table.startHigh[first] as number, table.startLow[first] as number);
	return {
		traceId,
		startTime,
		durationNanos: Number(durationBetween(startTime, table.latestEnd())),
		spanCount: table.count,
		logCount,
		serviceColors: [],
		...toldOf(snapshot, words, startTime),
		...emitterColumns(table, order),
		...operationColumns(table, order),
		...numberColumns(table, order),
		...partColumns(table, order),
		parent: parents(table, order, ids),
		spanLogCount: column(
			Uint32Array,
			order,
			(index) => logs[ids.find(table.spanHigh[index] as number, table.spanLow[index] as number)] ?? 0,
		),
		spanIds: idBytes(table.spanHigh, table.spanLow, order),
		parentIds: idBytes(table.parentHigh, table.parentLow, order),
		errorMessages: errorMessages(table, order),
	};
}

/** What is missing, as far as it is known: spans and their records. */
function toldOf(snapshot: Snapshot, traceId: Uint32Array, start: UnixNanos): Pick<TraceSkeleton, "warnings" | "complete"> {
	const trace = traceProbe(traceId);
	const spans = snapshot.coverageOfTrace("traces", trace, start);
	const logs = snapshot.coverageOfTrace("logs", trace, start);
	return { warnings: [...new Set([...spans.warnings, ...logs.warnings])], complete: spans.complete && logs.complete };
}

interface Filled {
	[row: number]: number;
}

/** A column of the skeleton: `value` of each span in the order of its rows. */
function column<T extends Filled>(Kind: new (length: number) => T, order: Uint32Array, value: (index: number) => number): T {
	const filled = new Kind(order.length);
	const target: Filled = filled;
	for (let row = 0; row < order.length; row++) target[row] = value(order[row] as number);
	return filled;
}

/** What the spans of one operation of a generation share. */
interface OperationFacts {
	readonly service: number;
	readonly instance: number;
	readonly kind: number;
}

/** Services, instances and kinds: asked once per operation of a generation. */
function emitterColumns(table: SpanTable, order: Uint32Array) {
	const services = new TextList();
	const instances = new TextList();
	const byView = table.refs.views.map((): (OperationFacts | undefined)[] => []);
	const ask = (index: number): OperationFacts => {
		const { service, instance } = table.emitter(index);
		return { service: services.numberOf(service), instance: instances.numberOf(instance), kind: table.kind(index) };
	};
	const service = new Uint16Array(order.length);
	const instance = new Uint32Array(order.length);
	const kind = new Uint8Array(order.length);
	order.forEach((index, row) => {
		const known = byView[table.refs.viewIndexOf(index)] as (OperationFacts | undefined)[];
		const operation = table.operation[index] as number;
		const facts = known[operation] ?? ask(index);
		known[operation] = facts;
		service[row] = facts.service;
		instance[row] = facts.instance;
		kind[row] = facts.kind;
	});
	return { service, instance, kind, services: services.texts, instances: instances.texts };
}

/** Names are looked up in order of arrival, where neighbours share memory, and numbered in the order of rows. */
function operationColumns(table: SpanTable, order: Uint32Array) {
	const { refs } = table;
	const texts = new TextList();
	const names = refs.views.map((view) => new OperationNames(view, texts));
	const numbers = new Uint32Array(table.count);
	for (let index = 0; index < table.count; index++) {
		numbers[index] = (names[refs.viewIndexOf(index)] as OperationNames).numberOf(refs.rowOf(index));
	}
	const operations: string[] = [];
	const places = new Int32Array(texts.texts.length).fill(-1);
	const operation = new Uint32Array(order.length);
	for (let row = 0; row < order.length; row++) {
		const number = numbers[order[row] as number] as number;
		if ((places[number] as number) < 0) places[number] = operations.push(texts.texts[number] as string) - 1;
		operation[row] = places[number] as number;
	}
	return { operation, operations };
}

function partColumns(table: SpanTable, order: Uint32Array) {
	const events = new Uint32Array(table.count);
	const links = new Uint32Array(table.count);
	for (let index = 0; index < table.count; index++) {
		if (!table.hasRarePart(index)) continue;
		const counts = partCounts(table.refs.viewOf(index), table.refs.rowOf(index));
		events[index] = counts.events;
		links[index] = counts.links;
	}
	return {
		eventCount: column(Uint32Array, order, (index) => events[index] as number),
		linkCount: column(Uint32Array, order, (index) => links[index] as number),
	};
}

function numberColumns(table: SpanTable, order: Uint32Array) {
	const first = order[0] as number;
	const start = new Float64Array(order.length);
	const duration = new Float64Array(order.length);
	for (let row = 0; row < order.length; row++) {
		start[row] = table.startAfter(order[row] as number, first);
		duration[row] = table.duration(order[row] as number);
	}
	return {
		start,
		duration,
		status: column(Uint8Array, order, (index) => table.statusCode(index)),
		marks: column(Uint16Array, order, (index) => table.marks(index)),
	};
}

function parents(table: SpanTable, order: Uint32Array, ids: SpanIdIndex): Int32Array {
	const rowOf = new Int32Array(order.length);
	order.forEach((index, row) => {
		rowOf[index] = row;
	});
	return column(Int32Array, order, (index) => {
		if (!table.hasParent(index)) return NO_PARENT;
		const parent = ids.find(table.parentHigh[index] as number, table.parentLow[index] as number);
		return parent < 0 ? MISSING_PARENT : (rowOf[parent] as number);
	});
}

function idBytes(high: Uint32Array, low: Uint32Array, order: Uint32Array): Uint8Array {
	const bytes = new Uint8Array(order.length * 8);
	const view = new DataView(bytes.buffer);
	order.forEach((index, row) => {
		view.setUint32(row * 8, high[index] as number);
		view.setUint32(row * 8 + 4, low[index] as number);
	});
	return bytes;
}

function errorMessages(table: SpanTable, order: Uint32Array) {
	const messages: { readonly row: number; readonly message: string }[] = [];
	order.forEach((index, row) => {
		if (table.statusCode(index) !== StatusCode.error) return;
		const message = table.statusMessage(index);
		if (message !== "") messages.push({ row, message });
	});
	return messages;
}
