import { SpanglassError } from "@spanglass/shared/model/errors";
import type { TraceId } from "@spanglass/shared/model/ids";
import { ownCondition } from "@spanglass/shared/query/filter";
import { hexFromWord, uint64FromHalves, wordsFromHex } from "../../../columns/halves.ts";
import { SpanColumn } from "../../../columns/layout.ts";
import type { TracePage, TraceQuery, TraceSort } from "../../api/telemetry-store.ts";
import { compileSpanFilter } from "./compile-filter.ts";
import { confirmTraces } from "./confirm-traces.ts";
import { type Cursor, parseCursor, printCursor, queryHash } from "./cursor.ts";
import { halvesRange, scanTraces } from "./scan-traces.ts";
import type { Part, Snapshot } from "./snapshot.ts";
import { SpanRefs } from "./span-table.ts";
import { TopRows } from "./top-rows.ts";
import { type TraceColumns, TraceFlag, TraceIndex } from "./trace-index.ts";
import { summarizeTrace } from "./trace-summary.ts";

const TRACE_ID = /^[0-9a-f]{32}$/;
const NEVER = () => false;

/** A generation after its pass: its trace ordinals in the index. */
interface ScannedPart {
	readonly part: Part;
	readonly ordinals: Int32Array;
}

/** Sort keys as halves, largest first; ties by trace id ascending. */
interface SortKeys {
	readonly high: Uint32Array;
	readonly low: Uint32Array;
}

/** See `TelemetryReader.findTraces`. */
export async function findTraces(query: TraceQuery, snapshot: Snapshot): Promise<TracePage> {
	const hash = queryHash([query.range.start, query.range.end, query.filter, query.sort, query.sinceSequence ?? -1]);
	const cursor = query.cursor === undefined ? undefined : parseTraceCursor(query.cursor, hash);
	const asOf = Math.min(cursor?.asOf ?? snapshot.asOf, snapshot.asOf);
	const index = new TraceIndex();
	const scanned = await scanAll(query, snapshot, asOf, index);
	const wanted = query.sinceSequence === undefined ? TraceFlag.matched : TraceFlag.matched | TraceFlag.recent;
	const open = (part: Part) => part.open({ after: -1, upTo: asOf });
	await confirmTraces({ filter: query.filter, range: halvesRange(query.range), wanted, parts: scanned.parts, open }, index, snapshot.pace);
	const keys = sortKeys(query.sort, index);
	const { page, total, isLast } = selectPage({ index, keys, wanted, limit: query.limit }, cursor);
	const refs = await gatherRows(page, scanned, snapshot, { asOf, indexCount: index.count });
	const traces = page.map((ordinal, at) => summarizeTrace(traceIdOf(index.columns, ordinal), refs[at] as SpanRefs));
	const last = page.at(-1);
	return {
		traces,
		cursor: last === undefined || isLast ? undefined : printCursor(cursorAfter(last, { index, keys, asOf }), hash),
		total,
		asOf,
		complete: true,
		scannedRows: scanned.rows,
		scannedBlocks: 0,
		warnings: [],
	};
}

function parseTraceCursor(text: string, hash: string): Cursor {
	const cursor = parseCursor(text, hash);
	if (!TRACE_ID.test(cursor.tie)) throw new SpanglassError("invalid_input", "the cursor is damaged", { field: "cursor" });
	return cursor;
}

interface Scanned {
	readonly parts: readonly ScannedPart[];
	readonly rows: number;
}

/** Generations that may have a match first; then those that may only complete the traces found. */
async function scanAll(query: TraceQuery, snapshot: Snapshot, asOf: number, index: TraceIndex): Promise<Scanned> {
	const range = halvesRange(query.range);
	const own = ownCondition(query.filter);
	const since = query.sinceSequence ?? -1;
	const parts = snapshot.parts("traces");
	const scanned = new Map<Part, ScannedPart>();
	let rowCount = 0;
	const scan = async (part: Part, canMatch: boolean): Promise<void> => {
		const rows = await part.open({ after: -1, upTo: asOf });
		rowCount += rows.to - rows.from;
		const test = canMatch ? compileSpanFilter(own, rows.view) : NEVER;
		scanned.set(part, { part, ordinals: await scanTraces(rows, { range, since, test }, index, snapshot.pace) });
	};
	for (const part of parts) {
		if (part.mayOverlap(query.range)) await scan(part, true);
	}
	for (const part of parts) {
		if (!scanned.has(part) && mayHoldMatch(part, index)) await scan(part, false);
	}
	return { parts: parts.flatMap((part) => scanned.get(part) ?? []), rows: rowCount };
}

function mayHoldMatch(part: Part, { columns, count }: TraceIndex): boolean {
	const id = new Uint32Array(4);
	for (let ordinal = 0; ordinal < count; ordinal++) {
		if (((columns.flags[ordinal] as number) & TraceFlag.matched) === 0) continue;
		id[0] = columns.idA[ordinal] as number;
		id[1] = columns.idB[ordinal] as number;
		id[2] = columns.idC[ordinal] as number;
		id[3] = columns.idD[ordinal] as number;
		if (part.mayHold(id)) return true;
	}
	return false;
}

