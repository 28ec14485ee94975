/**
 * Kill points of test D02: with SPANGLASS_TEST_CRASH=NAME or NAME:N in the environment, the process kills itself the first (Nth) time it
 * comes to that point, exactly as `kill -9` from outside would. Without the variable a point is one comparison.
 */
export type CrashPoint =
	| "before-journal-insert"
	| "before-commit"
	| "after-commit"
	| "before-columns"
	| "before-seal-commit"
	| "after-seal-commit"
	| "before-compaction-commit"
	| "after-compaction-commit"
	| "before-retention-commit"
	| "after-retention-commit"
	| "before-rollup-commit"
	| "after-rollup-commit"
	| "before-removal"
	| "after-removal"
	| "in-checkpoint"
	| "in-migration"
	| "in-backup";

const [POINT, COUNT = "1"] = (process.env.SPANGLASS_TEST_CRASH ?? "").split(":");
let remaining = Number(COUNT);

export function crashPoint(point: CrashPoint): void {
	if (point !== POINT) return;
	remaining--;
	if (remaining <= 0) process.kill(process.pid, "SIGKILL");
}
