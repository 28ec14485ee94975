/** What lies in the blocks of a database, read with a connection of its own. */
import type { Span } from "@spanglass/shared/model/span";
import { spanAt } from "../../../columns/item-decoder.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { type Connection, openReader } from "../driver.ts";
import { openStoredBlock } from "./block-access.ts";

export interface StoredBlock {
	readonly id: number;
	readonly signal: number;
	readonly partition: number;
	readonly state: number;
	readonly row_count: number;
	readonly first_sequence: number;
	readonly last_sequence: number;
	readonly arrivals: Uint8Array;
}

export function askDatabase<T>(databasePath: string, ask: (connection: Connection) => T): T {
	const connection = openReader(databasePath);
	try {
		return ask(connection);
	} finally {
		connection.close();
	}
}

export function listBlocks(databasePath: string): readonly StoredBlock[] {
	return askDatabase(databasePath, (connection) =>
		connection.all<StoredBlock>(
			"SELECT id, signal, partition, state, row_count, first_sequence, last_sequence, arrivals FROM block ORDER BY id",
		),
	);
}

/** In the order of ids, for comparing what lies in different orders. */
export function byId(spans: readonly Span[]): readonly Span[] {
	return spans.toSorted((a, b) => (a.traceId + a.spanId < b.traceId + b.spanId ? -1 : 1));
}

/** Of every readable block of traces, by id. */
export function sealedSpans(databasePath: string): readonly Span[] {
	const spans = askDatabase(databasePath, (connection) =>
		connection
			.all<{ readonly id: number }>("SELECT id FROM block WHERE signal = 1 AND state = 0 ORDER BY id")
			.map(({ id }) => openStoredBlock(connection, id, 2 ** 26))
			.filter((view) => view !== undefined)
			.flatMap((view: RowView) => Array.from({ length: view.counts.rows }, (_, row) => spanAt(view, row))),
	);
	return byId(spans);
}

export function countRows(databasePath: string, table: "journal" | "resend" | "service" | "block_chunk" | "dead_block"): number {
	const counts = {
		journal: "SELECT count(*) AS count FROM journal",
		resend: "SELECT count(*) AS count FROM resend",
		service: "SELECT count(*) AS count FROM service",
		block_chunk: "SELECT count(*) AS count FROM block_chunk",
		dead_block: "SELECT count(*) AS count FROM dead_block",
	};
	return askDatabase(databasePath, (connection) => connection.get<{ readonly count: number }>(counts[table])?.count ?? -1);
}

export function watermarkOf(databasePath: string, signal: number): number {
	const row = askDatabase(databasePath, (connection) =>
		connection.get<{ readonly watermark: number }>("SELECT watermark FROM signal_state WHERE signal = ?", signal),
	);
	return row?.watermark ?? -1;
}
