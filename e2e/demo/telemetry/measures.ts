/** The business metrics of a service: SDK instruments that also offer each measurement as an exemplar. */
import { type Attributes, type Meter, metrics } from "@opentelemetry/api";
import type { ExemplarReservoir } from "./exemplar-reservoir.ts";

export interface Measures {
	/** Seconds, with boundaries that fit calls within a data centre. */
	histogram(
		name: string,
		options: { readonly unit: string; readonly description: string },
	): (value: number, attributes?: Attributes) => void;
	counter(name: string, options: { readonly unit: string; readonly description: string }): (value: number, attributes?: Attributes) => void;
	upDown(name: string, options: { readonly unit: string; readonly description: string }): (value: number, attributes?: Attributes) => void;
	/** Read at each export. */
	gauge(name: string, options: { readonly unit: string; readonly description: string }, read: () => readonly Reading[]): void;
}

export interface Reading {
	readonly value: number;
	readonly attributes?: Attributes;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10];

export function createMeasures(reservoir: ExemplarReservoir): Measures {
	const meter: Meter = metrics.getMeter("shop");
	return {
		histogram: (name, options) => {
			const advice = options.unit === "s" ? { advice: { explicitBucketBoundaries: SECONDS } } : {};
			const histogram = meter.createHistogram(name, { ...options, ...advice });
			return (value, attributes = {}) => {
				histogram.record(value, attributes);
				reservoir.offer(name, attributes, value);
			};
		},
		counter: (name, options) => {
			const counter = meter.createCounter(name, options);
			return (value, attributes = {}) => {
				counter.add(value, attributes);
				reservoir.offer(name, attributes, value);
			};
		},
		upDown: (name, options) => {
			const upDown = meter.createUpDownCounter(name, options);
			return (value, attributes = {}) => upDown.add(value, attributes);
		},
		gauge: (name, options, read) => {
			meter.createObservableGauge(name, options).addCallback((result) => {
				for (const { value, attributes } of read()) result.observe(value, attributes ?? {});
			});
		},
	};
}
