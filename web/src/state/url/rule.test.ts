import { expect, test } from "vitest";
import { parseSearch, stringifySearch, withValues } from "../url.ts";
import { ruleUrlFromSearch, searchFromRuleUrl } from "./rule.ts";

test.each([
	["", { range: "7d", service: undefined, environment: undefined, template: undefined }],
	["?service=checkout&template=p99&range=30d&env=prod", { range: "30d", service: "checkout", environment: "prod", template: "p99" }],
] as const)("%s is read and written back", (text, url) => {
	expect(ruleUrlFromSearch(parseSearch(text))).toEqual(url);
	expect(ruleUrlFromSearch(parseSearch(stringifySearch(withValues({}, searchFromRuleUrl(url)))))).toEqual(url);
});

test("nonsense and nothing count as absent", () => {
	expect(ruleUrlFromSearch(parseSearch("?range=1y&service="))).toMatchObject({ range: "7d", service: undefined });
});
