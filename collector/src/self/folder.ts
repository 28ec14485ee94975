import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { SpanglassError } from "@spanglass/shared/model/errors";

/**
 * Make a folder and the ones above it, mode 0700, where they are missing. Step by step: Node's recursive form never returns on a file
 * system that has no folders to make (`/proc`).
 *
 * Throws  unavailable with the sentence that says what to do.
 */
export function makeFolder(path: string): void {
	if (existsSync(path)) return;
	makeFolder(dirname(path));
	try {
		mkdirSync(path, { mode: 0o700 });
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "EEXIST") return;
		throw new SpanglassError("unavailable", `cannot make the data folder ${path} (${code})`, {
			advice: "choose another with --data DIR, or give this user the right to write there",
		});
	}
}
