/** Cursors: where the next page of a list begins, and which query and snapshot it belongs to. Opaque to clients. */
import { createHash } from "node:crypto";
import { SpanglassError } from "@spanglass/shared/model/errors";

const VERSION = 1;
const HASH_DIGITS = 16;

export interface Cursor {
	/** Later pages ignore what arrived after this sequence. */
	readonly asOf: number;
	/** Sort key of the last row of the page. */
	readonly key: bigint;
	/** What breaks ties: a trace id, or sequence and ordinal of a record. */
	readonly tie: string;
}

function damaged(): SpanglassError {
	return new SpanglassError("invalid_input", "the cursor is damaged or belongs to another query", {
		field: "cursor",
		advice: "Start again without a cursor.",
	});
}

/** A short hash of everything that decides order and membership of a list. */
export function queryHash(query: unknown): string {
	const text = JSON.stringify(query, (_key, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
	return createHash("sha256").update(text).digest("hex").slice(0, HASH_DIGITS);
}

export function printCursor(cursor: Cursor, hash: string): string {
	const parts = [VERSION, hash, cursor.asOf, cursor.key.toString(), cursor.tie];
	return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** Throws invalid_input when the text is not a cursor of the query with this hash. */
export function parseCursor(text: string, hash: string): Cursor {
	let parts: unknown;
	try {
		parts = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
	} catch {
		throw damaged();
	}
	if (!Array.isArray(parts) || parts.length !== 5) throw damaged();
	const [version, owner, asOf, key, tie] = parts as unknown[];
	if (version !== VERSION || owner !== hash || !Number.isSafeInteger(asOf) || typeof tie !== "string") throw damaged();
	if (typeof key !== "string" || !/^\d{1,20}$/.test(key)) throw damaged();
	return { asOf: asOf as number, key: BigInt(key), tie };
}
