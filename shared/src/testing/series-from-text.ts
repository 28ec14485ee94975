import { SpanglassError } from "../model/errors.ts";

const REPEATED = /^(?<first>-?\d+(?:\.\d+)?)(?:(?<step>[+-]\d+(?:\.\d+)?))?x(?<times>\d+)$/;
const GAP = /^_(?:x(?<times>\d+))?$/;
const LONGEST = 100_000;

/**
 * Draw a series: values with spaces between, one for each step of time.
 *
 *     5 7 _ 0+10x3 2x2      5 7 undefined 0 10 20 30 2 2 2
 *
 * `a+bxn`, `a-bxn`  a, then n times b more (less)    `axn`  a, then n times a again    `_`, `_xn`  no value, n times
 *
 * Throws  SpanglassError `invalid_input`: a part that is none of this, or more than 100,000 values.
 * Source  the notation of Prometheus' rule tests.
 */
export function seriesFromText(drawing: string): readonly (number | undefined)[] {
	const values: (number | undefined)[] = [];
	for (const part of drawing.trim().split(/\s+/)) {
		if (part !== "") values.push(...valuesOf(part));
		if (values.length > LONGEST) throw new SpanglassError("invalid_input", `a series has at most ${LONGEST} values`);
	}
	return values;
}

function valuesOf(part: string): readonly (number | undefined)[] {
	const gap = GAP.exec(part)?.groups;
	if (gap !== undefined) return new Array<undefined>(Math.min(LONGEST + 1, Number(gap.times ?? 1))).fill(undefined);
	const groups = REPEATED.exec(part)?.groups;
	if (groups !== undefined) {
		const [first, step] = [Number(groups.first), Number(groups.step ?? 0)];
		return Array.from({ length: Math.min(LONGEST + 1, Number(groups.times) + 1) }, (_, at) => first + at * step);
	}
	const value = Number(part);
	if (Number.isFinite(value)) return [value];
	throw new SpanglassError("invalid_input", `not a part of a drawn series: "${part}"`, { advice: "Write 5, 0+10x3, 7x5 or _x2." });
}
