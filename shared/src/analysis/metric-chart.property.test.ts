import fc from "fast-check";
import { expect, it } from "vitest";
import { COUNTER, chartOf, type DrawnPoint, type DrawnSeries, GAUGE } from "./chart-points.testdata.ts";

const STEP = 10;
const BUCKETS = 6;

/** Steps of a series: seconds since the point before, and what was counted meanwhile or a restart. */
const steps = fc.array(
	fc.record({ after: fc.integer({ min: 1, max: 9 }), value: fc.integer({ min: 0, max: 50 }), restarts: fc.boolean() }),
	{
		minLength: 1,
		maxLength: 20,
	},
);
const seriesSteps = fc.array(steps, { minLength: 1, maxLength: 4 });

interface Counted {
	readonly from: number;
	readonly to: number;
	readonly amount: number;
}

/** A counter as its points, and what a person with a pencil says was counted when. */
function drawCounter(list: readonly { readonly after: number; readonly value: number; readonly restarts: boolean }[]) {
	const points: DrawnPoint[] = [];
	const counted: Counted[] = [];
	let at = 0;
	let total = 1000;
	let start = -500;
	let resets = 0;
	for (const [index, step] of list.entries()) {
		const before = at;
		at += index === 0 ? 0 : step.after;
		if (index > 0 && step.restarts) {
			start = before + step.after / 2;
			total = step.value;
			counted.push({ from: start, to: at, amount: step.value });
			if (at < STEP * BUCKETS) resets++;
		} else if (index > 0) {
			total += step.value;
			counted.push({ from: before, to: at, amount: step.value });
		}
		points.push({ at, value: total, start });
	}
	return { points, counted, resets };
}

const inRange = (at: number) => at >= 0 && at < STEP * BUCKETS;

it("a rate adds up to what was counted, second by second, resets included", () => {
	fc.assert(
		fc.property(seriesSteps, (all) => {
			const drawn = all.map(drawCounter).map((one) => {
				const points = one.points.filter(({ at }) => inRange(at));
				return { ...one, points, counted: one.counted.filter(({ to }) => inRange(to)) };
			});
			const chart = chartOf(COUNTER, drawn);
			const newest = Math.max(...drawn.flatMap(({ points }) => points.map(({ at }) => at)));
			const counted = drawn.flatMap((one) => [...one.counted, ...goesOn(one.counted, newest)]);
			const expected = Array.from({ length: BUCKETS }, (_, bucket) => {
				const own = counted.map((part) => ({ overlap: overlapOf(part, bucket), part })).filter(({ overlap }) => overlap > 0);
				const seconds = Math.min((bucket + 1) * STEP, newest) - bucket * STEP;
				return own.length === 0
					? null
					: own.reduce((sum, { overlap, part }) => sum + (part.amount * overlap) / (part.to - part.from), 0) / seconds;
			});
			expect(chart.resetCount).toBe(drawn.reduce((sum, { resets }) => sum + resets, 0));
			expectClose(chart.lines[0]?.values, expected);
		}),
	);
});

/** A series that still reports counts on at its last rate. */
function goesOn(counted: readonly Counted[], newest: number): readonly Counted[] {
	const last = counted.at(-1);
	if (last === undefined || newest <= last.to || newest - last.to > 1.5 * (last.to - last.from)) return [];
	return [{ from: last.to, to: newest, amount: (last.amount * (newest - last.to)) / (last.to - last.from) }];
}

function overlapOf({ from, to }: Counted, bucket: number): number {
	return Math.min(to, (bucket + 1) * STEP) - Math.max(from, bucket * STEP);
}

it("a gauge has the mean of each series' mean, and the extremes of all points", () => {
	fc.assert(
		fc.property(seriesSteps, (all) => {
			const drawn: DrawnSeries[] = all.map((list) => {
				let at = -1;
				const points = list.map(({ after, value }) => {
					at += after;
					return { at, value };
				});
				return { points: points.filter((point) => inRange(point.at)) };
			});
			const chart = chartOf(GAUGE, drawn);
			const valuesOf = ({ points }: DrawnSeries, bucket: number) =>
				points.filter(({ at }) => Math.floor(at / STEP) === bucket).map(({ value }) => Number(value));
			const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
			const buckets = Array.from({ length: BUCKETS }, (_, bucket) =>
				drawn.map((one) => valuesOf(one, bucket)).filter((values) => values.length > 0),
			);
			const lines = [
				(groups: number[][]) => mean(groups.map(mean)),
				(groups: number[][]) => Math.min(...groups.flat()),
				(groups: number[][]) => Math.max(...groups.flat()),
			];
			for (const [index, compute] of lines.entries()) {
				expectClose(
					chart.lines[index]?.values,
					buckets.map((groups) => (groups.length === 0 ? null : compute(groups))),
				);
			}
		}),
	);
});

function expectClose(seen: readonly (number | null)[] | undefined, expected: readonly (number | null)[]): void {
	expect(seen?.map((value) => value === null)).toEqual(expected.map((value) => value === null));
	for (const [bucket, value] of expected.entries()) if (value !== null) expect(seen?.[bucket]).toBeCloseTo(value, 6);
}
