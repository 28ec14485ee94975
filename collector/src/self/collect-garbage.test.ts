import { describe, expect, it, vi } from "vitest";
import { collectSoon, collectUnderPressure } from "./collect-garbage.ts";

/** In a function of its own, so that nothing on the stack holds the object. */
function letGo(): WeakRef<object> {
	return new WeakRef({ letGo: true });
}

describe("garbage of an idle thread", () => {
	it("is collected after it was asked for", async () => {
		const reference = letGo();
		collectSoon();
		collectSoon();
		await vi.waitFor(() => expect(reference.deref() === undefined).toBe(true), { timeout: 20_000, interval: 200 });
	}, 30_000);
});

it("is collected at once under pressure", async () => {
	const reference = letGo();
	collectUnderPressure();
	await vi.waitFor(() => expect(reference.deref() === undefined).toBe(true), { timeout: 3000 });
});
