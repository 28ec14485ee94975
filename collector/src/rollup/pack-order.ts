import type { RollupTable } from "./pack.ts";

/** Where the service stands in the keys of a table; rows lie together by it. Edges have two: theirs lie by the whole key. */
export const SERVICE_PLACE: Readonly<Record<RollupTable, number | undefined>> = { red: 2, instance: 2, log: 2, edge: undefined };

/** The order of keys in a pack: by service, then by all texts, by UTF-16 units. */
export function comparePackKeys(table: RollupTable): (a: readonly string[], b: readonly string[]) => number {
	const service = SERVICE_PLACE[table];
	return (a, b) => (service === undefined ? 0 : compareText(a[service], b[service])) || compareTexts(a, b);
}

function compareTexts(a: readonly string[], b: readonly string[]): number {
	for (let at = 0; at < a.length; at++) {
		const order = compareText(a[at], b[at]);
		if (order !== 0) return order;
	}
	return 0;
}

function compareText(a = "", b = ""): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
