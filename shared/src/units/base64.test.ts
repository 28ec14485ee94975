import fc from "fast-check";
import { expect, it } from "vitest";
import { base64FromBytes, bytesFromBase64 } from "./base64.ts";

it("writes what Node writes and reads both alphabets, padded or not", () => {
	const property = fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
		expect(base64FromBytes(bytes)).toBe(Buffer.from(bytes).toString("base64"));
		for (const text of [Buffer.from(bytes).toString("base64"), Buffer.from(bytes).toString("base64url")]) {
			expect(bytesFromBase64(text)).toStrictEqual(Uint8Array.from(bytes));
		}
		expect(bytesFromBase64(base64FromBytes(bytes).replaceAll("=", ""))).toStrictEqual(Uint8Array.from(bytes));
	});
	fc.assert(property, { seed: 1, numRuns: 300 });
});

it.each(["a", "abcde", "ab c", "ab=c", "===", "é"])("refuses %j", (text) => {
	expect(bytesFromBase64(text)).toBeUndefined();
});
