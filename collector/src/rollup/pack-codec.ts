/**
 * Packs as bytes: docs/formats/rollups.md has the layout. Numbers are columns of varints (runs of a key, steps of minutes, headers of
 * durations, sums, buckets, counts), all of it compressed together.
 */
import { DURATION_BUCKETS, durationBucket } from "@spanglass/shared/analysis/duration-counts";
import { allowed, joinColumns, openColumns, readKeys, refuseRest, writeKeys } from "./column-bytes.ts";
import { PACK_STEPS, type PackRows, type PackStep, ROLLUP_TABLES, type StoredPack, TABLE_SHAPE } from "./pack.ts";
import { SERVICE_PLACE } from "./pack-order.ts";
import { DamagedPackError, VarintReader, VarintWriter } from "./varints.ts";

const FORMAT = 2;
/** Of the longest duration that 64 bits hold. */
const LAST_BUCKET = DURATION_BUCKETS - 1;

/** What a duration's header says: nothing, one span whose bucket follows from its sum, or so many buckets (maybe none) and the sum's sign. */
const EMPTY = 0;
const SINGLE = 1;
const BUCKETED = 2;
const HEADER_MAX = BUCKETED + 2 * LAST_BUCKET + 3;

/** Rows must be in the order of `PackRows`. At least one. */
export function encodePack(rows: PackRows): StoredPack {
	const columns = {
		head: new VarintWriter(),
		runs: new VarintWriter(),
		minutes: new VarintWriter(),
		counters: new VarintWriter(),
		headers: new VarintWriter(),
		sums: new VarintWriter(),
		buckets: new VarintWriter(),
		counts: new VarintWriter(),
	};
	writeHead(rows, columns.head);
	const { firstMinute, lastMinute } = writeRows(rows, columns);
	writeDurations(rows, columns);
	const bytes = joinColumns(FORMAT, Object.values(columns));
	return { table: rows.table, step: rows.step, firstMinute, lastMinute, ...servicesOf(rows), bytes };
}

type Columns = Readonly<Record<"runs" | "minutes" | "counters" | "headers" | "sums" | "buckets" | "counts", VarintWriter>>;

function writeHead({ table, step, keys }: PackRows, head: VarintWriter): void {
	head.number(ROLLUP_TABLES.indexOf(table));
	head.number(PACK_STEPS.indexOf(step));
	writeKeys(keys, head);
}

function writeRows({ keys, rowKeys, minutes, counters }: PackRows, columns: Columns) {
	const range = { firstMinute: Number.MAX_SAFE_INTEGER, lastMinute: 0 };
	let row = 0;
	for (let key = 0; key < keys.length; key++) {
		const from = row;
		while (row < rowKeys.length && rowKeys[row] === key) row++;
		columns.runs.number(row - from);
	}
	for (let at = 0; at < minutes.length; at++) {
		const minute = minutes[at] as number;
		const isFirst = at === 0 || rowKeys[at] !== rowKeys[at - 1];
		if (isFirst) columns.minutes.signed(at === 0 ? minute : minute - range.firstMinute);
		else columns.minutes.number(minute - (minutes[at - 1] as number));
		if (at === 0) range.firstMinute = minute;
	}
	range.firstMinute = minutes.reduce((least, minute) => Math.min(least, minute), range.firstMinute);
	range.lastMinute = minutes.reduce((most, minute) => Math.max(most, minute), 0);
	for (let at = 0; at < counters.length; at++) columns.counters.signed(counters[at] as number);
	return range;
}

function writeDurations({ sums, ends, buckets, counts }: PackRows, columns: Columns): void {
	let from = 0;
	for (let place = 0; place < ends.length; place++) {
		const to = ends[place] as number;
		const sum = sums[place] as number;
		if (to === from && sum === 0) columns.headers.number(EMPTY);
		else if (to === from + 1 && counts[from] === 1 && sum >= 0 && durationBucket(sum) === buckets[from]) {
			columns.headers.number(SINGLE);
			columns.sums.number(sum);
		} else {
			columns.headers.number(BUCKETED + (to - from) * 2 + (sum < 0 ? 1 : 0));
			columns.sums.number(Math.abs(sum));
			for (let at = from; at < to; at++) {
				columns.buckets.number((buckets[at] as number) - (at === from ? 0 : (buckets[at - 1] as number)));
				columns.counts.signed(counts[at] as number);
			}
		}
		from = to;
	}
}

