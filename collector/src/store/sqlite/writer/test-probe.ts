/** Faults of a whole process under test (`self/test-settings.ts`) as a probe of the driver. */
import { hasTestFaults, readTestFaults } from "../../../self/test-settings.ts";
import { type DriverProbe, sqliteFault } from "../driver.ts";

const NEVER = new Int32Array(new SharedArrayBuffer(4));

/** Undefined without SPANGLASS_TEST_FAULTS. */
export function createTestProbe(): DriverProbe | undefined {
	return hasTestFaults ? probeCommit : undefined;
}

function probeCommit(sql: string): void {
	if (sql !== "COMMIT") return;
	const { commitDelayMs = 0, failCommit } = readTestFaults();
	if (commitDelayMs > 0) Atomics.wait(NEVER, 0, 0, commitDelayMs);
	if (failCommit !== undefined) throw sqliteFault(failCommit);
}
