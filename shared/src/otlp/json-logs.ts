import type { LogRecord } from "../model/log-record.ts";
import { idOrAbsent } from "./ids.ts";
import {
	decimalUnlessZero,
	enumAt,
	idAt,
	type JsonNotes,
	looksBase64,
	objectAt,
	stringAt,
	timeAt,
	uint32At,
	unlessDefault,
	unlessEmpty,
	withoutAbsent,
} from "./json-fields.ts";
import type { JsonObject } from "./json-text.ts";
import { attributesAt, attributesToJson, valueFromJson, valueToJson } from "./json-values.ts";
import type { Envelope } from "./protobuf-envelope.ts";

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const SEVERITIES: ReadonlyMap<string, number> = new Map([
	["SEVERITY_NUMBER_UNSPECIFIED", 0],
	...LEVELS.flatMap((level, i) => ["", "2", "3", "4"].map((step, j) => [`SEVERITY_NUMBER_${level}${step}`, 4 * i + j + 1] as const)),
]);

/**
 * Read one log record; undefined when an id looks base64: a record is legal without ids, so that a receiver could not tell that they
 * were lost (`otlp.md` J02). Any other id that is zero or of a wrong length is "".
 */
export function logRecordFromJson(json: JsonObject, { resource, scope }: Envelope, notes: JsonNotes): LogRecord | undefined {
	const traceId = idAt(json, "traceId", notes);
	const spanId = idAt(json, "spanId", notes);
	if (looksBase64(traceId) || looksBase64(spanId)) return undefined;
	const body = objectAt(json, "body");
	return {
		time: timeAt(json, "timeUnixNano"),
		observedTime: timeAt(json, "observedTimeUnixNano"),
		severityNumber: enumAt(json, "severityNumber", SEVERITIES, notes),
		severityText: stringAt(json, "severityText"),
		body: body === undefined ? undefined : valueFromJson(body, notes),
		attributes: attributesAt(json, "attributes", notes),
		droppedAttributesCount: uint32At(json, "droppedAttributesCount"),
		flags: uint32At(json, "flags"),
		traceId: idOrAbsent(traceId, 32),
		spanId: idOrAbsent(spanId, 16),
		eventName: stringAt(json, "eventName"),
		resource,
		scope,
		marks: 0,
	};
}

/** One log record as OTLP/JSON; fields at their default are left out. */
export function logRecordToJson(record: LogRecord): JsonObject {
	return withoutAbsent({
		timeUnixNano: decimalUnlessZero(record.time),
		observedTimeUnixNano: decimalUnlessZero(record.observedTime),
		severityNumber: unlessDefault(record.severityNumber),
		severityText: unlessDefault(record.severityText),
		body: record.body === undefined ? undefined : valueToJson(record.body),
		attributes: unlessEmpty(attributesToJson(record.attributes)),
		droppedAttributesCount: unlessDefault(record.droppedAttributesCount),
		flags: unlessDefault(record.flags),
		traceId: unlessDefault(record.traceId),
		spanId: unlessDefault(record.spanId),
		eventName: unlessDefault(record.eventName),
	});
}
