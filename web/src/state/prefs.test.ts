import { expect, test } from "vitest";
import { readPrefs } from "./prefs.ts";

test("stored preferences are read; unknown values and broken text become defaults", () => {
	expect(readPrefs('{"theme":"light","density":"compact","language":"zh"}', "en-US")).toEqual({
		theme: "light",
		density: "compact",
		language: "zh",
	});
	expect(readPrefs('{"theme":"pink"}', "zh-CN")).toEqual({ theme: "system", density: "default", language: "zh" });
	for (const text of [null, "", "{", "null", "3"])
		expect(readPrefs(text, "de")).toEqual({ theme: "system", density: "default", language: "en" });
});
