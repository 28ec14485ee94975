/** The log generation's writer: one row per record. */
import type { LogFields, LogSink } from "../wire/sink.ts";
import type { GenerationOptions } from "./generation.ts";
import { GenerationBuilder } from "./generation-builder.ts";
import { BODY_SHIFT, COUNT_MASK, LogColumn as Column, EXTRAS_BIT, SEGMENT_ROWS, StoredType } from "./layout.ts";

const TIMES = {
	high: Column.timeHigh,
	low: Column.timeLow,
	fallback: { high: Column.observedHigh, low: Column.observedLow },
};

export class LogColumns extends GenerationBuilder implements LogSink {
	protected readonly timeColumns = TIMES;
	#header = 0;
	/** The header's bits beside the count of attributes. */
	#headerBits = 0;

	constructor(options: GenerationOptions) {
		super("logs", options);
	}

	beginLog(fields: LogFields): void {
		const tail = this.words.top;
		const { data } = this;
		const slot = this.rows.begin();
		const { segment } = this.rows;
		const trace = fields.traceIdStart;
		const span = fields.spanIdStart;
		segment[Column.sequence * SEGMENT_ROWS + slot] = this.sequenceOffset;
		segment[Column.trace * SEGMENT_ROWS + slot] = trace < 0 ? 0 : this.traces.intern(data, trace) + 1;
		segment[Column.timeHigh * SEGMENT_ROWS + slot] = fields.timeHigh;
		segment[Column.timeLow * SEGMENT_ROWS + slot] = fields.timeLow;
		segment[Column.observedHigh * SEGMENT_ROWS + slot] = fields.observedHigh;
		segment[Column.observedLow * SEGMENT_ROWS + slot] = fields.observedLow;
		segment[Column.spanHigh * SEGMENT_ROWS + slot] = span < 0 ? 0 : data.getUint32(span);
		segment[Column.spanLow * SEGMENT_ROWS + slot] = span < 0 ? 0 : data.getUint32(span + 4);
		segment[Column.severityNumber * SEGMENT_ROWS + slot] = fields.severityNumber;
		segment[Column.severityText * SEGMENT_ROWS + slot] = this.text(fields.severityTextStart, fields.severityTextEnd);
		segment[Column.resource * SEGMENT_ROWS + slot] = this.resource;
		segment[Column.scope * SEGMENT_ROWS + slot] = this.scope;
		segment[Column.eventName * SEGMENT_ROWS + slot] = this.text(fields.eventNameStart, fields.eventNameEnd);
		segment[Column.flags * SEGMENT_ROWS + slot] = fields.flags;
		segment[Column.marks * SEGMENT_ROWS + slot] = fields.marks;
		segment[Column.tail * SEGMENT_ROWS + slot] = tail;
		this.#beginTail(fields);
	}

	endLog(): void {
		if (this.attributeCount > COUNT_MASK) throw new RangeError("a log record has more attributes than its header can count");
		this.words.view[this.#header] = (this.#headerBits | this.attributeCount) >>> 0;
	}

	#beginTail(fields: LogFields): void {
		const { words } = this;
		this.#header = words.top;
		words.push(0);
		const hasExtras = fields.droppedAttributesCount !== 0;
		if (hasExtras) words.push(fields.droppedAttributesCount);
		const bodyCode = fields.bodyType < 0 ? 0 : this.#writeBody(fields) + 1;
		this.#headerBits = (hasExtras ? EXTRAS_BIT : 0) | (bodyCode << BODY_SHIFT);
		this.target = words;
		this.attributeCount = 0;
	}

	/** Append the body's value; answers its stored type. */
	#writeBody({ bodyType, bodyA, bodyB }: LogFields): number {
		const { words } = this;
		switch (bodyType) {
			case StoredType.string:
				words.push(this.text(bodyA, bodyB));
				return bodyType;
			case StoredType.bytes:
			case StoredType.array:
			case StoredType.kvlist:
				words.push(this.dictionary.internRaw(bodyA, bodyB));
				return bodyType;
			case StoredType.bool:
				words.push(bodyA);
				return bodyType;
			case StoredType.int:
			case StoredType.double:
				words.push(bodyA);
				words.push(bodyB);
				return bodyType === StoredType.int ? StoredType.wideInt : bodyType;
			default:
				return StoredType.empty;
		}
	}
}
