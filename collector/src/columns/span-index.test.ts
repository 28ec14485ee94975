import { describe, expect, it } from "vitest";
import { SpanIndex, type SpanRows } from "./span-index.ts";

/** Rows that say whose they are: equal numbers, equal spans. */
class Rows implements SpanRows {
	readonly spans: number[] = [];
	readonly marked = new Set<number>();
	firstRow = 0;

	get rowCount(): number {
		return this.spans.length;
	}

	readSpan(row: number, key: Uint32Array): void {
		key.fill(7);
		key[5] = this.spans[row] as number;
	}

	isFromBefore(row: number): boolean {
		return row < this.firstRow || this.marked.has(row);
	}

	markDuplicate(row: number): void {
		this.marked.add(row);
	}
}

function request(index: SpanIndex, rows: Rows, spans: readonly number[]): readonly number[] {
	rows.firstRow = rows.spans.length;
	rows.spans.push(...spans);
	index.meet(rows, rows.firstRow);
	return [...rows.marked].filter((row) => row >= rows.firstRow).map((row) => rows.spans[row] as number);
}

function opened(index: SpanIndex): Rows {
	const rows = new Rows();
	index.add(rows);
	return rows;
}

function span(length: number, from = 0): readonly number[] {
	return Array.from({ length }, (_, at) => from + at);
}

describe("span index", () => {
	it("marks what another request has brought, and nothing of the same request", () => {
		const index = new SpanIndex();
		const rows = opened(index);
		expect(request(index, rows, [1, 2, 2])).toEqual([]);
		expect(request(index, rows, [3, 2, 2, 3])).toEqual([2, 2]);
		expect(request(index, rows, [3])).toEqual([3]);
	});

	it("knows the spans of all generations that were added and not removed, however many", () => {
		const index = new SpanIndex();
		const generations: Rows[] = [];
		for (let number = 0; number < 40; number++) {
			const rows = opened(index);
			generations.push(rows);
			expect(request(index, rows, span(900, number * 900))).toEqual([]);
			const [oldest] = generations.length > 5 ? generations.splice(0, 1) : [];
			if (oldest !== undefined) index.remove(oldest);
		}
		const rows = opened(index);
		const known = span(4500, 35 * 900);
		expect(request(index, rows, known)).toEqual(known);
		expect(request(index, rows, span(35 * 900))).toEqual([]);
		for (const generation of generations) index.remove(generation);
		const before = index.byteLength;
		index.remove(rows);
		expect(index.byteLength).toBeLessThan(before);
		expect(request(index, opened(index), known)).toEqual([]);
	});

	it("does not take rows for others that stood in their place before a rollback", () => {
		const index = new SpanIndex();
		const rows = opened(index);
		request(index, rows, [1, 2]);
		rows.spans.length = 1;
		expect(request(index, rows, [3, 2])).toEqual([]);
		expect(request(index, rows, [1, 2, 3])).toEqual([1, 2, 3]);
	});
});
