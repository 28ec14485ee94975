import type { RollupTable } from "./pack.ts";

/** Where the service stands in the keys of a table; rows lie together by it, in order of UTF-16 units. Edges have two: theirs do not. */
export const SERVICE_PLACE: Readonly<Record<RollupTable, number | undefined>> = { red: 2, instance: 2, log: 2, edge: undefined };

/** Order of the keys of a table: by service, then text by text, in UTF-16 units. */
function keyOrder(table: RollupTable): (a: readonly string[], b: readonly string[]) => number {
	const service = SERVICE_PLACE[table];
	return (a, b) => {
		if (service !== undefined && a[service] !== b[service]) return (a[service] ?? "") < (b[service] ?? "") ? -1 : 1;
		for (let place = 0; place < a.length; place++) {
			if (a[place] !== b[place]) return (a[place] ?? "") < (b[place] ?? "") ? -1 : 1;
		}
		return 0;
	};
}

/** Of each of some distinct keys its place in their order. */
export function rankKeys(keys: readonly (readonly string[])[], table: RollupTable): Uint32Array {
	const compare = keyOrder(table);
	const ranks = new Uint32Array(keys.length);
	const order = Uint32Array.from(ranks.keys()).sort((a, b) => compare(keys[a] ?? [], keys[b] ?? []));
	for (let rank = 0; rank < order.length; rank++) ranks[order[rank] as number] = rank;
	return ranks;
}
