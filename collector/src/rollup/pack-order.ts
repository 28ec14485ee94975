import type { RollupTable } from "./pack.ts";

/** Where the service stands in the keys of a table; rows lie together by it, in order of UTF-16 units. Edges have two: theirs do not. */
export const SERVICE_PLACE: Readonly<Record<RollupTable, number | undefined>> = { red: 2, instance: 2, log: 2, edge: undefined };
