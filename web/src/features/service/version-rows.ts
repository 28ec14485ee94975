/** Versions of a service: which is judged against which, and what is said of a pair. Pure. */
import type { NumbersJson, VersionComparisonJson, VersionsJson } from "@spanglass/shared/api/rollup-schemas";
import type { VersionPair } from "../../api/service-detail.ts";

export type Version = VersionsJson["data"][number];
export type ComparedOperation = VersionComparisonJson["operations"][number];

/** Pairs that are asked about without anybody asking. */
const MOST_PAIRS = 6;

/**
 * Each version with the one that appeared before it in its environment, the newest first; at most six. The first version, and one without a
 * name, has nothing before it.
 */
export function versionPairs(versions: readonly Version[]): readonly VersionPair[] {
	const named = versions.filter(({ version, firstSeen }) => version !== "" && firstSeen !== null);
	const pairs = named.flatMap(({ environment, version, firstSeen }) => {
		const earlier = named.filter((other) => other.environment === environment && isBefore(other.firstSeen, firstSeen));
		const before = earlier.toSorted((a, b) => (isBefore(a.firstSeen, b.firstSeen) ? 1 : -1))[0];
		return before === undefined || before.version === version ? [] : [{ a: before.version, b: version }];
	});
	return [...new Map(pairs.map((pair) => [pair.b, pair])).values()].slice(0, MOST_PAIRS);
}

function isBefore(one: string | null, other: string | null): boolean {
	return one !== null && other !== null && BigInt(one) < BigInt(other);
}

/** Operations that only the second version has. */
export function newOperations({ operations }: Pick<VersionComparisonJson, "operations">): readonly string[] {
	return [...new Set(operations.filter(({ a, b }) => a === null && b !== null).map(({ operation }) => operation))];
}

/** What a column compares. */
export type Measure = "rate" | "errors" | "p50" | "p99";

/** Value and sample of a measure; rate rests on requests too. */
export function measured(
	numbers: NumbersJson | null,
	measure: Measure,
): { readonly value: number | null; readonly count: number } | undefined {
	if (numbers === null) return undefined;
	const { count, errorRatio, ratePerSecond, durations } = numbers;
	const values = { rate: ratePerSecond, errors: errorRatio, p50: durations.p50, p99: durations.p99 };
	return { value: values[measure], count };
}
