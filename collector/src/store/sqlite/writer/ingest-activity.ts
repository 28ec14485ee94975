/** What the status page draws over time: items of the last hour by step, and how long they took to be readable. */
import type { Signal } from "@spanglass/shared/model/signal";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { AgeHistogram } from "../../../columns/age-histogram.ts";
import type { Generation } from "../../../columns/generation.ts";
import { type Clock, nanosNow } from "../../../self/clock.ts";
import { type DelayStatus, HISTORY_STEP_NANOS, HISTORY_STEPS, type IngestHistory } from "../../api/ingest-activity.ts";

const STEP_MS = HISTORY_STEP_NANOS / 1e6;

/** Counts by step of the clock; the place of step s is s modulo HISTORY_STEPS. */
export class IngestActivity {
	readonly #clock: Clock;
	readonly #ages = new AgeHistogram();
	readonly #accepted: Readonly<Record<Signal, Float64Array>> = { traces: newSteps(), logs: newSteps(), metrics: newSteps() };
	readonly #rejected = newSteps();
	/** The newest step that was counted in. */
	#newest = 0;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** The rows of a request, the last one begun in `columns`, can be read now. */
	countReadable(signal: Signal, accepted: number, columns: Generation): void {
		columns.addAges(nanosNow(this.#clock), this.#ages);
		this.#count(this.#accepted[signal], accepted);
	}

	countRejected(items: number): void {
		if (items > 0) this.#count(this.#rejected, items);
	}

	delay(): DelayStatus {
		const { count, late } = this.#ages;
		return { count, late, p50: this.#ages.quantile(0.5), p99: this.#ages.quantile(0.99) };
	}

	history(): IngestHistory {
		const first = this.#enter() - HISTORY_STEPS + 1;
		const inOrder = (steps: Float64Array) => Array.from({ length: HISTORY_STEPS }, (_, at) => steps[placeOf(first + at)] as number);
		return {
			start: unixNanosFromMillis(first * STEP_MS),
			stepNanos: HISTORY_STEP_NANOS,
			spans: inOrder(this.#accepted.traces),
			logRecords: inOrder(this.#accepted.logs),
			metricPoints: inOrder(this.#accepted.metrics),
			rejected: inOrder(this.#rejected),
		};
	}

	#count(steps: Float64Array, items: number): void {
		const place = placeOf(this.#enter());
		steps[place] = (steps[place] as number) + items;
	}

	/** The step that runs. Steps that were never counted in are emptied; a clock that was put back by hours starts anew. */
	#enter(): number {
		const now = Math.floor(this.#clock.now() / STEP_MS);
		if (now <= this.#newest - HISTORY_STEPS) this.#newest = 0;
		const first = Math.max(this.#newest + 1, now - HISTORY_STEPS + 1);
		for (let step = first; step <= now; step++) this.#empty(placeOf(step));
		this.#newest = Math.max(this.#newest, now);
		return this.#newest;
	}

	#empty(place: number): void {
		for (const steps of [...Object.values(this.#accepted), this.#rejected]) steps[place] = 0;
	}
}

function newSteps(): Float64Array {
	return new Float64Array(HISTORY_STEPS);
}

function placeOf(step: number): number {
	return step % HISTORY_STEPS;
}
