import { describe, expect, it } from "vitest";
import { mix, paletteFrom, withAlpha } from "./palette.ts";
import { createTextWidths } from "./text-width.ts";

describe("text widths", () => {
	it("measures each character once per font; digits are alike", () => {
		const asked: string[] = [];
		const widths = createTextWidths((font, text) => {
			asked.push(`${font} ${text}`);
			return 5;
		});
		expect(widths.width("f", "aab19")).toBe(25);
		expect(asked).toEqual(["f a", "f b", "f 0", "f 0"]);
		widths.forget();
		widths.width("f", "a");
		expect(asked).toHaveLength(5);
	});

	it("keeps the head and drops separators before the ellipsis", () => {
		const { fit } = createTextWidths(() => 1);
		expect(fit("f", "GET /cart", 9)).toBe("GET /cart");
		expect(fit("f", "GET /cart", 6)).toBe("GET…");
		expect(fit("f", "GET /cart", 2)).toBe("");
		expect(fit("f", "", 0)).toBe("");
		expect(fit("f", "日本語テスト", 4)).toBe("日本語…");
	});
});

describe("palette", () => {
	it("mixes in OKLab as CSS does", () => {
		expect(mix("#000000", "#ffffff", 0)).toBe("#ffffff");
		expect(mix("#ff0000", "#0000ff", 0.5)).toBe("#8c53a2");
		expect(withAlpha("#102030", 0.5)).toBe("rgba(16,32,48,0.5)");
	});

	it("survives missing tokens", () => {
		const palette = paletteFrom(() => "");
		expect(palette.services).toHaveLength(25);
		expect(palette.surface).toBe("#808080");
	});
});
