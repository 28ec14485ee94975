/**
 * Several queries on one thread, by turns of 10 ms. A query works until a checkpoint finds its turn over; then the waiting query with the
 * least work done goes on, so that a look-up overtakes a scan.
 */
export interface Turn {
	/** Resolves at once while the turn lasts, else when this query is next. */
	checkpoint(): Promise<void>;
	/** Wait for something outside (the reader of a stream) without being charged for it. Result: milliseconds waited. */
	suspend(wait: Promise<void>): Promise<number>;
}

export interface Turns {
	/** Begins when it is next; a fresh query has done no work and overtakes. */
	begin(): Promise<Turn>;
}

interface Waiting {
	readonly spentMs: number;
	readonly resume: () => void;
}

const TURN_MS = 10;

/** `now` in milliseconds, monotonic. */
export function createTurns(now: () => number = () => performance.now()): Turns {
	const waiting: Waiting[] = [];
	let scheduled = false;

	function schedule(): void {
		if (scheduled || waiting.length === 0) return;
		scheduled = true;
		setImmediate(() => {
			scheduled = false;
			takeLeast(waiting)?.resume();
			schedule();
		});
	}

	function wait(spentMs: number): Promise<void> {
		return new Promise((resume) => {
			waiting.push({ spentMs, resume });
			schedule();
		});
	}

	async function begin(): Promise<Turn> {
		await wait(0);
		let spentMs = 0;
		let began = now();
		const charge = (): void => {
			spentMs += now() - began;
		};
		return {
			checkpoint: async () => {
				if (now() - began < TURN_MS) return;
				charge();
				await wait(spentMs);
				began = now();
			},
			suspend: async (outside) => {
				charge();
				const from = now();
				await outside;
				await wait(spentMs);
				began = now();
				return began - from;
			},
		};
	}
	return { begin };
}

function takeLeast(waiting: Waiting[]): Waiting | undefined {
	let least = 0;
	for (let at = 1; at < waiting.length; at += 1) {
		if ((waiting[at]?.spentMs ?? 0) < (waiting[least]?.spentMs ?? 0)) least = at;
	}
	return waiting.splice(least, 1)[0];
}
