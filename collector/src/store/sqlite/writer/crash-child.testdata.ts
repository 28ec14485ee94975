/**
 * A process for crash tests: stores traces 1, 2, 3, ... in the database of its first argument until it is killed, and prints each number
 * after its acknowledgement. Numbers that an earlier run printed may be sent again. Blocks are small, so that they are merged; with `forget`
 * the clock jumps after three quarters of the traces, so far that what came before is deleted.
 */
import { writeSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createCells } from "../shared-cells.ts";
import { createSqliteWriter } from "./journal-writer.ts";
import { RETENTION } from "./options.ts";
import { manualClock, traceRequest } from "./writer-harness.testdata.ts";

const [databasePath = "", mode = "keep", count = "20"] = process.argv.slice(2);
const HOUR = 3_600_000;
const clock = manualClock();
const writer = createSqliteWriter({ databasePath, cells: createCells(), clock, limits: { generationRows: 4 }, retention: RETENTION });
const jumpAt = Math.floor((Number(count) * 3) / 4);
for (let number = 1; number <= Number(count); number++) {
	if (number === jumpAt && mode === "forget") clock.advance(RETENTION.ages.traces + HOUR);
	await writer.ingest(traceRequest(number));
	writeSync(1, `${number}\n`);
}
for (const end = performance.now() + 8000; performance.now() < end; ) await nextTurn();
await writer.close();
