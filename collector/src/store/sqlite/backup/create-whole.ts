import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { createPrivately } from "../driver.ts";
import { syncFolder } from "../file/file-system.ts";

/**
 * Make a new file of mode 0600. It has its name only when it is complete; before it is `PATH.partial`, which an interruption leaves and the
 * next attempt replaces. `fill` is given that name and makes what it writes durable.
 *
 * Result  its size.
 * Throws  conflict: the file exists · what `fill` and the file system throw; nothing is left behind.
 */
export async function createWhole(path: string, fill: (partial: string) => void | Promise<void>): Promise<number> {
	const partial = `${path}.partial`;
	if (existsSync(path)) throw new SpanglassError("conflict", `${path} exists already`, { advice: "Choose another name, or take it away." });
	rmSync(partial, { force: true });
	try {
		createPrivately(partial);
		await fill(partial);
		renameSync(partial, path);
		syncFolder(dirname(path));
		return statSync(path).size;
	} catch (error) {
		rmSync(partial, { force: true });
		throw error;
	}
}
