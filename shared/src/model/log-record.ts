import { type UnixNanos, unixNanos } from "../units/time.ts";
import type { Attributes, AttributeValue } from "./attributes.ts";
import { NO_RESOURCE, NO_SCOPE, type Resource, type Scope } from "./resource.ts";

/** One OTLP log record with its resource and scope. Ids are "" where absent (zero or of another length: `otlp.md` V02). */
export interface LogRecord {
	readonly time: UnixNanos;
	readonly observedTime: UnixNanos;
	readonly severityNumber: number;
	readonly severityText: string;
	readonly body: AttributeValue | undefined;
	readonly attributes: Attributes;
	readonly droppedAttributesCount: number;
	readonly flags: number;
	readonly traceId: string;
	readonly spanId: string;
	readonly eventName: string;
	readonly resource: Resource;
	readonly scope: Scope;
	/** ItemMark bits. */
	readonly marks: number;
}

/** What a message without any field means. */
export const EMPTY_LOG_RECORD: LogRecord = {
	time: unixNanos(0n),
	observedTime: unixNanos(0n),
	severityNumber: 0,
	severityText: "",
	body: undefined,
	attributes: [],
	droppedAttributesCount: 0,
	flags: 0,
	traceId: "",
	spanId: "",
	eventName: "",
	resource: NO_RESOURCE,
	scope: NO_SCOPE,
	marks: 0,
};

/** The time a record is ordered by: its own, else when it was observed (0 only when neither was sent). */
export function logRecordTime(record: Pick<LogRecord, "time" | "observedTime">): UnixNanos {
	return record.time !== 0n ? record.time : record.observedTime;
}
