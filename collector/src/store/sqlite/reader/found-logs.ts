import { halvesFromUnixNanos } from "@spanglass/shared/units/time";
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
	readonly #top: TopRows<LogRow>;
	readonly #direction: number;
	readonly #cursor: { readonly high: number; readonly low: number; readonly sequence: number; readonly ordinal: number } | undefined;

	constructor({ order, limit }: LogQuery, cursor: Cursor | undefined) {
		this.#direction = order === "oldest" ? 1 : -1;
		this.#top = new TopRows(limit + 1, (a, b) => this.#direction * compareLogRows(a, b) < 0);
		if (cursor !== undefined) {
			const [sequence = 0, ordinal = 0] = cursor.tie.split(".").map(Number);
			const [high, low] = halvesFromUnixNanos(cursor.key);
			this.#cursor = { high, low, sequence, ordinal };
			this.after = this.#cursor;
		}
	}

	/** A row that matches. */
	offer(candidate: LogRow): void {
		this.count++;
		if (!this.#isAfterCursor(candidate)) return;
		this.#top.offer(candidate);
	}

	/** True when there are as many as the page takes, so that `mayTake` may say no. */
	get isFull(): boolean {
		return this.#top.last !== undefined;
	}

	/** False when no row of that time or a later one in the order can be on the page. */
	mayTake(time: LogTime): boolean {
		const last = this.#top.last;
		if (last === undefined) return true;
		return this.#direction * (time.high - last.timeHigh || time.low - last.timeLow) <= 0;
	}

	/** In order; one more than the page when there are more. */
	rows(): readonly LogRow[] {
		return this.#top.sorted();
	}

	#isAfterCursor(row: LogRow): boolean {
		const cursor = this.#cursor;
		if (cursor === undefined) return true;
		const difference = row.timeHigh - cursor.high || row.timeLow - cursor.low || row.sequence - cursor.sequence;
		return this.#direction * (difference || placeOf(row) - cursor.ordinal) > 0;
	}
}
