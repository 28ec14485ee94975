/** Split a list into its runs of consecutive items whose key is the same object. Cost O(n). */
export function* runsOf<T>(items: readonly T[], keyOf: (item: T) => unknown): Generator<readonly T[]> {
	let start = 0;
	for (let i = 1; i <= items.length; i++) {
		const previous = items[start] as T;
		if (i < items.length && keyOf(items[i] as T) === keyOf(previous)) continue;
		yield items.slice(start, i);
		start = i;
	}
}
