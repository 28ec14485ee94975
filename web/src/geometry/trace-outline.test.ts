import { expect, test } from "vitest";
import { outlineOf } from "./trace-outline.ts";

const SERVER = 2;
const CLIENT = 3;

function traceOf(
	rows: readonly (readonly [parent: number, start: number, duration: number, service: number, kind: number, status?: number])[],
) {
	return {
		spanCount: rows.length,
		parent: Int32Array.from(rows, ([parent]) => parent),
		start: Float64Array.from(rows, ([, start]) => start),
		duration: Float64Array.from(rows, ([, , duration]) => duration),
		service: Uint16Array.from(rows, ([, , , service]) => service),
		serviceColors: [8, 1, 16],
		kind: Uint8Array.from(rows, ([, , , , kind]) => kind),
		status: Uint8Array.from(rows, ([, , , , , status = 0]) => status),
	};
}

test("a lane is a call into a service; what a service does itself makes none", () => {
	const bars = outlineOf(
		traceOf([
			[-1, 0, 100, 0, SERVER],
			[0, 1, 98, 0, CLIENT],
			[1, 2, 96, 1, SERVER],
			[2, 10, 30, 1, CLIENT, 2],
			[3, 11, 28, 2, SERVER, 2],
			[2, 50, 40, 1, CLIENT],
			[5, 51, 38, 2, SERVER],
		]),
	);
	expect(bars.map(({ lane, start, color, isError }) => [lane, start, color, isError])).toEqual([
		[0, 0, 8, false],
		[1, 2, 1, false],
		[2, 11, 16, true],
		[2, 51, 16, false],
	]);
});

test("a trace of one service is shown by depth, four lanes at most", () => {
	const chain = outlineOf(traceOf([0, 1, 2, 3, 4, 5].map((row) => [row - 1, row, 10 - row, 1, 1] as const)));
	expect(chain.map(({ lane }) => lane)).toEqual([0, 1, 2, 3]);
});

test("parents that form a circle do not hang it", () => {
	expect(
		outlineOf(
			traceOf([
				[1, 0, 5, 0, 1],
				[0, 1, 4, 0, 1],
			]),
		),
	).toHaveLength(2);
});
