/**
 * Shared memory is given back when the last thread has collected its handle of it, and a thread that is idle never collects. So a thread
 * that has let go of shared buffers says so here.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Of collections that were asked for; each takes the thread some 15 ms, and helpers as long again. */
const INTERVAL_MS = 5000;

let timer: NodeJS.Timeout | undefined;
let collect: (() => void) | undefined;

/** V8's own collector is only there under a flag, which does nothing else; it holds for contexts made after it was set. */
function exposed(): () => void {
	setFlagsFromString("--expose-gc");
	return runInNewContext("gc") as () => void;
}

/** Collect this thread's garbage before long. Cheap to call often. */
export function collectSoon(): void {
	if (timer !== undefined) return;
	timer = setTimeout(() => {
		timer = undefined;
		collect ??= exposed();
		collect();
	}, INTERVAL_MS);
	timer.unref();
}
