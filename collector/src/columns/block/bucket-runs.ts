/**
 * Buckets of histograms, run by run: neighbouring points of one series have the same buckets, and each of them counts on by itself. So of
 * each run the first bucket of all its points stands first, then the second …, as values of a series of its own (`point-values.ts`).
 *
 *   255 (1) | parts: words [buckets of a point, points of each run …], values
 */
import { PointKind } from "../../wire/sink.ts";
import { packParts, unpackParts } from "./byte-parts.ts";
import { DamagedBlockError } from "./contract.ts";
import { decodePointValues, eachRun, encodePointValues, type RunColumns } from "./point-values.ts";
import { decodeWords, Transform } from "./word-codec.ts";
import { encodeWords, TransformChoice } from "./word-encoder.ts";

/** The first byte; arrays have their transform there. */
const RUNS = 0xff;
/** No segment that is written this way has more. */
const BUCKETS_MAX = 1 << 21;

/**
 * Encode the buckets of a segment; undefined when its points have different numbers of them.
 *
 * pairs    interleaved, point after point
 * lengths  buckets of each point
 * series   of each point
 */
export function encodeBuckets(pairs: Uint32Array, lengths: Uint32Array, series: Uint32Array): Uint8Array | undefined {
	const [stride = 0] = lengths;
	const count = lengths.length * stride;
	if (count === 0 || count > BUCKETS_MAX || pairs.length !== count * 2 || series.length !== lengths.length) return undefined;
	if (lengths.some((length) => length !== stride)) return undefined;
	const runs = runsOf(series);
	const high = new Uint32Array(count);
	const low = new Uint32Array(count);
	placesOf(runs, stride).forEach((place, at) => {
		high[place] = pairs[at * 2] as number;
		low[place] = pairs[at * 2 + 1] as number;
	});
	const head = encodeWords(Uint32Array.of(stride, ...runs), new TransformChoice([Transform.plain]));
	const packed = packParts([head, encodePointValues(high, low, columnsOf(runs, stride))], 1);
	packed[0] = RUNS;
	return packed;
}

/** Whether a part is written this way. */
export function isOfRuns(part: Uint8Array): boolean {
	return part[0] === RUNS;
}

/** The buckets, interleaved. Throws DamagedBlockError. */
export function decodeBuckets(part: Uint8Array): Uint32Array {
	const [head, values] = unpackParts(part, 1);
	if (head === undefined || values === undefined) throw new DamagedBlockError("buckets are cut off");
	const [stride = 0, ...runs] = decodeWords(head);
	if (stride * totalOf(runs) > BUCKETS_MAX) throw new DamagedBlockError("there are more buckets than are written");
	const { high, low } = decodePointValues(values, columnsOf(runs, stride));
	const pairs = new Uint32Array(high.length * 2);
	placesOf(runs, stride).forEach((place, at) => {
		pairs[at * 2] = high[place] as number;
		pairs[at * 2 + 1] = low[place] as number;
	});
	return pairs;
}

function totalOf(runs: readonly number[]): number {
	return runs.reduce((sum, points) => sum + points, 0);
}

/** Points of each run of the same series. */
function runsOf(series: Uint32Array): readonly number[] {
	const runs: number[] = [];
	eachRun({ series, bits: new Uint32Array(series.length) }, (start, end) => runs.push(end - start));
	return runs;
}

/** Where each bucket, point after point, stands in the order of runs. */
function placesOf(runs: readonly number[], stride: number): Uint32Array {
	const places = new Uint32Array(totalOf(runs) * stride);
	let first = 0;
	let top = 0;
	for (const points of runs) {
		for (let point = 0; point < points; point++) {
			for (let bucket = 0; bucket < stride; bucket++) places[top++] = first + bucket * points + point;
		}
		first += points * stride;
	}
	return places;
}

/** A series for each bucket of each run. */
function columnsOf(runs: readonly number[], stride: number): RunColumns {
	const series = new Uint32Array(totalOf(runs) * stride);
	let top = 0;
	let number = 0;
	for (const points of runs) {
		for (let bucket = 0; bucket < stride; bucket++, top += points) series.fill(number++, top, top + points);
	}
	return { series, bits: new Uint32Array(series.length).fill(PointKind.int) };
}
