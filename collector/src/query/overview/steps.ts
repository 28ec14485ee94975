/** Numbers by step of a range: values of a measure, and since when it is bad. */
import type { UnixNanos } from "@spanglass/shared/units/time";
import { bucketOf, type MinuteBuckets } from "../minute-buckets.ts";

/** From a bad step on so many of the steps with a value have to be bad. */
const BAD_SHARE = 0.6;

/** What `measure` says of the groups of each step; undefined for a step without any. */
export function valuesBySteps<Group extends { readonly start: UnixNanos }>(
	steps: MinuteBuckets,
	groups: readonly Group[],
	measure: (groups: readonly Group[]) => number | undefined,
): readonly (number | undefined)[] {
	const byStep = Map.groupBy(groups, ({ start }) => bucketOf(steps, start));
	return Array.from({ length: steps.count }, (_, step) => {
		const ofStep = byStep.get(step);
		return ofStep && measure(ofStep);
	});
}

/** The first step that is bad and from which on most are; undefined when there is none, or it is the first one with a value. */
export function badSince(values: readonly (number | undefined)[], isBad: (value: number) => boolean): number | undefined {
	const known = values.flatMap((value, step) => (value === undefined ? [] : [{ step, bad: isBad(value) }]));
	let [bad, all] = [0, 0];
	let since: number | undefined;
	for (const [at, { step, bad: isBadStep }] of [...known.entries()].reverse()) {
		all++;
		if (isBadStep) bad++;
		if (isBadStep && bad / all >= BAD_SHARE) since = at === 0 ? undefined : step;
	}
	return since;
}
