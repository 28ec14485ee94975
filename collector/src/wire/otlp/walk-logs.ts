import { LIMITS } from "@spanglass/shared/model/limits";
import { ItemMark } from "@spanglass/shared/model/span";
import type { LogFields, LogSink } from "../sink.ts";
import { createValueFields, readAnyValue } from "./any-value.ts";
import { fixed32Tag, fixed64Tag, LogRecordField, lengthTag, varintTag } from "./fields.ts";
import { idStart } from "./protobuf.ts";
import { ALL_ITEMS, addCounts, type ItemRange, RequestWalk, type WalkCounts } from "./request-walk.ts";

const TIME = fixed64Tag(LogRecordField.timeUnixNano);
const OBSERVED_TIME = fixed64Tag(LogRecordField.observedTimeUnixNano);
const SEVERITY_NUMBER = varintTag(LogRecordField.severityNumber);
const SEVERITY_TEXT = lengthTag(LogRecordField.severityText);
const BODY = lengthTag(LogRecordField.body);
const ATTRIBUTES = lengthTag(LogRecordField.attributes);
const DROPPED_ATTRIBUTES = varintTag(LogRecordField.droppedAttributesCount);
const FLAGS = fixed32Tag(LogRecordField.flags);
const TRACE_ID = lengthTag(LogRecordField.traceId);
const SPAN_ID = lengthTag(LogRecordField.spanId);
const EVENT_NAME = lengthTag(LogRecordField.eventName);

/** OTLP SeverityNumber goes from 0 (unspecified) to 24 (FATAL4). */
const SEVERITY_MAX = 24;

/**
 * Report every record of an ExportLogsServiceRequest to `sink`, except the ordinals in `rejected` (ascending).
 * Body, errors and cost as `walkTraces`.
 */
export function walkLogs(body: Uint8Array, sink: LogSink, rejected: Uint32Array, range: ItemRange = ALL_ITEMS): WalkCounts {
	return new LogWalk(sink, rejected, range).run(body);
}

class LogWalk extends RequestWalk<LogSink> {
	readonly #body = createValueFields();
	/** Where the record begins, whether the sink was asked to take its attributes as they are read, and whether it does. */
	#start = 0;
	#asked = false;
	#streams = false;
	readonly #log: LogFields = {
		timeHigh: 0,
		timeLow: 0,
		observedHigh: 0,
		observedLow: 0,
		severityNumber: 0,
		severityTextStart: 0,
		severityTextEnd: 0,
		bodyType: -1,
		bodyA: 0,
		bodyB: 0,
		traceIdStart: -1,
		spanIdStart: -1,
		eventNameStart: 0,
		eventNameEnd: 0,
		flags: 0,
		droppedAttributesCount: 0,
		marks: 0,
	};

	protected ownDuplicateKeys(): number {
		return 0;
	}

	protected readElement(end: number): void {
		if (!this.takesNextItem()) {
			this.reader.position = end;
			return;
		}
		this.openScope();
		this.items++;
		this.#start = this.reader.position;
		this.#asked = false;
		this.#streams = false;
		this.#begin();
		this.#readRecord(end);
		this.#finish();
		this.sink.beginLog(this.#log);
		this.attributes.emit(this.sink, 0, this.attributes.count);
		this.sink.endLog();
	}

	#begin(): void {
		this.attributes.clear();
		clearLog(this.#log);
		this.#body.type = 0;
		this.#body.a = 0;
		this.#body.b = 0;
		this.#body.cut = false;
	}

	/** Read the record once more from its beginning, its attributes into the list. */
	#restart(): void {
		this.#streams = false;
		this.#begin();
		this.reader.position = this.#start;
	}

	#readAttribute(end: number): void {
		if (!this.#asked) {
			this.#asked = true;
			this.#streams = this.sink.openLog(this.#log);
		}
		if (!this.#streams) this.attributes.add(this.reader, end);
		else if (!this.attributes.pass(this.reader, end, this.sink)) this.#restart();
	}

	/** The sink was told of the body before the first attribute: one that follows makes the record be read again. */
	#readBody(end: number): void {
		if (this.#streams) {
			this.sink.forgetLog();
			this.#restart();
			return;
		}
		const log = this.#log;
		readAnyValue(this.reader, end, LIMITS.logBodyBytes, this.#body);
		log.bodyType = this.#body.type;
		log.bodyA = this.#body.a;
		log.bodyB = this.#body.b;
	}

	#readRecord(end: number): void {
		const reader = this.reader;
		const log = this.#log;
		while (reader.position < end) {
			const tag = reader.tag(end);
			switch (tag) {
				case ATTRIBUTES:
					this.#readAttribute(reader.length(end));
					break;
				case TIME:
					reader.fixed64(end);
					log.timeHigh = reader.high;
					log.timeLow = reader.low;
					break;
				case OBSERVED_TIME:
					reader.fixed64(end);
					log.observedHigh = reader.high;
					log.observedLow = reader.low;
					break;
				case SEVERITY_NUMBER:
					log.severityNumber = reader.varint(end) | 0;
					break;
				case BODY:
					this.#readBody(reader.length(end));
					break;
				case TRACE_ID:
					log.traceIdStart = idStart(reader, end, 16);
					break;
				case SPAN_ID:
					log.spanIdStart = idStart(reader, end, 8);
					break;
				default:
					this.#readRest(tag, end);
			}
		}
	}

	#readRest(tag: number, end: number): void {
		const reader = this.reader;
		const log = this.#log;
		switch (tag) {
			case SEVERITY_TEXT:
				if (reader.text(end, LIMITS.valueBytes)) log.marks |= ItemMark.truncated;
				log.severityTextStart = reader.textStart;
				log.severityTextEnd = reader.textEnd;
				break;
			case EVENT_NAME:
				if (reader.text(end, LIMITS.valueBytes)) log.marks |= ItemMark.truncated;
				log.eventNameStart = reader.textStart;
				log.eventNameEnd = reader.textEnd;
				break;
			case FLAGS:
				log.flags = reader.fixed32(end);
				break;
			case DROPPED_ATTRIBUTES:
				log.droppedAttributesCount = reader.varint(end);
				break;
			default:
				reader.skip(tag, end);
		}
	}

	#finish(): void {
		const log = this.#log;
		log.droppedAttributesCount = addCounts(log.droppedAttributesCount, this.attributes.dropped);
		if (this.attributes.cut || this.#body.cut) log.marks |= ItemMark.truncated;
		if ((log.timeHigh | log.timeLow | log.observedHigh | log.observedLow) === 0) log.marks |= ItemMark.zeroTime;
		if (log.severityNumber < 0 || log.severityNumber > SEVERITY_MAX) log.marks |= ItemMark.unknownEnum;
	}
}

function clearLog(log: LogFields): void {
	log.timeHigh = log.timeLow = log.observedHigh = log.observedLow = 0;
	log.severityNumber = log.severityTextStart = log.severityTextEnd = 0;
	log.bodyA = log.bodyB = 0;
	log.bodyType = log.traceIdStart = log.spanIdStart = -1;
	log.eventNameStart = log.eventNameEnd = 0;
	log.flags = log.droppedAttributesCount = log.marks = 0;
}
