/**
 * What tests of the whole process set in its environment, beside the crash points of the writer and its limits
 * (SPANGLASS_TEST_LIMITS). Without the variables all of it is absent.
 *
 *   SPANGLASS_TEST_CLOCK_OFFSET_MS  is added to the time of day: what arrives is older or younger than it is
 *   SPANGLASS_TEST_FAULTS           a file that is read before each COMMIT and may change meanwhile; JSON: see `FaultsNow`
 *   SPANGLASS_TEST_DEATHS           `writer` or `query`: SIGUSR2 ends that thread at once, of the query workers the busiest
 */
import { readFileSync } from "node:fs";

export interface FaultsNow {
	/** A COMMIT takes so much longer. */
	readonly commitDelayMs?: number;
	/** A COMMIT fails with this code of SQLite, e.g. SQLITE_FULL. */
	readonly failCommit?: string;
}

export type MortalThread = "writer" | "query";

const { SPANGLASS_TEST_CLOCK_OFFSET_MS, SPANGLASS_TEST_FAULTS, SPANGLASS_TEST_DEATHS } = process.env;

export const TEST_CLOCK_OFFSET_MS = Number(SPANGLASS_TEST_CLOCK_OFFSET_MS ?? 0);
export const hasTestFaults = SPANGLASS_TEST_FAULTS !== undefined;

/** What the file says now; nothing when there is none. */
export function readTestFaults(): FaultsNow {
	try {
		return JSON.parse(readFileSync(SPANGLASS_TEST_FAULTS ?? "", "utf8"));
	} catch {
		return {};
	}
}

/** End a thread when a test asks for it. */
export function onTestDeath(thread: MortalThread, end: () => void): void {
	if (SPANGLASS_TEST_DEATHS === thread) process.on("SIGUSR2", end);
}
