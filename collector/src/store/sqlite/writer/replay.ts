/** At start: the journal's rows above each signal's watermark go into open columns again. Nothing is validated a second time. */
import { demoShare } from "../../../wire/otlp/demo-resources.ts";
import { ALL_ITEMS } from "../../../wire/otlp/request-walk.ts";
import type { Connection } from "../driver.ts";
import { checkedProtobuf, JOURNAL_STATE, type JournalRow, ordinalsFromBlob, signalOfCode } from "../journal-row.ts";
import { walkInto } from "../signal-columns.ts";
import { JOURNAL_SQL } from "../sql/journal.ts";
import type { Journal } from "./journal.ts";
import type { OpenColumns } from "./open-columns.ts";

export interface ReplayOptions {
	readonly connection: Connection;
	readonly journal: Journal;
	readonly columns: OpenColumns;
	/** The arrival time of the row that is walked next, for what is learnt from it. */
	readonly onRow: (arrivedAt: number) => void;
	/** A row is in: the place to seal generations. */
	readonly afterRow: () => void;
	readonly onQuarantined: (sequence: number, accepted: number, fault: unknown) => void;
}

/** Cost: decompression and one walk per row above the watermarks. */
export function replayJournal(options: ReplayOptions): void {
	const { connection, onRow, afterRow } = options;
	let sequence = 0;
	for (;;) {
		const row = connection.get<JournalRow>(JOURNAL_SQL.next, sequence);
		if (row === undefined) return;
		sequence = row.sequence;
		onRow(row.arrived_at);
		replayRow(row, options);
		afterRow();
	}
}

function replayRow(row: JournalRow, { columns, journal, onQuarantined }: ReplayOptions): void {
	try {
		const protobuf = checkedProtobuf(row);
		const signal = signalOfCode(row.signal);
		if (signal === undefined) throw new RangeError(`unknown signal ${row.signal}`);
		if (demoShare(protobuf) !== "none") journal.noteDemo(signal, row.sequence);
		const target = columns.begin(signal, protobuf, {
			sequence: row.sequence,
			arrivedAt: row.arrived_at,
			storedBytes: row.body.length,
			duplicates: ordinalsFromBlob(row.duplicates),
		});
		try {
			walkInto(target, protobuf, ordinalsFromBlob(row.rejected), ALL_ITEMS);
		} catch (error) {
			target.columns.rollback();
			throw error;
		} finally {
			columns.finish(target);
		}
		if (row.state === JOURNAL_STATE.quarantined) journal.setState(row.sequence, "readable");
	} catch (error) {
		onQuarantined(row.sequence, row.accepted, error);
	}
}
