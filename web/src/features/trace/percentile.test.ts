import { describe, expect, it } from "vitest";
import { rankOf, scopeRange } from "./percentile.ts";

describe("scopeRange", () => {
	it("ends with the minute of the span's start and is an hour or a day long", () => {
		const startTime = `${Date.parse("2026-11-20T03:14:07.218Z")}000001`;
		const { fromMs, toMs } = scopeRange({ startTime }, "1h");
		expect(new Date(toMs).toISOString()).toBe("2026-11-20T03:15:00.000Z");
		expect(toMs - fromMs).toBe(3_600_000);
		expect(scopeRange({ startTime }, "24h")).toEqual({ fromMs: toMs - 86_400_000, toMs });
	});

	it("holds a span that starts exactly on the minute: ranges are half-open", () => {
		const startMs = Date.parse("2026-11-20T03:14:00.000Z");
		expect(scopeRange({ startTime: `${startMs}000000` }, "1h").toMs).toBe(startMs + 60_000);
	});
});

describe("rankOf", () => {
	it("ranks from twenty spans on", () => {
		expect(rankOf({ count: 1_204, below: 1_168 })).toEqual({ kind: "slower", ratio: 1_168 / 1_204 });
		expect(rankOf({ count: 20, below: 0 })).toEqual({ kind: "fastest" });
		expect(rankOf({ count: 19, below: 18 })).toEqual({ kind: "few" });
		expect(rankOf({ count: 40, below: null })).toBeUndefined();
	});
});
