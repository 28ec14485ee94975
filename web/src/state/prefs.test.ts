import { expect, test } from "vitest";
import { type Prefs, readPrefs } from "./prefs.ts";

const DEFAULTS: Prefs = {
	theme: "system",
	density: "default",
	language: "en",
	refresh: undefined,
	environment: "",
	singleKeys: true,
	facets: true,
	name: "",
};

test("stored preferences are read; unknown values and broken text become defaults", () => {
	const stored: Prefs = {
		theme: "light",
		density: "compact",
		language: "zh",
		refresh: "10s",
		environment: "prod",
		singleKeys: false,
		facets: false,
		name: "lin",
	};
	expect(readPrefs(JSON.stringify(stored), "en-US")).toEqual(stored);
	expect(readPrefs('{"theme":"pink","refresh":"1s","environment":3,"singleKeys":"no"}', "zh-CN")).toEqual({ ...DEFAULTS, language: "zh" });
	const environmentOf = (environment: string) => readPrefs(JSON.stringify({ environment }), "en").environment;
	expect([environmentOf("e".repeat(1024)).length, environmentOf("e".repeat(1025))], "no route takes a longer one").toEqual([1024, ""]);
	for (const text of [null, "", "{", "null", "3"]) expect(readPrefs(text, "de")).toEqual(DEFAULTS);
});
