import { LIMITS } from "@spanglass/shared/model/limits";
import type { Signal } from "@spanglass/shared/model/signal";
import type { LogSink, MetricSink, TraceSink, Validation } from "../sink.ts";
import { LogCheck } from "./check-logs.ts";
import { MetricCheck } from "./check-metrics.ts";
import { TraceCheck } from "./check-traces.ts";
import { reasonsByWord, validationMessage } from "./reject-reason.ts";
import type { RequestCheck } from "./request-check.ts";
import { walkLogs } from "./walk-logs.ts";
import { walkMetrics } from "./walk-metrics.ts";
import { walkTraces } from "./walk-traces.ts";

export interface ValidationOptions {
	/** Items over this number are rejected; `LIMITS.itemsPerRequest` unless given. */
	readonly itemsPerRequest?: number;
	/** What transcoding from JSON noticed; said in the message. */
	readonly warnings?: readonly string[];
}

const CUT = "Some texts, values, attributes, events or links were over a limit and were cut; the items are marked";
const PROFILE_INDEX = "String indexes (key_strindex, string_value_strindex) belong to profiles; they were read as empty";

/**
 * The first, cheap walk over a request body: is it whole, and which items are to be refused.
 *
 * Result  what passes here cannot fail in `walkTraces`, `walkLogs`, `walkMetrics`; rejected ordinals are to be handed to them.
 * Throws  WireError when the structure is broken: the request cannot be decoded at all.
 * Cost    one pass over the bytes (two over metrics); no allocation per item.
 */
export function validateRequest(signal: Signal, body: Uint8Array, options: ValidationOptions = {}): Validation {
	const check = createCheck(signal, options.itemsPerRequest ?? LIMITS.itemsPerRequest);
	check.run(body);
	const warnings = [...(options.warnings ?? [])];
	if (check.cut) warnings.push(CUT);
	if (check.profileIndex) warnings.push(PROFILE_INDEX);
	return {
		body: check.deep ? withoutDeepValues(signal, body) : body,
		items: check.items,
		rejected: check.rejected.slice(0, check.rejectedCount),
		reasons: reasonsByWord(check.reasonCounts),
		message: validationMessage(signal, check.reasonCounts, warnings),
		itemsLast: check.itemsLast,
		timeless: check.timeless,
	};
}

function createCheck(signal: Signal, itemsMax: number): RequestCheck {
	switch (signal) {
		case "traces":
			return new TraceCheck(itemsMax);
		case "logs":
			return new LogCheck(itemsMax);
		case "metrics":
			return new MetricCheck(itemsMax);
	}
}

/** A copy in which a walk has hidden what is nested beyond the kept depth, in rejected items too. */
function withoutDeepValues(signal: Signal, body: Uint8Array): Uint8Array {
	const copy = new Uint8Array(body);
	const none = new Uint32Array(0);
	if (signal === "traces") walkTraces(copy, SILENT, none);
	else if (signal === "logs") walkLogs(copy, SILENT, none);
	else walkMetrics(copy, SILENT, none);
	return copy;
}

const nothing = () => undefined;
const SILENT: TraceSink & LogSink & MetricSink = {
	beginResource: () => true,
	endResource: nothing,
	entityRef: nothing,
	beginScope: () => true,
	endScope: nothing,
	attribute: nothing,
	openSpan: () => true,
	takeAttribute: () => true,
	beginSpan: nothing,
	beginEvent: nothing,
	beginLink: nothing,
	endSpan: nothing,
	openLog: () => true,
	forgetLog: nothing,
	beginLog: nothing,
	endLog: nothing,
	beginMetric: nothing,
	endMetric: nothing,
	matchSeries: () => -1,
	useMatchedSeries: nothing,
	learnSeries: nothing,
	beginPoint: nothing,
	beginExemplar: nothing,
	endPoint: nothing,
};
