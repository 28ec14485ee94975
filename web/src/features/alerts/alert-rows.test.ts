import { describe, expect, test } from "vitest";
import { ruleOf, ruleText, transitionOf } from "../../testing/fake-alerts.ts";
import { firingsIn, lookOf, pickRules, stripOf } from "./alert-rows.ts";

const at = (minute: number): string => String(BigInt(1_763_579_000_000 + minute * 60_000) * 1_000_000n);
const ms = (minute: number): number => 1_763_579_000_000 + minute * 60_000;

describe("rules", () => {
	const off = ruleOf({ id: "r2", state: "ok", rule: ruleText({ name: "old rule", enabled: false }) });
	const rows = [ruleOf(), ruleOf({ id: "r3", state: "recovering" }), off];

	test("that are off are neither ok nor firing", () => {
		expect(pickRules(rows, "ok", "")).toEqual([]);
		expect(pickRules(rows, "off", "").map(({ id }) => id)).toEqual(["r2"]);
		expect(pickRules(rows, "firing", "").map(({ id }) => id)).toEqual(["r1", "r3"]);
		expect(lookOf(off)).toBe("off");
		expect(lookOf(ruleOf({ silenced: true }))).toBe("silenced");
	});

	test("are found by name and by service, in any case", () => {
		expect(pickRules(rows, "all", "OLD").map(({ id }) => id)).toEqual(["r2"]);
		expect(pickRules(rows, "all", "checkout")).toHaveLength(3);
		expect(pickRules(rows, "all", "nothing")).toEqual([]);
	});
});

describe("strip", () => {
	test("shows the worst of all alerts, from what was before the range on", () => {
		const parts = stripOf(
			[
				transitionOf({ at: at(-30), key: "a", to: "pending" }),
				transitionOf({ at: at(10), key: "b", to: "firing" }),
				transitionOf({ at: at(20), key: "a", to: "ok" }),
				transitionOf({ at: at(40), key: "b", to: "ok" }),
			],
			ms(0),
			ms(60),
		);
		expect(parts).toEqual([
			{ state: "pending", fromMs: ms(0), toMs: ms(10) },
			{ state: "firing", fromMs: ms(10), toMs: ms(40) },
			{ state: "ok", fromMs: ms(40), toMs: ms(60) },
		]);
		expect(firingsIn(parts)).toBe(1);
	});

	test("a firing that came back while recovering is the same one", () => {
		const part = (state: "firing" | "recovering" | "ok") => ({ state, fromMs: 0, toMs: 1 });
		expect(firingsIn([part("firing"), part("recovering"), part("firing"), part("ok"), part("firing")])).toBe(2);
	});
});
