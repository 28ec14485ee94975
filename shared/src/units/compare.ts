/** -1, 0 or 1, for `sort`: numbers and bigints by value, texts by UTF-16 units. */
export function compare<T extends bigint | number | string>(a: T, b: T): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
