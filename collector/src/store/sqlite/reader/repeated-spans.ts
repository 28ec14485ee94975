import { SpanIdIndex } from "./span-id-index.ts";

/** Ids of the spans of one trace, two words each. */
export interface SpanIds {
	readonly spanHigh: Uint32Array;
	readonly spanLow: Uint32Array;
}

/**
 * Which spans of a trace repeat one that arrived with an earlier request: the writer marks what it can see, and the first copy may lie where
 * it cannot.
 *
 * Result  1 for a repeat; undefined when every id is there once.   Cost O(n); sequences are asked only of ids that are there twice.
 */
export function repeatedSpans({ spanHigh, spanLow }: SpanIds, sequenceOf: (index: number) => number): Uint8Array | undefined {
	const { length } = spanHigh;
	const all = Uint32Array.from({ length }, (_, index) => index);
	const index = new SpanIdIndex(spanHigh, spanLow, all);
	const first = all.map((span) => index.find(spanHigh[span] as number, spanLow[span] as number));
	if (first.every((found, span) => found === span)) return undefined;
	const earliest = new Map<number, number>();
	for (const span of all) {
		const found = first[span] as number;
		if (found !== span) earliest.set(found, Math.min(earliest.get(found) ?? sequenceOf(found), sequenceOf(span)));
	}
	const repeats = new Uint8Array(length);
	for (const span of all) {
		const sequence = earliest.get(first[span] as number);
		if (sequence !== undefined && sequenceOf(span) > sequence) repeats[span] = 1;
	}
	return repeats;
}
