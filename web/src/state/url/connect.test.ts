import { expect, test } from "vitest";
import { parseSearch, stringifySearch, withValues } from "../url.ts";
import { CONNECT_LANGUAGES, connectLanguageFromSearch, searchFromConnectLanguage } from "./connect.ts";

test.each(CONNECT_LANGUAGES)("%s is written and read back", (language) => {
	const text = stringifySearch(withValues({}, searchFromConnectLanguage(language)));
	expect(text).toBe(language === "go" ? "" : `?tab=${language}`);
	expect(connectLanguageFromSearch(parseSearch(text))).toBe(language);
});

test("an unknown way is the first one", () => {
	expect(connectLanguageFromSearch({ tab: "cobol" })).toBe("go");
});
