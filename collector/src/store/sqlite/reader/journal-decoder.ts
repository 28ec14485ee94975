/** Requests of the journal as columns again: for what is not in shared memory yet. */
import type { Signal } from "@spanglass/shared/model/signal";
import { type GenerationView, openGeneration } from "../../../columns/generation-view.ts";
import { checkedProtobuf, ordinalsFromBlob, SIGNAL_CODE } from "../journal-row.ts";
import { createColumns, type SignalColumns, walkInto } from "../signal-columns.ts";
import type { Pace } from "./pace.ts";
import type { ReadAccess } from "./read-access.ts";
import { READER_SQL, type RequestRow } from "./sql.ts";

/** Items walked at a time: a few milliseconds. */
const SLICE_ITEMS = 4096;

/** Requests (`after`, `upTo`] of one signal. */
export interface SequenceRange {
	readonly signal: Signal;
	readonly after: number;
	readonly upTo: number;
}

/**
 * Decode requests into a generation of the query worker's own.
 *
 * Result  the rows that open columns of the same requests have. Quarantined requests are left out, and so is one that cannot be decoded
 *         here: its walk would throw in the writer too, which marks it.
 * Cost    decompression and one walk: about 2 ms per 1,000 spans.
 */
export async function decodeJournal(access: ReadAccess, { signal, after, upTo }: SequenceRange, pace: Pace): Promise<GenerationView> {
	const target = createColumns(signal, { generationId: 0, firstSequence: after + 1 });
	let sequence = after;
	for (;;) {
		const row = access.read((connection) => connection.get<RequestRow>(READER_SQL.nextRequest, sequence, upTo, SIGNAL_CODE[signal]));
		if (row === undefined) break;
		sequence = row.sequence;
		await decodeRequest(target, row, pace);
	}
	target.columns.publish();
	return openGeneration(target.columns.handle);
}

async function decodeRequest(target: SignalColumns, row: RequestRow, pace: Pace): Promise<void> {
	const rejected = ordinalsFromBlob(row.rejected);
	const items = row.accepted + rejected.length;
	const protobuf = readableProtobuf(row);
	if (protobuf === undefined) return;
	target.columns.beginRequest(row.sequence, protobuf, ordinalsFromBlob(row.duplicates));
	for (let from = 0; from < items; from += SLICE_ITEMS) {
		if (pace.isDue()) await pace.rest();
		try {
			walkInto(target, protobuf, rejected, { from, to: from + SLICE_ITEMS });
		} catch {
			target.columns.rollback();
			return;
		}
	}
}

/** Undefined when the stored bytes are damaged. */
function readableProtobuf(row: RequestRow): Uint8Array | undefined {
	try {
		return checkedProtobuf(row);
	} catch {
		return undefined;
	}
}
