/** How V8 treats the memory of this process; to be called before the first thread is started. */
import { setFlagsFromString } from "node:v8";

/**
 * Bytes outside of the heap count against the limit at which V8 marks the whole heap, and requests are such bytes: with the default growth
 * a thread that holds 20 MiB of objects marks them all anew for every 10 MiB received, which took a third of all CPU time of ingest.
 */
const HEAP_GROWING_PERCENT = 300;

/** Let heaps grow further before they are marked; holds for threads that are started later. */
export function setEngineFlags(): void {
	setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
}
