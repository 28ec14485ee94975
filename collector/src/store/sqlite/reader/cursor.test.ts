import { describe, expect, it } from "vitest";
import { parseCursor, printCursor, queryHash } from "./cursor.ts";

const CURSOR = { asOf: 41, key: 2n ** 64n - 1n, tie: "ab".repeat(16) };

describe("cursors", () => {
	it("read back as printed", () => {
		const hash = queryHash([1n, "newest"]);
		expect(parseCursor(printCursor(CURSOR, hash), hash)).toEqual(CURSOR);
	});

	it.each(["", "x", "W10", Buffer.from("[1,2]").toString("base64url"), Buffer.from('[1,"h",1,"-5",""]').toString("base64url")])(
		"refuse %j",
		(text) => {
			expect(() => parseCursor(text, "h")).toThrow(expect.objectContaining({ kind: "invalid_input", field: "cursor" }));
		},
	);

	it("belong to one query", () => {
		const text = printCursor(CURSOR, queryHash(["a"]));
		expect(() => parseCursor(text, queryHash(["b"]))).toThrow(expect.objectContaining({ kind: "invalid_input" }));
	});
});
