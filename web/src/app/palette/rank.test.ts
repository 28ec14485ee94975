import fc from "fast-check";
import { expect, test } from "vitest";
import { paletteMode } from "./mode.ts";
import { rankItems } from "./rank.ts";

const item = (label: string, words?: string) => ({ id: label, label, ...(words === undefined ? {} : { words }) });
const labels = (items: readonly ReturnType<typeof item>[], needle: string, used: Readonly<Record<string, number>> = {}) =>
	rankItems(items, needle, ({ id }) => used[id] ?? 0).map((ranked) => ranked.item.label);

test("exact, then prefix, then what is used, then likeness", () => {
	const items = [item("catalog-api"), item("log archive"), item("Metrics"), item("Logs"), item("log"), item("blog")];
	expect(labels(items, "log", { blog: 3 })).toEqual(["log", "log archive", "Logs", "blog", "catalog-api"]);
});

test("within prefixes the more used comes first; equals keep their order", () => {
	const items = [item("payment"), item("pay-gateway"), item("paylog")];
	expect(labels(items, "pay", { paylog: 2, "pay-gateway": 5 })).toEqual(["pay-gateway", "paylog", "payment"]);
	expect(labels(items, "")).toEqual(["payment", "pay-gateway", "paylog"]);
	expect(labels(items, "", { paylog: 1 })[0]).toBe("paylog");
});

test("a word inside a label counts as a prefix, and further words find what the label does not say", () => {
	expect(labels([item("xserviceb"), item("checkout service")], "serv")).toEqual(["checkout service", "xserviceb"]);
	expect(labels([item("主题：深色", "theme dark")], "theme")).toEqual(["主题：深色"]);
	expect(labels([item("Theme")], "thx")).toEqual([]);
});

test("typed characters are marked, in one piece when possible", () => {
	expect(rankItems([item("checkout")], "kou", () => 0)[0]?.marks).toEqual([4, 5, 6]);
	expect(rankItems([item("shopping cart")], "spng", () => 0)[0]?.marks).toEqual([0, 3, 6, 7]);
	expect(labels([item("Copy the time range")], "che")).toEqual([]);
});

test("marks spell the needle, and nothing is found twice or invented", () => {
	const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "-", " "), maxLength: 12 });
	fc.assert(
		fc.property(fc.uniqueArray(text), text, (names, needle) => {
			const ranked = rankItems(
				names.map((name) => item(name)),
				needle,
				({ label }) => label.length % 3,
			);
			expect(new Set(ranked.map(({ item: { label } }) => label)).size).toBe(ranked.length);
			for (const {
				item: { label },
				marks,
			} of ranked) {
				const spelled = marks.map((at) => label.charAt(at)).join("");
				expect([needle, needle.replaceAll(" ", "")]).toContain(spelled);
			}
			for (const name of names) if (name.includes(needle)) expect(ranked.map(({ item: { label } }) => label)).toContain(name);
		}),
		{ seed: 11, numRuns: 300 },
	);
});

test.each([
	["", "all", ""],
	[" checkout ", "all", "checkout"],
	[">theme", "command", "theme"],
	[": service:a", "query", "service:a"],
	["#4bf9", "id", "4bf9"],
	["@15m", "time", "15m"],
	["?", "help", ""],
])("%j looks for %s", (text, mode, needle) => {
	expect(paletteMode(text)).toEqual({ mode, needle });
});
