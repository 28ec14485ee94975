/**
 * A process for crash tests: stores traces 1, 2, 3, ... in the database of its first argument until it is killed, and prints each number
 * after its acknowledgement. Numbers that an earlier run printed may be sent again.
 */
import { writeSync } from "node:fs";
import { systemClock } from "../../../self/clock.ts";
import { createCells } from "../shared-cells.ts";
import { createSqliteWriter } from "./journal-writer.ts";
import { traceRequest } from "./writer-harness.testdata.ts";

const [databasePath = "", first = "1", count = "20"] = process.argv.slice(2);
const writer = createSqliteWriter({
	databasePath,
	cells: createCells(),
	clock: systemClock,
	limits: { generationRows: 8 },
});
for (let number = Number(first); number < Number(first) + Number(count); number++) {
	await writer.ingest(traceRequest(number));
	writeSync(1, `${number}\n`);
}
await writer.close();
