/**
 * A process for crash tests: removes the demo from the database of its first argument and prints `removed`. What it finds there was
 * stored by the test.
 */
import { writeSync } from "node:fs";
import { systemClock } from "../../../self/clock.ts";
import { createCells } from "../shared-cells.ts";
import { createSqliteWriter } from "./journal-writer.ts";

const [databasePath = ""] = process.argv.slice(2);
const writer = createSqliteWriter({ databasePath, cells: createCells(), clock: systemClock });
await writer.removeDemo();
writeSync(1, "removed\n");
await writer.close();
