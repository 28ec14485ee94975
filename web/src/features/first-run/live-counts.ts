/** Counters that move with every event and agree with the collector's own totals: status up to its sequence, events beyond it. Pure. */
import type { IngestEventJson, StatusJson } from "@spanglass/shared/api/status-schemas";

export interface Counts {
	readonly spans: number;
	readonly logs: number;
	readonly metrics: number;
}

/** Totals received: what `status` counted, without what was removed with the demo, plus the events after it. */
export function countsOf(status: Pick<StatusJson, "received" | "removed" | "sequence">, events: readonly IngestEventJson[]): Counts {
	const { received, removed } = status;
	let spans = received.traces - removed.traces;
	let logs = received.logs - removed.logs;
	let metrics = received.metrics - removed.metrics;
	for (const event of events) {
		if (event.sequence <= status.sequence) continue;
		spans += event.spans;
		logs += event.logRecords;
		metrics += event.metricPoints;
	}
	return { spans, logs, metrics };
}

/** The events that a status of that sequence does not cover yet. */
export function eventsAfter(sequence: number, events: readonly IngestEventJson[]): readonly IngestEventJson[] {
	return events.filter((event) => event.sequence > sequence);
}
