import { describe, expect, it } from "vitest";
import { Dictionary } from "./dictionary.ts";

const encoder = new TextEncoder();

function interned(dictionary: Dictionary, bytes: Uint8Array, kind: "internText" | "internRaw" = "internText"): number {
	dictionary.setSource(bytes);
	return dictionary[kind](0, bytes.length);
}

function textOf(dictionary: Dictionary, id: number): string {
	return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(dictionary.bytesOf(id)));
}

describe("Dictionary", () => {
	it("gives equal texts one id, in order of first sight, and the empty text id 0", () => {
		const dictionary = new Dictionary();
		expect(["a", "bb", "a", "", "\ufeffbb"].map((text) => interned(dictionary, encoder.encode(text)))).toEqual([1, 2, 1, 0, 3]);
		expect(textOf(dictionary, 3)).toBe("\ufeffbb");
	});

	it("repairs text that is not UTF-8, finds it again and counts each sight", () => {
		const dictionary = new Dictionary();
		const broken = Uint8Array.of(0x61, 0xff, 0x62);
		const id = interned(dictionary, broken);
		expect(textOf(dictionary, id)).toBe("a\ufffdb");
		expect(interned(dictionary, broken)).toBe(id);
		expect(interned(dictionary, encoder.encode("a\ufffdb"))).toBe(id);
		expect(dictionary.repairedTexts).toBe(2);
	});

	it("keeps raw bytes apart from text and as they are", () => {
		const dictionary = new Dictionary();
		const broken = Uint8Array.of(0xff);
		const raw = interned(dictionary, broken, "internRaw");
		expect(interned(dictionary, broken)).not.toBe(raw);
		expect([...dictionary.bytesOf(raw)]).toEqual([0xff]);
		expect(interned(dictionary, encoder.encode("x"), "internRaw")).not.toBe(interned(dictionary, encoder.encode("x")));
	});

	it("finds all of many after growth, and forgets what is taken back", () => {
		const dictionary = new Dictionary();
		const texts = Array.from({ length: 20_000 }, (_, at) => `value ${at * 7}`);
		const ids = texts.map((text) => interned(dictionary, encoder.encode(text)));
		expect(new Set(ids).size).toBe(texts.length);
		dictionary.truncate(5000);
		expect(texts.slice(0, 4999).map((text) => interned(dictionary, encoder.encode(text)))).toEqual(ids.slice(0, 4999));
		expect(interned(dictionary, encoder.encode("new"))).toBe(5000);
	});
});
