/** What the status page tells of blocks. */
import type { Signal } from "@spanglass/shared/model/signal";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import type { BlockStatus } from "../../api/writer-status.ts";
import type { BlockFacts } from "./block-table.ts";

export function blockStatus(blocks: readonly BlockFacts[]): BlockStatus {
	const count = { traces: 0, metrics: 0, logs: 0 };
	const bytes = { traces: 0, metrics: 0, logs: 0 };
	const oldest: Partial<Record<Signal, number>> = {};
	for (const { signal, storedBytes, firstArrival } of blocks) {
		count[signal]++;
		bytes[signal] += storedBytes;
		oldest[signal] = Math.min(oldest[signal] ?? firstArrival, firstArrival);
	}
	const oldestOf = (signal: Signal) => (oldest[signal] === undefined ? undefined : unixNanosFromMillis(oldest[signal]));
	return {
		count,
		bytes,
		oldestArrival: { traces: oldestOf("traces"), metrics: oldestOf("metrics"), logs: oldestOf("logs") },
		quarantined: blocks
			.filter(({ quarantined }) => quarantined)
			.map(({ id, signal, rows, minTime, maxTime }) => ({ id, signal, items: rows, minTime, maxTime })),
	};
}
