/** How V8 treats memory and code of this process; to be set before the first thread is started. */
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";

/**
 * Bytes outside of the heap count against the limit at which V8 marks the whole heap, and requests are such bytes: with the default growth
 * a thread that holds 20 MiB of objects marks them all anew for every 10 MiB received, which took a third of all CPU time of ingest.
 */
const HEAP_GROWING_PERCENT = 300;
/** MiB. Most of a request lies outside of the heap; the 16 that each thread may take by default only made the process larger. */
const YOUNG_SPACE_MIB = 4;
/** Beside the code that it is made of, and as trusted as that; where nothing can be written there is no cache. */
const CODE_CACHE = join(import.meta.dirname, "../../..", "node_modules", ".cache", "spanglass-code");

/**
 * Let heaps grow further before they are marked. For threads that are started later also: keep young spaces small, and take code from a
 * cache, as reading TypeScript anew costs each thread 15 MiB and a quarter of a second. (`npm start` sets the last two for main.)
 */
export function setEngineFlags(): void {
	setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
	setFlagsFromString(`--max-semi-space-size=${YOUNG_SPACE_MIB}`);
	process.env.NODE_COMPILE_CACHE ??= CODE_CACHE;
}
