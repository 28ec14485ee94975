import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PointKind } from "../../wire/sink.ts";
import { decodePointValues, encodePointValues } from "./point-values.ts";

const halves = new DataView(new ArrayBuffer(8));

function ofDouble(value: number): readonly [number, number] {
	halves.setFloat64(0, value);
	return [halves.getUint32(0), halves.getUint32(4)];
}

function ofInt(value: bigint): readonly [number, number] {
	halves.setBigInt64(0, value);
	return [halves.getUint32(0), halves.getUint32(4)];
}

const sums = fc.array(fc.integer({ min: 0, max: 4000 }), { maxLength: 40 }).map((steps) => {
	let sum = 0;
	return steps.map((step) => {
		sum += step / 1000;
		return sum;
	});
});
const doubles = fc.oneof(
	sums,
	fc.array(fc.double(), { maxLength: 12 }),
	fc.array(fc.constantFrom(0, -0, 5e-324, -5e-324, 0.1, 12.34, 12.35, 1e15, Number.NaN, Number.MAX_VALUE), { maxLength: 12 }),
	fc.double().map((value) => Array.from({ length: 9 }, () => value)),
);
const ints = fc.oneof(
	fc.array(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), { maxLength: 12 }),
	fc.array(fc.bigInt({ min: -5n, max: 5000n }), { maxLength: 30 }),
	fc.array(fc.constantFrom((1n << 50n) - 1n, 1n << 50n, -(1n << 50n), 1n << 32n, -1n), { maxLength: 8 }),
);
const run = fc.oneof(
	doubles.map((values) => ({ kind: PointKind.double, values: values.map(ofDouble) })),
	ints.map((values) => ({ kind: PointKind.int, values: values.map(ofInt) })),
	fc.nat(5).map((count) => ({ kind: PointKind.histogram, values: Array.from({ length: count }, () => [0, 0] as const) })),
);

describe("values of points", () => {
	it("read back to the bit, whatever they are", () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(run, fc.nat(2)), { maxLength: 8 }), (runs) => {
				const points = runs.flatMap(([{ kind, values }, series]) => values.map(([high, low]) => ({ kind, series, high, low })));
				const column = (of: (point: (typeof points)[number]) => number) => Uint32Array.from(points, of);
				const columns = { series: column(({ series }) => series), bits: column(({ kind }) => kind | 0x100) };
				const high = column((point) => point.high);
				const low = column((point) => point.low);
				const decoded = decodePointValues(encodePointValues(high, low, columns), columns);
				expect(decoded.high).toEqual(high);
				expect(decoded.low).toEqual(low);
			}),
			{ numRuns: 1000, seed: 20_260_841 },
		);
	});

	it("takes a few bits for a counter and for a sum of decimals", () => {
		const count = 1000;
		let sum = 0;
		const values = Array.from({ length: count }, (_, at) => {
			sum += ((at * 7919) % 4000) / 1000;
			return ofDouble(sum);
		});
		const columns = { series: new Uint32Array(count), bits: new Uint32Array(count).fill(PointKind.double) };
		const half = (of: 0 | 1) => Uint32Array.from(values, (value) => value[of]);
		expect(encodePointValues(half(0), half(1), columns).length).toBeLessThan(count * 2.5);
	});
});
