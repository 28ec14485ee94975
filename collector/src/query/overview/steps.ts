/** Numbers by step of a range: values of a measure, and since when it is bad. */
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { type UnixNanos, unixNanos } from "@spanglass/shared/units/time";

const NANOS_PER_MINUTE = 60_000_000_000n;
/** Steps of a range at most. */
const STEPS = 60;
/** From a bad step on so many of the steps with a value have to be bad. */
const BAD_SHARE = 0.6;

export interface Steps {
	readonly range: TimeRange;
	readonly stepMinutes: number;
	readonly count: number;
}

/** A range of whole minutes in at most 60 steps. */
export function stepsOf(range: TimeRange): Steps {
	const minutes = Number((range.end - range.start) / NANOS_PER_MINUTE);
	const stepMinutes = Math.max(1, Math.ceil(minutes / STEPS));
	return { range, stepMinutes, count: Math.ceil(minutes / stepMinutes) };
}

export function stepOf({ range, stepMinutes }: Steps, at: UnixNanos): number {
	return Number((at - range.start) / (BigInt(stepMinutes) * NANOS_PER_MINUTE));
}

export function startOfStep({ range, stepMinutes }: Steps, step: number): UnixNanos {
	return unixNanos(range.start + BigInt(step * stepMinutes) * NANOS_PER_MINUTE);
}

/** What `measure` says of the groups of each step; undefined for a step without any. */
export function valuesBySteps<Group extends { readonly start: UnixNanos }>(
	steps: Steps,
	groups: readonly Group[],
	measure: (groups: readonly Group[]) => number | undefined,
): readonly (number | undefined)[] {
	const byStep = Map.groupBy(groups, ({ start }) => stepOf(steps, start));
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
