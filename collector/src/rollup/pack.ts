/**
 * A pack: rows of one roll-up table as they are stored. Types only.
 *
 * Every table has the same form: what is counted (a key of texts), in which minute, some counters and some counts of durations.
 *
 *   table      key                                                                              counters            durations
 *   red        environment namespace service version operation kind protocol statusClass isError  –                   span
 *   instance   environment namespace service version instance isRequest isError                   –                   span
 *   edge       environment, caller (type namespace name system), callee (the same), type evidence
 *              operation statusClass isError                                                     attempts resends    client server queue
 *   log        environment namespace service severity template                                   records             –
 *
 * Packs are additive: the numbers of a key and minute are the sum over all packs. What turned out otherwise later is corrected by a pack with
 * numbers below 0. Numbers and flags in keys are decimal text; `isError` is "0" or "1".
 */

export const ROLLUP_TABLES = ["red", "instance", "edge", "log"] as const;
export type RollupTable = (typeof ROLLUP_TABLES)[number];

/** Widths of a row, by table; the place of the service in a key decides the order of rows. */
export const TABLE_SHAPE = {
	red: { keyTexts: 9, counters: 0, durations: 1 },
	instance: { keyTexts: 7, counters: 0, durations: 1 },
	edge: { keyTexts: 14, counters: 2, durations: 3 },
	log: { keyTexts: 5, counters: 1, durations: 0 },
} as const satisfies Record<RollupTable, { readonly keyTexts: number; readonly counters: number; readonly durations: number }>;

/** Minutes that one row stands for. */
export const PACK_STEPS = [1, 10, 60] as const;
export type PackStep = (typeof PACK_STEPS)[number];

/**
 * Rows in columns, by key, then minute; each key and minute once.
 *
 * Row r counts `keys[rowKeys[r]]` in the minutes [minutes[r], minutes[r] + step). Its counters are counters[r * C ...], its sums of
 * nanoseconds sums[r * D ...]; its buckets of durations d are entries [ends[r * D + d - 1], ends[r * D + d]) of `buckets` and `counts`,
 * ascending (the first begins at 0). C and D are those of the table's shape.
 */
export interface PackRows {
	readonly table: RollupTable;
	readonly step: PackStep;
	readonly keys: readonly (readonly string[])[];
	readonly rowKeys: Uint32Array;
	/** Since 1970. */
	readonly minutes: Uint32Array;
	readonly counters: Int32Array;
	readonly sums: Float64Array;
	readonly ends: Uint32Array;
	readonly buckets: Uint16Array;
	readonly counts: Int32Array;
}

/** A pack with what the directory keeps of it. */
export interface StoredPack {
	readonly table: RollupTable;
	readonly step: PackStep;
	/** Both inclusive. */
	readonly firstMinute: number;
	readonly lastMinute: number;
	/** Of red, instance and log: the least and greatest service, by UTF-16 units; "" of edges. */
	readonly firstService: string;
	readonly lastService: string;
	readonly bytes: Uint8Array;
}