function sortKeys(sort: TraceSort, { columns, count }: TraceIndex): SortKeys {
	switch (sort) {
		case "newest":
			return { high: columns.startHigh, low: columns.startLow };
		case "longest":
			return durations(columns, count);
		case "spans":
			return { high: new Uint32Array(count), low: columns.spans };
		case "errors":
			return { high: new Uint32Array(count), low: columns.errors };
	}
}

/** Latest end - earliest start, 0 when that is negative. */
function durations({ startHigh, startLow, endHigh, endLow }: TraceColumns, count: number): SortKeys {
	const high = new Uint32Array(count);
	const low = new Uint32Array(count);
	for (let ordinal = 0; ordinal < count; ordinal++) {
		const lowDifference = (endLow[ordinal] as number) - (startLow[ordinal] as number);
		const highDifference = (endHigh[ordinal] as number) - (startHigh[ordinal] as number) - (lowDifference < 0 ? 1 : 0);
		if (highDifference < 0) continue;
		high[ordinal] = highDifference;
		low[ordinal] = lowDifference;
	}
	return { high, low };
}

interface Selection {
	readonly index: TraceIndex;
	readonly keys: SortKeys;
	readonly wanted: number;
	readonly limit: number;
}

interface SelectedPage {
	readonly page: readonly number[];
	readonly total: number;
	readonly isLast: boolean;
}

function selectPage({ index, keys, wanted, limit }: Selection, cursor: Cursor | undefined): SelectedPage {
	const { columns } = index;
	const top = new TopRows(limit, (a, b) => compareTraces(a, b, columns, keys) < 0);
	const isAfter = cursor === undefined ? () => true : afterCursor(cursor, columns, keys);
	let total = 0;
	let remaining = 0;
	for (let ordinal = 0; ordinal < index.count; ordinal++) {
		if (((columns.flags[ordinal] as number) & wanted) !== wanted) continue;
		total++;
		if (!isAfter(ordinal)) continue;
		remaining++;
		top.offer(ordinal);
	}
	return { page: top.sorted(), total, isLast: remaining <= limit };
}

function compareTraces(a: number, b: number, columns: TraceColumns, { high, low }: SortKeys): number {
	const { idA, idB, idC, idD } = columns;
	return minus(high, b, a) || minus(low, b, a) || minus(idA, a, b) || minus(idB, a, b) || minus(idC, a, b) || minus(idD, a, b);
}

function minus(column: Uint32Array, a: number, b: number): number {
	return (column[a] as number) - (column[b] as number);
}

/** Tells the traces that come strictly after a cursor. */
function afterCursor({ key, tie }: Cursor, columns: TraceColumns, { high, low }: SortKeys): (ordinal: number) => boolean {
	const id = wordsFromHex(tie);
	const ids = [columns.idA, columns.idB, columns.idC, columns.idD];
	return (ordinal) => {
		const own = uint64FromHalves(high[ordinal] as number, low[ordinal] as number);
		if (own !== key) return own < key;
		for (let at = 0; at < 4; at++) {
			const difference = ((ids[at] as Uint32Array)[ordinal] as number) - (id[at] as number);
			if (difference !== 0) return difference > 0;
		}
		return false;
	};
}

function traceIdOf({ idA, idB, idC, idD }: TraceColumns, ordinal: number): TraceId {
	return [idA, idB, idC, idD].map((column) => hexFromWord(column[ordinal] as number)).join("") as TraceId;
}

function cursorAfter(
	ordinal: number,
	{ index, keys, asOf }: { readonly index: TraceIndex; readonly keys: SortKeys; readonly asOf: number },
): Cursor {
	const key = uint64FromHalves(keys.high[ordinal] as number, keys.low[ordinal] as number);
	return { asOf, key, tie: traceIdOf(index.columns, ordinal) };
}

/** The rows of each of a few traces. */
async function gatherRows(
	page: readonly number[],
	{ parts }: Scanned,
	snapshot: Snapshot,
	{ asOf, indexCount }: { readonly asOf: number; readonly indexCount: number },
): Promise<readonly SpanRefs[]> {
	const refs = page.map(() => new SpanRefs());
	const places = new Int32Array(indexCount).fill(-1);
	page.forEach((ordinal, place) => {
		places[ordinal] = place;
	});
	for (const { part, ordinals } of parts) {
		const byTrace = ordinals.map((ordinal) => (ordinal < 0 ? -1 : (places[ordinal] as number)));
		if (!byTrace.some((place) => place >= 0)) continue;
		const { view, has, from, to } = await part.open({ after: -1, upTo: asOf });
		for (const ref of refs) ref.addView(view);
		for (let row = from; row < to; row++) {
			if (has !== undefined && !has(row)) continue;
			const place = byTrace[view.value(SpanColumn.trace, row)] as number;
			if (place >= 0) (refs[place] as SpanRefs).add(row);
		}
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
	return refs;
}
