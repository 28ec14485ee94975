/** One condition on a row. */
export type RowTest = (row: number) => boolean;

/** Remember a test's answers by a small number; `size` bounds it, beyond is asked each time. */
export function remembered(size: number, keyOf: (row: number) => number, ask: (key: number, row: number) => boolean): RowTest {
	const answers = new Uint8Array(size);
	return (row) => {
		const key = keyOf(row);
		const known = answers[key];
		if (known === 1) return true;
		if (known === 2) return false;
		const answer = ask(key, row);
		if (key < size) answers[key] = answer ? 1 : 2;
		return answer;
	};
}
