/** The row of the directory that describes a retired generation. */
import type { Generation } from "../../../columns/generation.ts";
import type { Connection } from "../driver.ts";
import { SIGNAL_CODE } from "../journal-row.ts";
import { GENERATION_SQL } from "../sql/journal.ts";

interface Place {
	readonly id: number;
	readonly lastSequence: number;
}

export function writeDirectoryRow(connection: Connection, columns: Generation, { id, lastSequence }: Place): void {
	const { signal, rows, firstSequence, minTime, maxTime, traceFilter, serviceNames } = columns.summarize();
	connection.run(
		GENERATION_SQL.insert,
		SIGNAL_CODE[signal],
		id,
		firstSequence,
		lastSequence,
		rows,
		bigEndian(minTime),
		bigEndian(maxTime),
		traceFilter,
		JSON.stringify(serviceNames),
	);
}

/** Eight bytes, so that BLOB order is numeric order up to 2^64. */
function bigEndian(nanos: bigint): Uint8Array {
	const bytes = new Uint8Array(8);
	new DataView(bytes.buffer).setBigUint64(0, nanos);
	return bytes;
}
