import { describe, expect, it } from "vitest";
import { ownedBytes } from "./owned-bytes.ts";

describe("bytes to hand to another thread", () => {
	it("are the same memory when they fill their buffer, but for the frame of a gRPC message", () => {
		const buffer = Uint8Array.of(0, 0, 0, 0, 3, 7, 8, 9).buffer;
		expect(ownedBytes(new Uint8Array(buffer)).buffer).toBe(buffer);
		const message = ownedBytes(Buffer.from(buffer, 5));
		expect(message.buffer).toBe(buffer);
		expect([...message]).toEqual([7, 8, 9]);
	});

	it("are a copy when something else may lie in their buffer", () => {
		const { buffer } = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
		for (const view of [new Uint8Array(buffer, 6), new Uint8Array(buffer, 0, 7), new Uint8Array(new SharedArrayBuffer(4))]) {
			const owned = ownedBytes(view);
			expect(owned.buffer).not.toBe(view.buffer);
			expect(owned.buffer.byteLength).toBe(view.byteLength);
			expect([...owned]).toEqual([...view]);
		}
	});
});
