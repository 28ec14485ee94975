/** What is asked of one service, and what its answers share. */
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { RedGroup, RedKey } from "../store/api/rollup-queries.ts";

export interface ServiceQuestion {
	readonly service: string;
	/** Undefined: whatever its namespace. */
	readonly namespace: string | undefined;
	readonly environment: string | undefined;
	readonly range: TimeRange;
	readonly compareWith: TimeRange | undefined;
}

export function whereOf({ service, namespace, environment }: ServiceQuestion) {
	return { service, ...(namespace === undefined ? {} : { namespace }), ...(environment === undefined ? {} : { environment }) };
}

/** The same sums for the range and for the one it is compared with. */
export async function both<T>(
	{ range, compareWith }: ServiceQuestion,
	sum: (range: TimeRange) => Promise<T>,
): Promise<readonly [T, T | undefined]> {
	const now = await sum(range);
	return [now, compareWith === undefined ? undefined : await sum(compareWith)];
}

/** Failed spans by something of their key, the most frequent first. */
export function errorClassesOf<T extends object>(
	groups: readonly Pick<RedGroup, "key" | "durations">[],
	of: (key: Partial<RedKey>) => T,
): readonly (T & { readonly count: number })[] {
	const failed = Map.groupBy(
		groups.filter(({ key }) => key.isError === true),
		({ key }) => JSON.stringify(of(key)),
	);
	const counted = [...failed.values()].flatMap((group) => {
		const [first] = group;
		const count = group.reduce((sum, { durations }) => sum + durations.count, 0);
		return first === undefined ? [] : [{ ...of(first.key), count }];
	});
	return counted.sort((a, b) => b.count - a.count);
}
