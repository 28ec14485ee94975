/** The log generation's writer: one row per record. */
import type { LogFields, LogSink } from "../wire/sink.ts";
import type { GenerationOptions } from "./generation.ts";
import { GenerationBuilder } from "./generation-builder.ts";
import { LogColumn as Column, EntityKind, MARKS_MASK, MARKS_SHIFT, RARE_BIT, SEGMENT_ROWS, StoredType } from "./layout.ts";
import { Novelty } from "./novelty.ts";
import { ValueWords } from "./value-words.ts";

/** The one source of bodies. */
const BODIES = 0;
/** Of the memo of sources: severity numbers have a place each, of as many words as a source has and its entity. */
const SEVERITIES = 32;
const MEMO_WORDS = 8;

export class LogColumns extends GenerationBuilder implements LogSink {
	#droppedAttributes = 0;
	/** The tail of the record being read, its body's code, and whether its attributes are taken as they are read. */
	#tail = 0;
	#bodyCode = 0;
	#takes = false;
	#repairedBefore = 0;
	/** The last source of each severity: fields 1 to 6 of its record, then its entity. */
	readonly #sources = new Int32Array(SEVERITIES * MEMO_WORDS);
	readonly #novelty = new Novelty();
	readonly #values = new ValueWords(this.words, this.dictionary);

	constructor(options: GenerationOptions) {
		super("logs", options);
	}

	override rollback(): void {
		super.rollback();
		this.#takes = false;
		this.#sources.fill(0);
	}

	openLog(fields: LogFields): boolean {
		this.#repairedBefore = this.dictionary.repairedTexts;
		this.#beginTail(fields);
		this.#takes = true;
		return true;
	}

	forgetLog(): void {
		this.words.top = this.#tail;
		this.dictionary.repairedTexts = this.#repairedBefore;
		this.#takes = false;
	}

	takeAttribute(keyStart: number, keyEnd: number, type: number, a: number, b: number): boolean {
		if (this.list.take(keyStart, keyEnd, type, a, b)) return true;
		this.forgetLog();
		return false;
	}

	beginLog(fields: LogFields): void {
		const isOpen = this.#takes;
		if (isOpen) this.endAttributes();
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
		if (!isOpen) this.#beginTail(fields);
		segment[Column.tail * SEGMENT_ROWS + slot] = this.#tail;
		segment[Column.bits * SEGMENT_ROWS + slot] =
			this.#bodyCode | ((fields.marks & MARKS_MASK) << MARKS_SHIFT) | (this.#droppedAttributes === 0 ? 0 : RARE_BIT);
	}

	endLog(): void {
		if (this.#takes) this.#takes = false;
		else this.endAttributes();
		if (this.#droppedAttributes !== 0) this.words.push(this.#droppedAttributes);
	}

	/** A tail is the body, then the list of attributes. */
	#beginTail(fields: LogFields): void {
		this.#tail = this.words.top;
		this.#bodyCode = fields.bodyType < 0 ? 0 : this.#writeBody(fields) + 1;
		this.beginAttributes();
	}

	#sourceOf(fields: LogFields): number {
		const sources = this.#sources;
		const at = (fields.severityNumber & (SEVERITIES - 1)) * MEMO_WORDS;
		const severityText = this.#textLike(sources[at + 4] as number, fields.severityTextStart, fields.severityTextEnd);
		const eventName = this.#textLike(sources[at + 5] as number, fields.eventNameStart, fields.eventNameEnd);
		const isKnown =
			sources[at + 1] === this.resource &&
			sources[at + 2] === this.scope &&
			sources[at + 3] === fields.severityNumber &&
			sources[at + 4] === severityText &&
			sources[at + 5] === eventName &&
			sources[at + 6] === (fields.flags | 0);
		if (isKnown) return sources[at + 7] as number;
		this.beginRecord(6);
		const { view } = this.record;
		view[1] = sources[at + 1] = this.resource;
		view[2] = sources[at + 2] = this.scope;
		view[3] = sources[at + 3] = fields.severityNumber;
		view[4] = sources[at + 4] = severityText;
		view[5] = sources[at + 5] = eventName;
		view[6] = sources[at + 6] = fields.flags;
		const entity = this.entities.intern(EntityKind.source, this.record);
		sources[at + 7] = entity;
		return entity;
	}

	/** The id of a text that probably is the one of id `guess`. */
	#textLike(guess: number, start: number, end: number): number {
		if (start === end) return 0;
		return guess > 0 && this.dictionary.hasBytes(guess, start, end) ? guess : this.dictionary.internText(start, end);
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
	/** Answers the stored type; ints are always wide. */
	#writeBody({ bodyType, bodyA, bodyB }: LogFields): number {
		const stored = bodyType === StoredType.int ? StoredType.wideInt : bodyType;
		if (stored === StoredType.string) this.words.push(this.#bodyText(bodyA, bodyB));
		else this.#values.push(stored, bodyA, bodyB);
		return stored;
	}
}
