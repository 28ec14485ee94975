/** The order of a list of traces and its cursors. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { TraceId } from "@spanglass/shared/model/ids";
import { halvesFromUnixNanos } from "@spanglass/shared/units/time";
import { hexFromWord, uint64FromHalves, wordsFromHex } from "../../../columns/halves.ts";
import { type Cursor, parseCursor } from "./cursor.ts";

const TRACE_ID = /^[0-9a-f]{32}$/;

/** A trace's place in the order: largest key first, ties by id ascending. */
export interface TracePlace {
	readonly high: number;
	readonly low: number;
	/** 4 words. */
	readonly id: Uint32Array;
}

/** Below 0 when `a` comes first. */
export function comparePlaces(a: TracePlace, b: TracePlace): number {
	return b.high - a.high || b.low - a.low || compareIds(a.id, b.id);
}

function compareIds(a: Uint32Array, b: Uint32Array): number {
	for (let word = 0; word < 4; word++) {
		const difference = (a[word] as number) - (b[word] as number);
		if (difference !== 0) return difference;
	}
	return 0;
}

export function traceIdFromWords(id: Uint32Array): TraceId {
	return Array.from(id, hexFromWord).join("") as TraceId;
}

/** A cursor with the place that it stands for. */
export interface TraceCursor {
	readonly asOf: number;
	readonly place: TracePlace;
}

/** Throws invalid_input. */
export function parseTraceCursor(text: string, hash: string): TraceCursor {
	const { asOf, key, tie } = parseCursor(text, hash);
	if (!TRACE_ID.test(tie)) throw new SpanglassError("invalid_input", "the cursor is damaged", { field: "cursor" });
	const [high, low] = halvesFromUnixNanos(key);
	return { asOf, place: { high, low, id: wordsFromHex(tie) } };
}

export function cursorAt({ high, low, id }: TracePlace, asOf: number): Cursor {
	return { asOf, key: uint64FromHalves(high, low), tie: traceIdFromWords(id) };
}
