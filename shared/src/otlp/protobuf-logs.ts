import type { Attribute } from "../model/attributes.ts";
import { EMPTY_LOG_RECORD, type LogRecord } from "../model/log-record.ts";
import { lastOfEachKey } from "./attributes.ts";
import { idOrAbsent } from "./ids.ts";
import type { Envelope } from "./protobuf-envelope.ts";
import type { ProtobufReader } from "./protobuf-reader.ts";
import { addAttribute, readAnyValue, writeAnyValue, writeAttributes } from "./protobuf-values.ts";
import type { ProtobufWriter } from "./protobuf-writer.ts";

type RecordDraft = { -readonly [K in keyof LogRecord]: LogRecord[K] } & { attributes: Attribute[] };

/** Read one log record; an id that is zero or of a wrong length is "". */
export function readLogRecord(reader: ProtobufReader, { resource, scope }: Envelope): LogRecord {
	const record: RecordDraft = { ...EMPTY_LOG_RECORD, attributes: [], resource, scope };
	while (reader.next()) readLogField(reader, record);
	return { ...record, attributes: lastOfEachKey(record.attributes) };
}

function readLogField(reader: ProtobufReader, record: RecordDraft): void {
	switch (reader.field) {
		case 1:
			record.time = reader.time(record.time);
			break;
		case 2:
			record.severityNumber = reader.int32(record.severityNumber);
			break;
		case 3:
			record.severityText = reader.string(record.severityText);
			break;
		case 5:
			readBody(reader.message(), record);
			break;
		case 6:
			addAttribute(reader, record.attributes);
			break;
		case 7:
			record.droppedAttributesCount = reader.uint32(record.droppedAttributesCount);
			break;
		case 8:
			record.flags = reader.fixed32(record.flags);
			break;
		case 9:
			record.traceId = idOrAbsent(reader.hex(record.traceId), 32);
			break;
		case 10:
			record.spanId = idOrAbsent(reader.hex(record.spanId), 16);
			break;
		case 11:
			record.observedTime = reader.time(record.observedTime);
			break;
		case 12:
			record.eventName = reader.string(record.eventName);
			break;
	}
}

function readBody(reader: ProtobufReader | undefined, record: RecordDraft): void {
	if (reader !== undefined) record.body = readAnyValue(reader);
}

/** Write the records of one scope envelope. */
export function writeLogRecords(writer: ProtobufWriter, records: readonly LogRecord[]): void {
	for (const record of records) {
		const mark = writer.begin(2);
		writeLogRecord(writer, record);
		writer.end(mark);
	}
}

function writeLogRecord(writer: ProtobufWriter, record: LogRecord): void {
	writer.fixed64(1, record.time);
	writer.int32(2, record.severityNumber);
	writer.string(3, record.severityText);
	if (record.body !== undefined) writeAnyValue(writer, 5, record.body);
	writeAttributes(writer, 6, record.attributes);
	writer.uint32(7, record.droppedAttributesCount);
	writer.fixed32(8, record.flags);
	writer.id(9, record.traceId);
	writer.id(10, record.spanId);
	writer.fixed64(11, record.observedTime);
	writer.string(12, record.eventName);
}
