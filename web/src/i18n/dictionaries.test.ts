import { expect, test } from "vitest";
import { allChinese, allEnglish } from "../testing/all-texts.ts";

function entries(tree: object, path = ""): [string, string][] {
	return Object.entries(tree).flatMap(([key, value]) =>
		typeof value === "string" ? [[`${path}${key}`, value]] : entries(value, `${path}${key}.`),
	);
}

const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

test("both languages have the same keys with the same placeholders, and no text is empty", () => {
	const english = new Map(entries(allEnglish));
	const chinese = new Map(entries(allChinese));
	expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
	for (const [key, text] of english) {
		expect([key, placeholders(chinese.get(key) ?? "")]).toEqual([key, placeholders(text)]);
		expect([key, text.trim() !== "", chinese.get(key)?.trim() !== ""]).toEqual([key, true, true]);
	}
});
