/** Single spans as candidates of a search: their sort key, their order, and the cursor behind one. */
import type { SpanId } from "@spanglass/shared/model/ids";
import { durationBetween, halvesFromUnixNanos, unixNanosFromHalves } from "@spanglass/shared/units/time";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { uint64FromHalves, wordsFromHex } from "../../../columns/halves.ts";
import { spanAt, spanIdAt, traceIdAt } from "../../../columns/item-decoder.ts";
import { LOW_BYTE, MARKS_MASK, MARKS_SHIFT, RARE_BIT, SpanColumn } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import type { SpanSort, SpanSummary } from "../../api/span-queries.ts";
import { OperationNames } from "./operation-names.ts";
import { TextList } from "./text-list.ts";

/** When spans start, and how long they took: 0 when they ended before. */
export class SpanTimes {
	/** Start of the row read last. */
	high = 0;
	low = 0;
	readonly #startHigh: ColumnCursor;
	readonly #startLow: ColumnCursor;
	readonly #endHigh: ColumnCursor;
	readonly #endLow: ColumnCursor;

	constructor(view: RowView) {
		this.#startHigh = new ColumnCursor(view, SpanColumn.startHigh);
		this.#startLow = new ColumnCursor(view, SpanColumn.startLow);
		this.#endHigh = new ColumnCursor(view, SpanColumn.endHigh);
		this.#endLow = new ColumnCursor(view, SpanColumn.endLow);
	}

	read(row: number): void {
		this.high = this.#startHigh.at(row);
		this.low = this.#startLow.at(row);
	}

	/** The sort key of the row read last. */
	keyOf(row: number, sort: SpanSort): SortKey {
		if (sort === "newest") return { keyHigh: this.high, keyLow: this.low };
		const keyLow = this.#endLow.at(row) - this.low;
		const keyHigh = this.#endHigh.at(row) - this.high - (keyLow < 0 ? 1 : 0);
		return keyHigh < 0 ? { keyHigh: 0, keyLow: 0 } : { keyHigh, keyLow: keyLow >>> 0 };
	}
}

interface SortKey {
	readonly keyHigh: number;
	readonly keyLow: number;
}

export interface SpanRow extends SortKey {
	/** The view for later; see `Rows`. */
	readonly again: () => RowView;
	readonly row: number;
}

/** What breaks ties: trace id, span id, start, sequence, and how many equal ones there were before. */
const TIE = /^([0-9a-f]{32})\.([0-9a-f]{16})\.(\d{1,20})\.(\d{1,16})\.(\d{1,9})$/;

/** Words that order rows with the same sort key, ascending: trace id, span id, start, sequence. */
export function tieOf({ again, row }: SpanRow): readonly number[] {
	const view = again();
	const trace = view.value(SpanColumn.trace, row) * 4;
	const columns = [SpanColumn.spanHigh, SpanColumn.spanLow, SpanColumn.startHigh, SpanColumn.startLow];
	return [...view.traces.subarray(trace, trace + 4), ...columns.map((column) => view.value(column, row)), view.sequenceOf(row)];
}

export function printTie(row: SpanRow, before: number): string {
	const view = row.again();
	const start = uint64FromHalves(view.value(SpanColumn.startHigh, row.row), view.value(SpanColumn.startLow, row.row));
	const trace = traceIdAt(view, view.value(SpanColumn.trace, row.row));
	return [trace, spanIdAt(view, row.row, SpanColumn.spanHigh), start, view.sequenceOf(row.row), before].join(".");
}

/** The tie that was printed, and how many rows with it came before; undefined when it is none. */
export function parseTie(text: string): { readonly tie: readonly number[]; readonly before: number } | undefined {
	const [, trace, span, start, sequence, before] = TIE.exec(text) ?? [];
	if (trace === undefined || span === undefined || start === undefined) return undefined;
	const tie = [...wordsFromHex(trace), ...wordsFromHex(span), ...halvesFromUnixNanos(BigInt(start)), Number(sequence)];
	return { tie, before: Number(before) };
}

export function compareTies(a: readonly number[], b: readonly number[]): number {
	for (let at = 0; at < a.length; at++) {
		const difference = (a[at] as number) - (b[at] as number);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** Below 0 when `a` comes first: the larger key, then the lower tie; rows of one request stand in order of arrival. */
export function compareSpanRows(a: SpanRow, b: SpanRow): number {
	return b.keyHigh - a.keyHigh || b.keyLow - a.keyLow || compareTies(tieOf(a), tieOf(b)) || a.row - b.row;
}

/** Makes summaries; only what a list shows is read. */
export class SpanSummaries {
	readonly #names = new Map<RowView, OperationNames>();
	readonly #texts = new TextList();

	of({ again, row }: SpanRow): SpanSummary {
		const view = again();
		const { name, kind, resource } = view.operation(view.value(SpanColumn.operation, row));
		const bits = view.value(SpanColumn.bits, row);
		const parent = spanIdAt(view, row, SpanColumn.parentHigh);
		const time = (high: number) => unixNanosFromHalves(view.value(high, row), view.value(high + 1, row));
		const startTime = time(SpanColumn.startHigh);
		const status = (bits & RARE_BIT) === 0 ? { code: bits & LOW_BYTE, message: "" } : spanAt(view, row).status;
		return {
			traceId: traceIdAt(view, view.value(SpanColumn.trace, row)),
			spanId: spanIdAt(view, row, SpanColumn.spanHigh) as SpanId,
			parentSpanId: parent === "" ? undefined : (parent as SpanId),
			service: view.emitter(resource).service,
			name: view.text(name),
			operation: this.#operationOf(view, row),
			kind,
			status: status.code,
			statusMessage: status.message,
			startTime,
			duration: durationBetween(startTime, time(SpanColumn.endHigh)),
			marks: (bits >>> MARKS_SHIFT) & MARKS_MASK,
		};
	}

	#operationOf(view: RowView, row: number): string {
		const names = this.#names.get(view) ?? new OperationNames(view, this.#texts);
		this.#names.set(view, names);
		return this.#texts.texts[names.numberOf(row)] as string;
	}
}
