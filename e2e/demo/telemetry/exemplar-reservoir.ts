/**
 * Keeps, for each series, the measurements that a metric point shows as exemplars: the SDK of this version has none of its own.
 *
 * Between two exports a series keeps the largest measurement and the newest few; only measurements inside a sampled span count.
 */
import { type Attributes, isSpanContextValid, TraceFlags, trace } from "@opentelemetry/api";

export interface Measurement {
	readonly value: number;
	/** Unix milliseconds. */
	readonly at: number;
	readonly traceId: string;
	readonly spanId: string;
}

export interface ExemplarReservoir {
	/** Keep a measurement of the active span. */
	offer(metric: string, attributes: Attributes, value: number): void;
	/** What was kept for one series since the last time. */
	take(metric: string, attributes: Attributes): readonly Measurement[];
}

const KEPT_PER_SERIES = 4;

export function createExemplarReservoir(clock: () => number = Date.now): ExemplarReservoir {
	const kept = new Map<string, readonly Measurement[]>();
	return {
		offer: (metric, attributes, value) => {
			const span = trace.getActiveSpan()?.spanContext();
			if (span === undefined || !isSpanContextValid(span) || (span.traceFlags & TraceFlags.SAMPLED) === 0) return;
			const key = seriesKey(metric, attributes);
			kept.set(key, keep(kept.get(key) ?? [], { value, at: clock(), traceId: span.traceId, spanId: span.spanId }));
		},
		take: (metric, attributes) => {
			const key = seriesKey(metric, attributes);
			const found = kept.get(key) ?? [];
			kept.delete(key);
			return found;
		},
	};
}

/** When full, the oldest goes, but never the largest. */
function keep(before: readonly Measurement[], added: Measurement): readonly Measurement[] {
	const all = [...before, added];
	if (all.length <= KEPT_PER_SERIES) return all;
	const largest = all.reduce((most, next) => (next.value > most.value ? next : most));
	const goes = all.findIndex((measurement) => measurement !== largest);
	return all.filter((_measurement, at) => at !== goes);
}

function seriesKey(metric: string, attributes: Attributes): string {
	return `${metric} ${JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
}
