import { withCondition, withKeyChoice } from "@spanglass/shared/query/filter-edit";

/** The query for the spans of one group: each key has its value, or is missing (null). */
export function groupQuery(q: string, by: readonly string[], values: readonly (string | null)[]): string {
	return by.reduce((query, key, index) => {
		const value = values[index];
		if (value === undefined) return query;
		return value === null ? withCondition(query, `-${key}:*`) : withKeyChoice(query, key, { only: [value], not: [] });
	}, q);
}
