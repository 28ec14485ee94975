/** Bare words and phrases in log bodies: looked for in the bytes of many dictionary entries at once, before a text is made of any. */
import { isAscii } from "node:buffer";
import { createTextSearch } from "@spanglass/shared/query/text-search";
import type { DictionaryPart, RowView } from "../../../columns/row-view.ts";

const YES = 1;
const NO = 2;

/**
 * Whether a dictionary entry contains a text, whatever the case; equal to `containsText` of the entry's text.
 *
 * Cost  the first question about an entry answers its whole part of the dictionary: about 1 ns a byte when all of it is ASCII; else the
 *       entry is asked alone.
 */
export function createEntrySearch(
	view: Pick<RowView, "counts" | "dictionaryPart" | "passingText">,
	wanted: string,
): (id: number) => boolean {
	const test = createTextSearch(wanted);
	const folded = wanted.toLowerCase();
	const isSearchable = wanted !== "" && isAscii(Buffer.from(wanted));
	const answers = new Uint8Array(view.counts.entries);
	/** First entries of parts that are not all ASCII. */
	const mixed = new Set<number>();
	return (id) => {
		if (answers[id] === 0 && isSearchable) searchPart(view.dictionaryPart(id), { folded, answers, mixed });
		if (answers[id] === 0) answers[id] = test(view.passingText(id)) ? YES : NO;
		return answers[id] === YES;
	};
}

interface EntrySearch {
	readonly folded: string;
	readonly answers: Uint8Array;
	readonly mixed: Set<number>;
}

function searchPart({ first, bytes, offsets }: DictionaryPart, { folded, answers, mixed }: EntrySearch): void {
	if (mixed.has(first)) return;
	const count = offsets.length - 1;
	const start = offsets[0] as number;
	const stretch = bytes.subarray(start, offsets[count]);
	if (!isAscii(stretch)) {
		mixed.add(first);
		return;
	}
	const text = stretch.toString("latin1").toLowerCase();
	answers.fill(NO, first, first + count);
	let entry = 0;
	for (let at = text.indexOf(folded); at >= 0; ) {
		while ((offsets[entry + 1] as number) - start <= at) entry++;
		const end = (offsets[entry + 1] as number) - start;
		const isInside = at + folded.length <= end;
		if (isInside) answers[first + entry] = YES;
		at = text.indexOf(folded, isInside ? end : at + 1);
	}
}
