/**
 * SIGTERM, SIGINT and SIGHUP as one wish to stop. A signal to the whole process group reaches the product twice (from the shell and from
 * the program that started it), so what follows within 2 s is the same wish; a later one means it.
 */
export interface StopSignals {
	/** The first signal; at most once. */
	readonly onStop: () => void;
	/** A signal more than 2 s after the first. */
	readonly onForce: () => void;
	/** Monotonic milliseconds. */
	readonly now: () => number;
}

const SAME_WISH_MS = 2000;

/** Result: what each signal calls. */
export function createStopHandler({ onStop, onForce, now }: StopSignals): () => void {
	let first: number | undefined;
	return () => {
		if (first === undefined) {
			first = now();
			onStop();
		} else if (now() - first > SAME_WISH_MS) onForce();
	};
}
