/** Traces and spans of a table of facts by their ids: open addressing, made when it is first asked for. */
import { finishHash, hashWord, hashWords } from "../columns/hash.ts";
import type { SpanFactTable } from "./span-facts.ts";

/** Spans of a trace that are looked through one by one. */
const FEW_SPANS = 32;

/** See `SpanFactTable.find`. `traces`: 4 words each. */
export function traceFinder(traces: Uint32Array, count: number): SpanFactTable["find"] {
	let slots: Uint32Array | undefined;
	const mask = slotsFor(count) - 1;
	const slotOf = (table: Uint32Array, words: Uint32Array, at: number): number => {
		let slot = finishHash(hashWords(words, at, at + 4)) & mask;
		for (;;) {
			const known = table[slot] as number;
			if (known === 0 || isSame(traces, (known - 1) * 4, words, at)) return slot;
			slot = (slot + 1) & mask;
		}
	};
	return (words, at) => {
		if (slots === undefined) {
			slots = new Uint32Array(mask + 1);
			for (let trace = 0; trace < count; trace++) slots[slotOf(slots, traces, trace * 4)] = trace + 1;
		}
		return (slots[slotOf(slots, words, at)] as number) - 1;
	};
}

/** See `SpanFactTable.findSpan`. */
export function spanFinder(facts: Omit<SpanFactTable, "findSpan">): SpanFactTable["findSpan"] {
	let slots: Uint32Array | undefined;
	const { firstOf, spanHigh, spanLow } = facts;
	return (words) => {
		const trace = facts.find(words, 0);
		if (trace < 0) return -1;
		const [from, to] = [firstOf[trace] as number, firstOf[trace + 1] as number];
		const [high, low] = [words[4] as number, words[5] as number];
		if (to - from > FEW_SPANS) {
			slots ??= slotsOfSpans(facts);
			return (slots[seekSpan(facts, slots, { trace, high, low })] as number) - 1;
		}
		let found = -1;
		for (let place = from; place < to; place++) {
			if (spanHigh[place] === high && spanLow[place] === low && (found < 0 || isBetter(facts, place, found))) found = place;
		}
		return found;
	};
}

/** Of spans of traces that have many. */
function slotsOfSpans(facts: Omit<SpanFactTable, "findSpan">): Uint32Array {
	const slots = new Uint32Array(slotsFor(facts.count));
	for (let trace = 0; trace < facts.traceCount; trace++) {
		const [from, to] = [facts.firstOf[trace] as number, facts.firstOf[trace + 1] as number];
		if (to - from <= FEW_SPANS) continue;
		for (let place = from; place < to; place++) {
			const [high, low] = [facts.spanHigh[place] as number, facts.spanLow[place] as number];
			const slot = seekSpan(facts, slots, { trace, high, low });
			const known = (slots[slot] as number) - 1;
			if (known < 0 || isBetter(facts, place, known)) slots[slot] = place + 1;
		}
	}
	return slots;
}

interface SpanKey {
	readonly trace: number;
	readonly high: number;
	readonly low: number;
}

/** Its slot, or the empty one where it belongs. */
function seekSpan({ firstOf, spanHigh, spanLow }: Omit<SpanFactTable, "findSpan">, slots: Uint32Array, key: SpanKey): number {
	const [from, to] = [firstOf[key.trace] as number, firstOf[key.trace + 1] as number];
	const mask = slots.length - 1;
	let slot = finishHash(hashWord(hashWord(key.trace, key.high), key.low)) & mask;
	for (let known = slots[slot] as number; known !== 0; known = slots[slot] as number) {
		const place = known - 1;
		if (place >= from && place < to && spanLow[place] === key.low && spanHigh[place] === key.high) return slot;
		slot = (slot + 1) & mask;
	}
	return slot;
}

/** Of several spans with one id the earliest is meant, then the longest. */
function isBetter({ minute, nanos, duration }: Omit<SpanFactTable, "findSpan">, place: number, than: number): boolean {
	const later = (minute[place] as number) - (minute[than] as number) || (nanos[place] as number) - (nanos[than] as number);
	return later < 0 || (later === 0 && (duration[place] as number) > (duration[than] as number));
}

function slotsFor(count: number): number {
	return 2 ** Math.ceil(Math.log2(Math.max(2, count * 2)));
}

function isSame(a: Uint32Array, at: number, b: Uint32Array, from: number): boolean {
	return a[at] === b[from] && a[at + 1] === b[from + 1] && a[at + 2] === b[from + 2] && a[at + 3] === b[from + 3];
}
