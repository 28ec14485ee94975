/** A process for crash tests: stores traces 1 to 20 in the database of its first argument and begins a backup into its second. */
import { openHarness, traceRequest } from "../writer/writer-harness.testdata.ts";

const [databasePath = "", path = ""] = process.argv.slice(2);
const { writer } = openHarness(databasePath);
for (let number = 1; number <= 20; number++) await writer.ingest(traceRequest(number));
await writer.backup(path);
