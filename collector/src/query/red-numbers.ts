import { addDurations, type DurationCounts } from "@spanglass/shared/analysis/duration-counts";
import { SpanKind } from "@spanglass/shared/model/span";

const REQUEST_KINDS: ReadonlySet<number> = new Set([SpanKind.server, SpanKind.consumer]);

/** Spans and how many of them failed. */
export interface Numbers {
	readonly durations: DurationCounts;
	readonly errors: number;
}

/** Numbers of a range, and of the one it is compared with. */
export interface Compared {
	readonly numbers: Numbers;
	/** Undefined when there is nothing to compare with. */
	readonly before: Numbers | undefined;
}

/** Groups of a range and of the one it is compared with, by what `idOf` tells: what there is now first, then what there only was. */
export function compareGroups<Group>(
	groups: readonly Group[],
	before: readonly Group[] | undefined,
	idOf: (group: Group) => string,
): readonly { readonly example: Group; readonly now: readonly Group[]; readonly earlier: readonly Group[] | undefined }[] {
	const current = Map.groupBy(groups, idOf);
	const former = Map.groupBy(before ?? [], idOf);
	return [...new Set([...current.keys(), ...former.keys()])].flatMap((id) => {
		const now = current.get(id) ?? [];
		const earlier = former.get(id) ?? [];
		const example = now[0] ?? earlier[0];
		return example === undefined ? [] : [{ example, now, earlier: before && earlier }];
	});
}

/** Of groups whose key has a kind: SERVER and CONSUMER spans, or all of them when a service has neither. */
export function requestsOf<Group extends { readonly key: { readonly kind?: number } }>(groups: readonly Group[]): readonly Group[] {
	const requests = groups.filter(({ key }) => REQUEST_KINDS.has(key.kind ?? 0));
	return requests.length > 0 ? requests : groups;
}

/** Of groups whose key tells requests from other spans: the requests, or all of them when there is none. */
export function requestsAmong<Group extends { readonly key: { readonly isRequest?: boolean } }>(
	groups: readonly Group[],
): readonly Group[] {
	const requests = groups.filter(({ key }) => key.isRequest === true);
	return requests.length > 0 ? requests : groups;
}

/** Groups whose key tells failed spans from others, added up. */
export function numbersOf(
	groups: readonly { readonly key: { readonly isError?: boolean }; readonly durations: DurationCounts }[],
): Numbers {
	const errors = groups.reduce((sum, { key, durations }) => sum + (key.isError === true ? durations.count : 0), 0);
	return { durations: addDurations(groups.map(({ durations }) => durations)), errors };
}
