/** Looks through requests that an older version stored, a little at a time, for those that hold items of the demo. */
import { demoShare } from "../../../wire/otlp/demo-resources.ts";
import type { Connection } from "../driver.ts";
import { DEMO_SHARE_CODE, type JournalRow, protobufOfRow } from "../journal-row.ts";
import { DEMO_SQL } from "../sql/demo.ts";

type UnscannedRow = Pick<JournalRow, "sequence" | "signal" | "encoding" | "body">;

interface ScanState {
	readonly next: number;
	readonly last: number;
}

/**
 * Look at requests for about `budgetMs`; one transaction, so none is looked at twice or left out.
 *
 * Result  true when something is left.
 * Cost    decompression and a look at the resources of each: about 0.1 ms per 1,000 spans. Once per database, never for a new one.
 */
export function scanForDemo(connection: Connection, budgetMs: number): boolean {
	const state = connection.get<ScanState>(DEMO_SQL.scan);
	if (state === undefined || state.next >= state.last) return false;
	const deadline = performance.now() + budgetMs;
	return connection.transaction(() => {
		let at = state.next;
		do {
			const row = connection.get<UnscannedRow>(DEMO_SQL.nextUnscanned, at, state.last);
			if (row !== undefined) mark(connection, row);
			at = row?.sequence ?? state.last;
		} while (at < state.last && performance.now() < deadline);
		connection.run(DEMO_SQL.setScanned, at);
		return at < state.last;
	});
}

function mark(connection: Connection, row: UnscannedRow): void {
	const share = shareOf(row);
	if (share !== "none") connection.run(DEMO_SQL.insert, row.sequence, DEMO_SHARE_CODE[share]);
}

/** A row that cannot be read is nobody's. */
function shareOf(row: UnscannedRow) {
	try {
		return demoShare(protobufOfRow(row));
	} catch {
		return "none";
	}
}
