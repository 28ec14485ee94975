/** What the writers of all three signals share: requests, dictionary, entities, attributes, publishing and rolling back. */
import type { Signal } from "@spanglass/shared/model/signal";
import { serviceName, serviceNamespace } from "@spanglass/shared/semconv/identity";
import type { UnixNanos } from "@spanglass/shared/units/time";
import type { EntityRefFields, RequestSink, ScopeFields } from "../wire/sink.ts";
import type { AgeHistogram } from "./age-histogram.ts";
import { AttributeWriter } from "./attribute-writer.ts";
import { createControlBlock, type PublishedCounts, storePublished } from "./control.ts";
import { Dictionary, dataViewOf } from "./dictionary.ts";
import { EntityTable, KnownMessages } from "./entity-table.ts";
import type { Generation, GenerationHandle, GenerationOptions, GenerationSummary } from "./generation.ts";
import { WordHeap } from "./heap.ts";
import { COLUMN_COUNT, EntityKind, SEQUENCE_COLUMN } from "./layout.ts";
import { ListWriter } from "./list-writer.ts";
import { decodeResource, recordsBeingWritten } from "./record-decoder.ts";
import { RowHeap } from "./row-heap.ts";
import { addAges, END_TIMES, EVENT_TIMES, summarizeTimes } from "./summarize-times.ts";
import { createTraceFilter } from "./trace-filter.ts";
import { TraceTable } from "./trace-table.ts";

/** How much there was when the current request began. */
interface Checkpoint extends PublishedCounts {
	readonly messages: number;
	readonly services: number;
}

export abstract class GenerationBuilder implements Generation, RequestSink {
	readonly signal: Signal;
	readonly handle: GenerationHandle;
	protected readonly rows: RowHeap;
	protected readonly words = new WordHeap();
	protected readonly dictionary = new Dictionary();
	protected readonly entities = new EntityTable();
	protected readonly traces = new TraceTable();
	/** The record of an entity while it is being read. */
	protected readonly record = new WordHeap();
	protected data: DataView = new DataView(new ArrayBuffer(0));
	protected sequenceOffset = 0;
	/** Entity ordinals of the enclosing resource and scope. */
	protected resource = 0;
	protected scope = 0;
	/** Attributes since `beginRecord` or `beginAttributes`. */
	protected attributeCount = 0;
	readonly #control = createControlBlock();
	/** Of records. */
	readonly #attributes = new AttributeWriter(this.dictionary, this.record);
	/** Of items; attributes go to it while a list is read. */
	protected readonly list: ListWriter;
	#inList = false;
	readonly #messages = new KnownMessages();
	readonly #services = new Map<string, string>();
	readonly #onNewService: GenerationOptions["onNewService"];
	#checkpoint: Checkpoint;
	/** The key of the resource or scope being read: message and schema URL. */
	#message = 0;
	#schemaUrl = 0;

	constructor(signal: Signal, options: GenerationOptions) {
		this.signal = signal;
		this.rows = new RowHeap(COLUMN_COUNT[signal]);
		this.#onNewService = options.onNewService;
		this.words.push(0);
		this.list = new ListWriter(this.dictionary, this.entities, this.words);
		this.handle = {
			generationId: options.generationId,
			signal,
			firstSequence: options.firstSequence,
			control: this.#control.buffer,
			rows: this.rows.buffer,
			words: this.words.buffer,
			records: this.entities.records.buffer,
			entities: this.entities.offsets.buffer,
			traces: this.traces.ids.buffer,
			bytes: this.dictionary.heap.buffer,
			offsets: this.dictionary.offsets.buffer,
		};
		this.#checkpoint = this.#counts();
	}

	get rowCount(): number {
		return this.rows.count;
	}

	get byteLength(): number {
		const shared = this.rows.byteLength + this.words.top * 4;
		return (
			shared +
			this.dictionary.byteLength +
			this.entities.byteLength +
			this.traces.byteLength +
			this.#messages.byteLength +
			this.list.byteLength
		);
	}

	get repairedTexts(): number {
		return this.dictionary.repairedTexts;
	}

