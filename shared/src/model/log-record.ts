import type { UnixNanos } from "../units/time.ts";
import type { Attributes, AttributeValue } from "./attributes.ts";
import type { Resource, Scope } from "./resource.ts";

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

/** The time a record is ordered by: its own, else when it was observed (0 only when neither was sent). */
export function logRecordTime(record: Pick<LogRecord, "time" | "observedTime">): UnixNanos {
	return record.time !== 0n ? record.time : record.observedTime;
}
