/** The log generation's writer: one row per record. */
import type { LogFields, LogSink } from "../wire/sink.ts";
import type { GenerationOptions } from "./generation.ts";
import { GenerationBuilder } from "./generation-builder.ts";
import { LogColumn as Column, EntityKind, MARKS_MASK, MARKS_SHIFT, RARE_BIT, SEGMENT_ROWS, StoredType } from "./layout.ts";
import { Novelty } from "./novelty.ts";

const TIMES = {
	high: Column.timeHigh,
	low: Column.timeLow,
	fallback: { high: Column.observedHigh, low: Column.observedLow },
};
/** The one source of bodies. */
const BODIES = 0;

export class LogColumns extends GenerationBuilder implements LogSink {
	protected readonly timeColumns = TIMES;
	#droppedAttributes = 0;
	readonly #novelty = new Novelty();

	constructor(options: GenerationOptions) {
		super("logs", options);
	}

	beginLog(fields: LogFields): void {
		const { data } = this;
		const source = this.#sourceOf(fields);
		const slot = this.rows.begin();
		const { segment } = this.rows;
		const trace = fields.traceIdStart;
		const span = fields.spanIdStart;
		this.#droppedAttributes = fields.droppedAttributesCount;
		segment[Column.sequence * SEGMENT_ROWS + slot] = this.sequenceOffset;
		segment[Column.trace * SEGMENT_ROWS + slot] = trace < 0 ? 0 : this.traces.intern(data, trace) + 1;
		segment[Column.timeHigh * SEGMENT_ROWS + slot] = fields.timeHigh;
		segment[Column.timeLow * SEGMENT_ROWS + slot] = fields.timeLow;
		segment[Column.observedHigh * SEGMENT_ROWS + slot] = fields.observedHigh;
		segment[Column.observedLow * SEGMENT_ROWS + slot] = fields.observedLow;
		segment[Column.spanHigh * SEGMENT_ROWS + slot] = span < 0 ? 0 : data.getUint32(span);
		segment[Column.spanLow * SEGMENT_ROWS + slot] = span < 0 ? 0 : data.getUint32(span + 4);
		segment[Column.source * SEGMENT_ROWS + slot] = source;
		segment[Column.tail * SEGMENT_ROWS + slot] = this.words.top;
		const bodyCode = fields.bodyType < 0 ? 0 : this.#writeBody(fields) + 1;
		segment[Column.bits * SEGMENT_ROWS + slot] =
			bodyCode | ((fields.marks & MARKS_MASK) << MARKS_SHIFT) | (this.#droppedAttributes === 0 ? 0 : RARE_BIT);
		this.beginAttributes();
	}

	endLog(): void {
		this.endAttributes();
		if (this.#droppedAttributes !== 0) this.words.push(this.#droppedAttributes);
	}

	#sourceOf(fields: LogFields): number {
		const severityText = this.text(fields.severityTextStart, fields.severityTextEnd);
		const eventName = this.text(fields.eventNameStart, fields.eventNameEnd);
		this.beginRecord(6);
		const { view } = this.record;
		view[1] = this.resource;
		view[2] = this.scope;
		view[3] = fields.severityNumber;
		view[4] = severityText;
		view[5] = eventName;
		view[6] = fields.flags;
		return this.entities.intern(EntityKind.source, this.record);
	}

	#bodyText(start: number, end: number): number {
		if (start === end) return 0;
		const { dictionary } = this;
		if (this.#novelty.isNovel(BODIES)) return dictionary.appendText(start, end);
		const { count } = dictionary;
		const text = dictionary.internText(start, end);
		this.#novelty.learn(BODIES, text >= count);
		return text;
	}

	/** Append the body's value; answers its stored type. */
	#writeBody({ bodyType, bodyA, bodyB }: LogFields): number {
		const { words } = this;
		switch (bodyType) {
			case StoredType.string:
				words.push(this.#bodyText(bodyA, bodyB));
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
