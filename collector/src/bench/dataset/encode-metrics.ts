/**
 * 10,000 metric series of 20 instances at an interval of 10 s, a request per instance and interval (500 points).
 *
 * Half are cumulative counters (a quarter of them idle), 45 % gauges (constant, whole numbers, hundredths, pages of memory, percentages,
 * full doubles) and 5 % cumulative histograms with 12 bounds. Times of a request jitter by a millisecond, as timers do.
 */
import { attribute } from "./attributes.ts";
import { BodyWriter, type TimeBase } from "./body-writer.ts";
import { headOf } from "./envelope.ts";
import type { LoadBody } from "./load-body.ts";
import { Random } from "./random.ts";
import { SERVICES } from "./shop.ts";

const METRIC_INSTANCES = 20;
const SERIES_PER_INSTANCE = 500;
export const POINTS_PER_INTERVAL = METRIC_INSTANCES * SERIES_PER_INSTANCE;
const INTERVAL_NANOS = 10e9;
const METRIC_STREAM = 3;
const LABELS = 25;
const COUNTERS = 10;
const GAUGES = 9;
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 7.5, 10];
const CUMULATIVE = 2;

/** Encodes one interval after the other: counters go on where they were. */
export class MetricEncoder {
	readonly #random: Random;
	readonly #base: TimeBase;
	readonly #values = new Float64Array(POINTS_PER_INTERVAL);
	readonly #histograms = new Map<number, { counts: number[]; sum: number }>();
	readonly #writer = new BodyWriter();
	#interval = 0;

	constructor(seed: number, base: TimeBase) {
		this.#random = new Random(seed, METRIC_STREAM);
		this.#base = base;
	}

	/** The next `count` intervals. */
	encode(count: number): LoadBody[] {
		const bodies: LoadBody[] = [];
		for (let interval = 0; interval < count; interval++, this.#interval++) {
			this.#random.seekTo(this.#interval);
			for (let instance = 0; instance < METRIC_INSTANCES; instance++) bodies.push(this.#body(instance));
		}
		return bodies;
	}

	#body(instance: number): LoadBody {
		const writer = this.#writer;
		const offset = this.#interval * INTERVAL_NANOS + (instance * INTERVAL_NANOS) / METRIC_INSTANCES + this.#random.below(1_000_000);
		const first = instance * SERIES_PER_INSTANCE;
		for (let metric = 0; metric < COUNTERS; metric++) this.#counter(metric, first + metric * LABELS, offset);
		for (let metric = 0; metric < GAUGES; metric++) this.#gauge(metric, first + (COUNTERS + metric) * LABELS, offset);
		this.#histogram(first + (COUNTERS + GAUGES) * LABELS, offset);
		const head = headOf({ service: instance % SERVICES.length, instance, scopeSuffix: ".metrics" }, writer.length);
		return { bytes: Buffer.concat([head, writer.take()]), items: SERIES_PER_INSTANCE, ids: new Uint32Array(0) };
	}

	#counter(metric: number, first: number, offset: number): void {
		const random = this.#random;
		const seconds = metric % 4 === 3;
		this.#metric(`shop.${seconds ? "busy.time" : "requests"}.${metric}`, seconds ? "s" : "{request}", 7, (writer) => {
			for (let label = 0; label < LABELS; label++) {
				const step = [0, random.below(2), 80 + random.below(40), random.below(4000) / 1000][(metric + label) % 4] ?? 0;
				const value = (this.#values[first + label] ?? 0) + step;
				this.#values[first + label] = value;
				this.#point(label, offset, () => (seconds ? writer.double(4, value) : writer.fixed64(6, Math.round(value))));
			}
			writer.number(2, CUMULATIVE);
			writer.number(3, 1);
		});
	}

	#gauge(metric: number, first: number, offset: number): void {
		const random = this.#random;
		this.#metric(`shop.level.${metric}`, "1", 5, (writer) => {
			for (let label = 0; label < LABELS; label++) {
				const last = this.#values[first + label] ?? 0;
				const shape = (metric + label) % 6;
				const value = nextGauge(random, shape, last);
				this.#values[first + label] = value;
				const whole = shape < 2 || shape === 3;
				this.#point(label, offset, () => (whole ? writer.fixed64(6, value) : writer.double(4, value)));
			}
		});
	}

	#histogram(first: number, offset: number): void {
		const random = this.#random;
		this.#metric("http.server.request.duration", "s", 9, (writer) => {
			for (let label = 0; label < LABELS; label++) {
				const state = this.#histograms.get(first + label) ?? { counts: BOUNDS.map(() => 0).concat(0), sum: 0 };
				this.#histograms.set(first + label, state);
				const requests = label % 5 < 2 ? 0 : random.below(60);
				for (let request = 0; request < requests; request++) {
					const bucket = Math.min(BOUNDS.length, Math.floor(Math.abs(4 + 2 * random.normal())));
					state.counts[bucket] = (state.counts[bucket] ?? 0) + 1;
					state.sum += (BOUNDS[bucket] ?? 12) * (0.5 + 0.5 * random.next());
				}
				this.#histogramPoint(writer, label, offset, state);
			}
			writer.number(2, CUMULATIVE);
		});
	}

	#histogramPoint(
		writer: BodyWriter,
		label: number,
		offset: number,
		state: { readonly counts: readonly number[]; readonly sum: number },
	): void {
		const point = writer.begin(1);
		writer.time(2, this.#base, 0);
		writer.time(3, this.#base, offset);
		writer.fixed64(
			4,
			state.counts.reduce((sum, count) => sum + count, 0),
		);
		writer.double(5, state.sum);
		writer.packedFixed64s(6, state.counts);
		writer.packedDoubles(7, BOUNDS);
		attribute(writer, 9, "http.request.method", label % 2 === 0 ? "GET" : "POST");
		attribute(writer, 9, "http.route", `/api/route-${label}/{id}`);
		writer.end(point);
	}

	#metric(name: string, unit: string, field: number, write: (writer: BodyWriter) => void): void {
		const writer = this.#writer;
		const metric = writer.begin(2);
		writer.text(1, name);
		writer.text(3, unit);
		const data = writer.begin(field);
		write(writer);
		writer.end(data);
		writer.end(metric);
	}

	#point(label: number, offset: number, value: () => void): void {
		const writer = this.#writer;
		const point = writer.begin(1);
		writer.time(2, this.#base, 0);
		writer.time(3, this.#base, offset);
		value();
		attribute(writer, 7, "app.pool", `pool-${label % 5}`);
		attribute(writer, 7, "app.shard", `shard-${label}`);
		writer.end(point);
	}
}

function nextGauge(random: Random, shape: number, last: number): number {
	switch (shape) {
		case 0:
			return last === 0 ? 1 + random.below(100) : last;
		case 1:
			return Math.max(0, last + random.below(5) - 2);
		case 2:
			return Math.round(100 * (last + random.next() - 0.5)) / 100;
		case 3:
			return Math.max(0, (last === 0 ? 64 * 1024 * 4096 : last) + 4096 * (random.below(65) - 32));
		case 4:
			return random.below(100_000) / 1000;
		default:
			return random.next() < 0.25 ? random.next() : last;
	}
}
