/**
 * Shared memory is given back when the last thread has collected its handle of it, and a thread that is idle never collects. So a thread
 * that has let go of shared buffers says so here.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Of whole collections that were asked for; each takes the thread some 15 ms, and helpers as long again. */
const INTERVAL_MS = 5000;
/** Of collections under pressure. */
const PRESSED_MS = 400;

type Collect = (options?: { readonly type: "minor" }) => void;

let timer: NodeJS.Timeout | undefined;
let isYoungDue = false;
let pressedAt = Number.NEGATIVE_INFINITY;
let exposed: Collect | undefined;

/** V8's own collector is only there under a flag, which does nothing else; it holds for contexts made after it was set. */
function collector(): Collect {
	if (exposed === undefined) {
		setFlagsFromString("--expose-gc");
		exposed = runInNewContext("gc") as Collect;
	}
	return exposed;
}

/**
 * Collect this thread's garbage before long: at once what is young, which takes less than a millisecond and is enough for a handle that
 * was not kept for long; all of it some seconds later. Cheap to call often.
 */
export function collectSoon(): void {
	collectYoungNext();
	if (timer !== undefined) return;
	timer = setTimeout(() => {
		timer = undefined;
		collector()();
	}, INTERVAL_MS);
	timer.unref();
}

function collectYoungNext(): void {
	if (isYoungDue) return;
	isYoungDue = true;
	setImmediate(() => {
		isYoungDue = false;
		collector()({ type: "minor" });
	});
}

/**
 * Collect everything now, unless that was done just before: while requests are refused for want of memory, what a thread has let go of
 * counts. V8 itself waits for another 64 MiB outside of its heap.
 */
export function collectUnderPressure(): void {
	const now = performance.now();
	if (now - pressedAt < PRESSED_MS) return;
	pressedAt = now;
	setImmediate(() => collector()());
}
