import type { LogQuery } from "../../api/telemetry-store.ts";
import type { Cursor } from "./cursor.ts";
import { compareLogRows, type LogRow, placeOf } from "./log-rows.ts";
import { TopRows } from "./top-rows.ts";

/** A time as halves. */
export interface LogTime {
	readonly high: number;
	readonly low: number;
}

/** The best candidates so far, one more than the page, in the order of the query. */
export class FoundLogs {
	/** Matching rows that were offered, those before the cursor too. */
	count = 0;
	/** The cursor's time. */
	readonly after: LogTime | undefined;
	readonly #top: TopRows;
	readonly #candidates: (LogRow | undefined)[] = [];
	readonly #direction: number;
	readonly #cursor: { readonly high: number; readonly low: number; readonly sequence: number; readonly ordinal: number } | undefined;
	readonly #free: number[] = [];

	constructor({ order, limit }: LogQuery, cursor: Cursor | undefined) {
		this.#direction = order === "oldest" ? 1 : -1;
		this.#top = new TopRows(limit + 1, (a, b) => this.#compare(this.#at(a), this.#at(b)) < 0);
		if (cursor !== undefined) {
			const [sequence = 0, ordinal = 0] = cursor.tie.split(".").map(Number);
			this.#cursor = { high: Number(cursor.key >> 32n), low: Number(cursor.key & 0xffff_ffffn), sequence, ordinal };
			this.after = this.#cursor;
		}
	}

	/** A row that matches. */
	offer(candidate: LogRow): void {
		this.count++;
		if (!this.#isAfterCursor(candidate)) return;
		const slot = this.#free.pop() ?? this.#candidates.length;
		this.#candidates[slot] = candidate;
		const dropped = this.#top.offer(slot);
		if (dropped !== undefined) this.#free.push(dropped);
	}

	/** True when there are as many as the page takes, so that `mayTake` may say no. */
	get isFull(): boolean {
		return this.#top.last !== undefined;
	}

	/** False when no row of that time or a later one in the order can be on the page. */
	mayTake(time: LogTime): boolean {
		const last = this.#top.last;
		if (last === undefined) return true;
		const { timeHigh, timeLow } = this.#at(last);
		return this.#direction * (time.high - timeHigh || time.low - timeLow) <= 0;
	}

	/** In order; one more than the page when there are more. */
	rows(): readonly LogRow[] {
		return this.#top.sorted().map((slot) => this.#at(slot));
	}

	#at(slot: number): LogRow {
		return this.#candidates[slot] as LogRow;
	}

	#compare(a: LogRow, b: LogRow): number {
		return this.#direction * compareLogRows(a, b);
	}

	#isAfterCursor(row: LogRow): boolean {
		const cursor = this.#cursor;
		if (cursor === undefined) return true;
		const difference = row.timeHigh - cursor.high || row.timeLow - cursor.low || row.sequence - cursor.sequence;
		return this.#direction * (difference || placeOf(row) - cursor.ordinal) > 0;
	}
}