function servicesOf({ table, keys }: PackRows): Pick<StoredPack, "firstService" | "lastService"> {
	const place = SERVICE_PLACE[table];
	if (place === undefined) return { firstService: "", lastService: "" };
	return { firstService: keys[0]?.[place] ?? "", lastService: keys.at(-1)?.[place] ?? "" };
}

/** Throws DamagedPackError: it cannot be what was written. */
export function decodePack(bytes: Uint8Array): PackRows {
	const whole = openColumns(bytes, FORMAT);
	const column = (): VarintReader => new VarintReader(whole.bytes());
	const head = readHead(column());
	const columns = {
		runs: column(),
		minutes: column(),
		counters: column(),
		headers: column(),
		sums: column(),
		buckets: column(),
		counts: column(),
	};
	const { counters: C, durations: D } = TABLE_SHAPE[head.table];
	const rowKeys = readRuns(columns.runs, head.keys.length, columns.minutes.left);
	const minutes = readMinutes(columns.minutes, rowKeys);
	const counters = new Int32Array(allowed(rowKeys.length * C, columns.counters.left));
	columns.counters.signedInto(counters, 0, counters.length);
	const durations = readDurations(allowed(rowKeys.length * D, columns.headers.left), columns);
	refuseRest([whole, ...Object.values(columns)]);
	return { ...head, rowKeys, minutes, counters, ...durations };
}

function readHead(head: VarintReader): Pick<PackRows, "table" | "step" | "keys"> {
	const table = ROLLUP_TABLES[head.number()];
	const step: PackStep | undefined = PACK_STEPS[head.number()];
	if (table === undefined || step === undefined) throw new DamagedPackError("a pack is of no known table");
	const keys = readKeys(head, TABLE_SHAPE[table].keyTexts);
	if (head.left > 0) throw new DamagedPackError("a pack has something behind its keys");
	return { table, step, keys };
}

function readRuns(runs: VarintReader, keys: number, rowsMax: number): Uint32Array {
	const lengths = Array.from({ length: keys }, () => runs.count(rowsMax));
	const rows = lengths.reduce((sum, length) => sum + length, 0);
	const rowKeys = new Uint32Array(allowed(rows, rowsMax));
	let row = 0;
	for (const [key, length] of lengths.entries()) {
		rowKeys.fill(key, row, row + length);
		row += length;
	}
	return rowKeys;
}

function readMinutes(column: VarintReader, rowKeys: Uint32Array): Uint32Array {
	const minutes = new Uint32Array(rowKeys.length);
	for (let row = 0; row < minutes.length; row++) {
		const isFirst = row === 0 || rowKeys[row] !== rowKeys[row - 1];
		const base = row === 0 ? 0 : isFirst ? (minutes[0] as number) : (minutes[row - 1] as number);
		const minute = base + (isFirst ? column.signed() : column.number());
		if (minute !== minute >>> 0) throw new DamagedPackError("a minute of a pack is in no time");
		if (!isFirst && minute === base) throw new DamagedPackError("a minute of a pack stands twice");
		minutes[row] = minute;
	}
	return minutes;
}

function readDurations(places: number, from: Readonly<Record<"headers" | "sums" | "buckets" | "counts", VarintReader>>) {
	const sums = new Float64Array(places);
	const ends = new Uint32Array(places);
	const headers = new Uint32Array(places);
	let total = 0;
	let singles = 0;
	for (let place = 0; place < places; place++) {
		const header = from.headers.count(HEADER_MAX);
		headers[place] = header;
		if (header === SINGLE) singles++;
		total += header < BUCKETED ? header : (header - BUCKETED) >>> 1;
		ends[place] = total;
	}
	allowed(singles, from.sums.left);
	allowed(total - singles, from.counts.left);
	const buckets = new Uint16Array(total);
	const counts = new Int32Array(total);
	let at = 0;
	for (let place = 0; place < places; place++) {
		const header = headers[place] as number;
		if (header === EMPTY) continue;
		const sum = from.sums.number();
		sums[place] = header >= BUCKETED && (header - BUCKETED) % 2 === 1 ? -sum : sum;
		if (header === SINGLE) {
			buckets[at] = durationBucket(sum);
			counts[at++] = 1;
			continue;
		}
		const end = ends[place] as number;
		from.buckets.ascendingInto(buckets, { from: at, to: end, most: LAST_BUCKET });
		from.counts.signedInto(counts, at, end);
		at = end;
	}
	return { sums, ends, buckets, counts };
}
