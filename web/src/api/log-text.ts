/** A log record as text, the same wherever one is shown or copied. Pure. */
import type { LogRecordJson } from "@spanglass/shared/api/schemas";
import { formatIso } from "@spanglass/shared/units/clock-text";
import { anyValueText } from "./any-value.ts";

/** Its own time, else when it was observed. */
export function logTime(record: Pick<LogRecordJson, "time" | "observedTime">): string {
	return record.time === "0" ? record.observedTime : record.time;
}

/** What a record says: its body, else the name of its event. */
export function logBody(record: Pick<LogRecordJson, "body" | "eventName">): string {
	return anyValueText(record.body) || record.eventName;
}

/** Attributes as `key=value` pairs. */
export function logPairs(record: Pick<LogRecordJson, "attributes">): string {
	return record.attributes.map(({ key, value }) => `${key}=${anyValueText(value)}`).join(" ");
}

/** A record as one line to paste: time, level, service, body, attributes, and the ids that lead back to it. */
export function logLine(record: LogRecordJson, zone?: string): string {
	const ids = [
		["trace_id", record.traceId],
		["span_id", record.spanId],
	].flatMap(([key, id]) => (id === "" ? [] : [`${key}=${id}`]));
	const parts = [formatIso(BigInt(logTime(record)), zone), record.severityText, record.service, logBody(record), logPairs(record), ...ids];
	return parts
		.filter((part) => part !== "")
		.join(" ")
		.replace(/\s*\n\s*/g, " ⏎ ");
}
