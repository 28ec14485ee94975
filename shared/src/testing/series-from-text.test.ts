import { expect, it } from "vitest";
import { seriesFromText } from "./series-from-text.ts";

it.each([
	["5 7 _ 0+10x3 2x2", [5, 7, undefined, 0, 10, 20, 30, 2, 2, 2]],
	["-2+4x3", [-2, 2, 6, 10]],
	["1.5-0.5x2 _x2", [1.5, 1, 0.5, undefined, undefined]],
	["", []],
])("draws %j", (drawing, values) => {
	expect(seriesFromText(drawing)).toEqual(values);
});

it.each(["5y", "x3", "1+x2", "1x100001"])("refuses %j", (drawing) => {
	expect(() => seriesFromText(drawing)).toThrow(/series/);
});