	get serviceNames(): readonly string[] {
		return [...new Set(this.#services.values())].sort();
	}

	beginRequest(sequence: number, body: Uint8Array): void {
		this.#checkpoint = this.#counts();
		this.data = dataViewOf(body);
		this.dictionary.setSource(body);
		this.#messages.setSource(body);
		this.sequenceOffset = sequence - this.handle.firstSequence;
	}

	publish(): void {
		storePublished(this.#control, this.#counts());
	}

	rollback(): void {
		const { rows, words, entries, entities, traces, messages, services } = this.#checkpoint;
		this.rows.truncate(rows);
		this.words.top = words;
		this.dictionary.truncate(entries);
		this.entities.truncate(entities);
		this.traces.truncate(traces);
		this.#messages.truncate(messages);
		this.#attributes.forget();
		this.list.forget();
		for (const key of [...this.#services.keys()].slice(services)) this.#services.delete(key);
	}

	summarize(): GenerationSummary {
		const { firstSequence } = this.handle;
		return {
			signal: this.signal,
			rows: this.rows.count,
			firstSequence,
			lastSequence: firstSequence + this.#lastSequenceOffset(),
			...summarizeTimes(this.rows, EVENT_TIMES[this.signal]),
			traceFilter: createTraceFilter(this.traces.ids.view, this.traces.count),
			serviceNames: this.serviceNames,
		};
	}

	addAges(now: UnixNanos, ages: AgeHistogram): void {
		addAges(this.rows, END_TIMES[this.signal], this.#checkpoint.rows, now, ages);
	}

	attribute(keyStart: number, keyEnd: number, type: number, a: number, b: number): void {
		this.attributeCount++;
		if (this.#inList) this.list.write(keyStart, keyEnd, type, a, b);
		else this.#attributes.write(keyStart, keyEnd, type, a, b);
	}

	beginResource(start: number, end: number, schemaUrlStart: number, schemaUrlEnd: number): boolean {
		const known = this.#findMessage(EntityKind.resource, start, end, schemaUrlStart, schemaUrlEnd);
		if (known >= 0) {
			this.resource = known;
			return false;
		}
		this.beginRecord(3);
		this.record.view[1] = this.#schemaUrl;
		return true;
	}

	entityRef(fields: EntityRefFields): void {
		const { record } = this;
		record.push(this.text(fields.schemaUrlStart, fields.schemaUrlEnd));
		record.push(this.text(fields.typeStart, fields.typeEnd));
		record.push(fields.idKeyCount);
		record.push(fields.descriptionKeyCount);
		const keys = fields.idKeyCount + fields.descriptionKeyCount;
		for (let at = 0; at < keys * 2; at += 2) {
			record.push(this.text(fields.keyRanges[at] as number, fields.keyRanges[at + 1] as number));
		}
	}

	endResource(droppedAttributesCount: number): void {
		this.record.view[2] = droppedAttributesCount;
		this.record.view[3] = this.attributeCount;
		this.resource = this.#endMessage(EntityKind.resource);
		this.#meetService();
	}

	beginScope(start: number, end: number, schemaUrlStart: number, schemaUrlEnd: number): boolean {
		const known = this.#findMessage(EntityKind.scope, start, end, schemaUrlStart, schemaUrlEnd);
		if (known >= 0) {
			this.scope = known;
			return false;
		}
		this.beginRecord(5);
		this.record.view[1] = this.#schemaUrl;
		return true;
	}

	endScope(fields: ScopeFields): void {
		const { view } = this.record;
		view[2] = this.text(fields.nameStart, fields.nameEnd);
		view[3] = this.text(fields.versionStart, fields.versionEnd);
		view[4] = fields.droppedAttributesCount;
		view[5] = this.attributeCount;
		this.scope = this.#endMessage(EntityKind.scope);
	}

	/** Start a record of `fields` words after its first one; attributes go to it from now on. */
	protected beginRecord(fields: number): void {
		const { record } = this;
		record.top = 0;
		record.reserve(fields + 1);
		record.top = fields + 1;
		this.#inList = false;
		this.attributeCount = 0;
	}

	/** Start a list of attributes of an item; they go to `words` from now on. */
	protected beginAttributes(): void {
		this.list.begin();
		this.#inList = true;
		this.attributeCount = 0;
	}

	/** The list is complete. */
	protected endAttributes(): void {
		this.list.end();
	}

	/** Dictionary id of a text range; the empty text costs nothing. */
	protected text(start: number, end: number): number {
		return start === end ? 0 : this.dictionary.internText(start, end);
	}

	#counts(): Checkpoint {
		return {
			rows: this.rows.count,
			words: this.words.top,
			records: this.entities.records.top,
			entries: this.dictionary.count,
			entities: this.entities.count,
			traces: this.traces.count,
			messages: this.#messages.count,
			services: this.#services.size,
		};
	}

	#findMessage(kind: number, start: number, end: number, schemaUrlStart: number, schemaUrlEnd: number): number {
		this.#schemaUrl = this.text(schemaUrlStart, schemaUrlEnd);
		this.#message = this.#messages.messageOf(start, end);
		return this.#messages.find(kind, this.#message, this.#schemaUrl);
	}

	#endMessage(kind: number): number {
		const entity = this.entities.intern(kind, this.record);
		this.#messages.add(kind, this.#message, this.#schemaUrl, entity);
		return entity;
	}

	#meetService(): void {
		const offset = this.entities.offsets.view[this.resource] as number;
		const { attributes } = decodeResource(recordsBeingWritten(this.dictionary, this.entities.records.view), offset);
		const service = { namespace: serviceNamespace(attributes), name: serviceName(attributes) };
		const key = JSON.stringify([service.namespace, service.name]);
		if (this.#services.has(key)) return;
		this.#services.set(key, service.name);
		this.#onNewService?.(service);
	}

	#lastSequenceOffset(): number {
		return this.rows.count === 0 ? -1 : this.rows.valueAt(SEQUENCE_COLUMN, this.rows.count - 1);
	}
}
