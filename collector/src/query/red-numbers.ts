import { addDurations } from "@spanglass/shared/analysis/call-graph";
import type { DurationCounts } from "@spanglass/shared/analysis/duration-counts";
import { SpanKind } from "@spanglass/shared/model/span";

const REQUEST_KINDS: ReadonlySet<number> = new Set([SpanKind.server, SpanKind.consumer]);

/** Spans and how many of them failed. */
export interface Numbers {
	readonly durations: DurationCounts;
	readonly errors: number;
}

/** Of groups whose key has a kind: SERVER and CONSUMER spans, or all of them when a service has neither. */
export function requestsOf<Group extends { readonly key: { readonly kind?: number } }>(groups: readonly Group[]): readonly Group[] {
	const requests = groups.filter(({ key }) => REQUEST_KINDS.has(key.kind ?? 0));
	return requests.length > 0 ? requests : groups;
}

/** Groups whose key tells failed spans from others, added up. */
export function numbersOf(
	groups: readonly { readonly key: { readonly isError?: boolean }; readonly durations: DurationCounts }[],
): Numbers {
	const errors = groups.reduce((sum, { key, durations }) => sum + (key.isError === true ? durations.count : 0), 0);
	return { durations: addDurations(groups.map(({ durations }) => durations)), errors };
}
