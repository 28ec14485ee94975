/** Locks on rows, one holder each, the others wait in line: what `SELECT … FOR UPDATE` does. */
export interface RowLocks {
	/** Resolves with the function that gives the row back. */
	lock(row: string): Promise<() => void>;
	/** Rows that somebody holds or waits for. */
	waiting(): number;
}

export function createRowLocks(): RowLocks {
	const tails = new Map<string, Promise<void>>();
	let waiting = 0;
	return {
		lock: async (row) => {
			const before = tails.get(row);
			let free = (): void => undefined;
			const mine = new Promise<void>((resolve) => {
				free = resolve;
			});
			const tail = (before ?? Promise.resolve()).then(() => mine);
			tails.set(row, tail);
			waiting += 1;
			await before;
			waiting -= 1;
			return () => {
				if (tails.get(row) === tail) tails.delete(row);
				free();
			};
		},
		waiting: () => waiting,
	};
}
