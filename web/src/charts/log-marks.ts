/** Log records of a trace as columns, for the ticks on bars and the minimap. */
export interface LogMarks {
	/** Nanoseconds from the trace's start, in order of time. */
	readonly nanos: Float64Array;
	/** Row of the span that each belongs to, -1 for none of this trace. */
	readonly row: Int32Array;
	/** Step 0..5 of the severity ramp: trace, debug, info, warn, error, fatal. */
	readonly severity: Uint8Array;
	/** Records by row: `order[first[row]] .. order[first[row + 1] - 1]`. */
	readonly first: Uint32Array;
	readonly order: Uint32Array;
}

/** Step of the severity ramp for an OTLP severity number; 0 and unknown numbers count as info. */
export function severityStep(severityNumber: number): number {
	if (severityNumber < 1 || severityNumber > 24) return 2;
	return Math.floor((severityNumber - 1) / 4);
}

/** Group records by their row. Cost O(n + rows). */
export function createLogMarks(columns: Pick<LogMarks, "nanos" | "row" | "severity">, rowCount: number): LogMarks {
	const first = new Uint32Array(rowCount + 1);
	for (const row of columns.row) if (row >= 0) first[row + 1] = (first[row + 1] ?? 0) + 1;
	for (let row = 0; row < rowCount; row++) first[row + 1] = (first[row + 1] ?? 0) + (first[row] ?? 0);
	const next = first.slice(0, rowCount);
	const order = new Uint32Array(first[rowCount] ?? 0);
	columns.row.forEach((row, record) => {
		if (row < 0) return;
		const place = next[row] ?? 0;
		order[place] = record;
		next[row] = place + 1;
	});
	return { ...columns, first, order };
}
