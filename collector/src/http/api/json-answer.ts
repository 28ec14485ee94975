/** Answers of the product's API as JSON: whole, as a list, or streamed; each bounded. */

import type { ListJson, Scanned } from "@spanglass/shared/api/answer-schemas";
import type { RouteId } from "@spanglass/shared/api/routes";
import type { RouteInput } from "@spanglass/shared/api/validate";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { Control } from "../../query/query-services.ts";
import { textChunks } from "../../query/text-chunks.ts";
import type { Answer } from "../answer.ts";

/** A checked request with what the answer needs to know about it. */
export type RouteRequest<R extends RouteId> = RouteInput<R> & {
	readonly accept: string;
	/** `performance.now()` when the request was taken up. */
	readonly startedMs: number;
};

/** The answer would be larger than it may: HTTP 413. */
export class AnswerTooLarge extends SpanglassError {
	constructor(advice: string) {
		super("invalid_input", `the answer would be larger than ${LIMITS.answerBytes / 1024 / 1024} MiB`, { advice });
	}
}

const JSON_HEADERS = { "Content-Type": "application/json; charset=utf-8" };

export function jsonAnswer(value: unknown, status = 200): Answer {
	return { status, headers: JSON_HEADERS, body: new TextEncoder().encode(JSON.stringify(value)) };
}

/** Everything of a list but its rows. */
export interface ListFacts {
	readonly cursor: string | undefined;
	readonly total: number | undefined;
	readonly complete: boolean;
	/** What was looked at; undefined for a list that has no range. */
	readonly range: TimeRange | undefined;
	readonly scannedRange?: TimeRange;
	readonly scannedBlocks: number;
	readonly scannedRows: number;
	readonly warnings: readonly string[];
}

export interface ListRows<T> {
	readonly rows: readonly T[];
	toJson(row: T): unknown;
	/** Further members of the answer. */
	readonly extra?: Readonly<Record<string, unknown>>;
}

const ROWS_PER_TURN = 64;

/** Encode a list row by row, by turns with other queries. Throws AnswerTooLarge as soon as it is known. */
export async function listAnswer<T>(
	{ rows, toJson, extra }: ListRows<T>,
	facts: ListFacts,
	{ control, startedMs }: { readonly control: Control; readonly startedMs: number },
): Promise<Answer> {
	const parts: string[] = [];
	let length = 0;
	for (const [index, row] of rows.entries()) {
		const text = JSON.stringify(toJson(row));
		length += Buffer.byteLength(text) + 1;
		if (length > LIMITS.answerBytes) throw new AnswerTooLarge("ask for fewer rows with limit");
		parts.push(text);
		if (index % ROWS_PER_TURN === ROWS_PER_TURN - 1) await control.checkpoint();
	}
	const rest = JSON.stringify({ ...listFrame(facts, startedMs), ...extra });
	return { status: 200, headers: JSON_HEADERS, body: Buffer.from(`{"data":[${parts.join(",")}],${rest.slice(1)}`) };
}

function listFrame(facts: ListFacts, startedMs: number): Omit<ListJson<never>, "data"> {
	return {
		cursor: facts.cursor ?? null,
		total: facts.total ?? null,
		complete: facts.complete,
		scanned: scannedOf(facts),
		warnings: facts.warnings,
		tookMs: tookMs(startedMs),
	};
}

/** What was looked at: the range asked for, unless the store says that it was less. */
export function scannedOf({ range, scannedRange = range, scannedBlocks, scannedRows }: Omit<ListFacts, "cursor" | "total">): Scanned {
	return { from: String(scannedRange?.start ?? 0n), to: String(scannedRange?.end ?? 0n), blocks: scannedBlocks, rows: scannedRows };
}

/** Facts of a list that is complete and was not scanned for. */
export function wholeList(rows: number, range: TimeRange | undefined): ListFacts {
	return { cursor: undefined, total: rows, complete: true, range, scannedBlocks: 0, scannedRows: rows, warnings: [] };
}

/** Milliseconds since the request was taken up, with two decimals. */
export function tookMs(startedMs: number): number {
	return Math.round((performance.now() - startedMs) * 100) / 100;
}

/** A streamed answer of JSON text. */
export function streamAnswer(texts: AsyncIterable<string>): Answer {
	return { status: 200, headers: JSON_HEADERS, body: textChunks(texts) };
}
