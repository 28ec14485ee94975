import { expect, test } from "vitest";
import { type EarlyKeys, NO_EARLY_KEYS, withKey } from "./early-keys.ts";

const plain = { ctrlKey: false, metaKey: false, altKey: false };
const typed = (...keys: readonly string[]): EarlyKeys =>
	keys.reduce<EarlyKeys>((before, key) => withKey(before, { ...plain, key }) ?? before, NO_EARLY_KEYS);

test("text, corrected and finished, as it was typed", () => {
	expect(typed("l", "o", "h", "Backspace", "g")).toEqual({ text: "log", enter: false });
	expect(typed("中", "文", "Enter")).toEqual({ text: "中文", enter: true });
	expect(typed("Backspace", "a", "Enter", "b", "Backspace")).toEqual({ text: "a", enter: true });
});

test("chords and keys without a character are not taken", () => {
	expect(withKey(NO_EARLY_KEYS, { ...plain, key: "k", ctrlKey: true })).toBeUndefined();
	expect(withKey(NO_EARLY_KEYS, { ...plain, key: "ArrowDown" })).toBeUndefined();
	expect(withKey(NO_EARLY_KEYS, { ...plain, key: "Shift" })).toBeUndefined();
});
