/** Locks on rows, one holder each, the others wait in line: what `SELECT … FOR UPDATE` does. */
export interface RowLocks {
	/** Resolves with the function that gives the row back; with undefined when `signal` aborts before it is this one's turn. */
	lock(row: string, signal: AbortSignal): Promise<(() => void) | undefined>;
	/** Callers whose turn has not come. */
	waiting(): number;
}

export function createRowLocks(): RowLocks {
	const tails = new Map<string, Promise<void>>();
	let waiting = 0;
	return {
		lock: async (row, signal) => {
			const before = tails.get(row);
			let free = (): void => undefined;
			const mine = new Promise<void>((resolve) => {
				free = resolve;
			});
			const tail = (before ?? Promise.resolve()).then(() => mine);
			tails.set(row, tail);
			void tail.then(() => tails.get(row) === tail && tails.delete(row));
			waiting += 1;
			const isMine = await Promise.race([(before ?? Promise.resolve()).then(() => true), aborted(signal)]);
			waiting -= 1;
			if (isMine) return free;
			free();
			return undefined;
		},
		waiting: () => waiting,
	};
}

function aborted(signal: AbortSignal): Promise<false> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve(false);
		else signal.addEventListener("abort", () => resolve(false), { once: true });
	});
}
