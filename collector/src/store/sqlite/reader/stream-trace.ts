import type { SpanId, TraceId } from "@spanglass/shared/model/ids";
import type { Span } from "@spanglass/shared/model/span";
import { wordsFromHex } from "../../../columns/halves.ts";
import { gatherTrace } from "./gather-trace.ts";
import type { Snapshot } from "./snapshot.ts";
import { SpanTable } from "./span-table.ts";

const BATCH_SPANS = 500;

/** See `TelemetryReader.streamTrace`. The snapshot is closed before the first batch: a slow consumer holds no transaction. */
export async function* streamTrace(traceId: TraceId, snapshot: Snapshot, spanId?: SpanId): AsyncGenerator<readonly Span[]> {
	const refs = await gatherTrace(wordsFromHex(traceId), snapshot, spanId && wordsFromHex(spanId));
	snapshot.close();
	const table = new SpanTable(refs);
	const order = table.orderByStart();
	for (let at = 0; at < order.length; at += BATCH_SPANS) {
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
		yield Array.from(order.subarray(at, at + BATCH_SPANS), (index) => table.span(index));
	}
}
