import { LIMITS } from "@spanglass/shared/model/limits";
import type { EntityRefFields, RequestSink, ScopeFields } from "../sink.ts";
import { AttributeList } from "./attribute-list.ts";
import {
	EntityRefField,
	ExportRequestField,
	InstrumentationScopeField,
	lengthTag,
	ResourceField,
	ResourceItemsField,
	ScopeItemsField,
	varintTag,
} from "./fields.ts";
import { grown, WireReader } from "./protobuf.ts";

const RESOURCE_ITEMS = lengthTag(ExportRequestField.resourceItems);
const RESOURCE = lengthTag(ResourceItemsField.resource);
const SCOPE_ITEMS = lengthTag(ResourceItemsField.scopeItems);
const SCOPE = lengthTag(ScopeItemsField.scope);
const ITEMS = lengthTag(ScopeItemsField.items);
// Both enclosing messages give their schema URL the same number.
const SCHEMA_URL = lengthTag(ScopeItemsField.schemaUrl);
const RESOURCE_ATTRIBUTES = lengthTag(ResourceField.attributes);
const RESOURCE_DROPPED = varintTag(ResourceField.droppedAttributesCount);
const ENTITY_REFS = lengthTag(ResourceField.entityRefs);
const REF_SCHEMA_URL = lengthTag(EntityRefField.schemaUrl);
const REF_TYPE = lengthTag(EntityRefField.type);
const REF_ID_KEYS = lengthTag(EntityRefField.idKeys);
const REF_DESCRIPTION_KEYS = lengthTag(EntityRefField.descriptionKeys);
const SCOPE_NAME = lengthTag(InstrumentationScopeField.name);
const SCOPE_VERSION = lengthTag(InstrumentationScopeField.version);
const SCOPE_ATTRIBUTES = lengthTag(InstrumentationScopeField.attributes);
const SCOPE_DROPPED = varintTag(InstrumentationScopeField.droppedAttributesCount);

/** Items [from, to) of a request by ordinal: a long request can be walked in slices, resources and scopes are then reported again. */
export interface ItemRange {
	readonly from: number;
	readonly to: number;
	/** Known from validation: in no scope anything follows an item but items, so its header is not looked for behind them. */
	readonly itemsLast?: boolean;
}

const NONE = new Uint32Array(0);

export const ALL_ITEMS: ItemRange = { from: 0, to: Number.POSITIVE_INFINITY };

/** What a walk counted over the items that it reported. */
export interface WalkCounts {
	/** Items reported, without the rejected ones. */
	readonly items: number;
	/** Attributes whose key stood earlier in the same object; the later value was kept. */
	readonly duplicateKeys: number;
}

/** Add two uint32 counts; stays at the largest. */
export function addCounts(a: number, b: number): number {
	return Math.min(a + b, 0xffffffff);
}

/**
 * Where one submessage occurs in its parent. Protobuf merges a singular message sent in pieces, so `start` is the first piece's
 * content, `end` the last one's end, and readers visit every piece in between.
 */
class Pieces {
	start = 0;
	end = 0;
	add(start: number, end: number): void {
		if (this.end === 0) this.start = start;
		this.end = end;
	}
	clear(): void {
		this.start = 0;
		this.end = 0;
	}
}

/**
 * The part of a walk that is the same for three signals: request, resource, scope.
 *
 * Fields may come in any order: a message's header (resource, scope, schema URL) is searched first, stepping over its items by their
 * length, then its items are read. A resource or scope is reported before its first accepted item; one without any is not reported.
 */
export abstract class RequestWalk<Sink extends RequestSink> {
	protected readonly reader = new WireReader();
	protected readonly attributes = new AttributeList();
	protected sink: Sink;
	protected items = 0;
	#ordinal = 0;
	#rejected: Uint32Array;
	#rejectedIndex = 0;
	#nextRejected = -1;
	#range: ItemRange;
	#resourceOpen = false;
	#scopeOpen = false;
	#resourceStart = 0;
	#resourceEnd = 0;
	#scopeStart = 0;
	#scopeEnd = 0;
	readonly #resource = new Pieces();
	readonly #scope = new Pieces();
	readonly #schemaUrl = new Pieces();
	readonly #scopeSchemaUrl = new Pieces();
	readonly #scopeFields: ScopeFields = { nameStart: 0, nameEnd: 0, versionStart: 0, versionEnd: 0, droppedAttributesCount: 0 };
	readonly #entityRef: EntityRefFields = {
		schemaUrlStart: 0,
		schemaUrlEnd: 0,
		typeStart: 0,
		typeEnd: 0,
		keyRanges: NONE,
		idKeyCount: 0,
		descriptionKeyCount: 0,
	};

	constructor(sink: Sink, rejected: Uint32Array, range: ItemRange) {
		this.sink = sink;
		this.#rejected = rejected;
		this.#nextRejected = rejected[0] ?? -1;
		this.#range = range;
	}

	/** Read one Span, LogRecord or Metric: from the reader's position to `end`. */
	protected abstract readElement(end: number): void;
	/** Attributes whose key stood earlier, in lists of the walk's own. */
	protected abstract ownDuplicateKeys(): number;

	run(body: Uint8Array): WalkCounts {
		const reader = this.reader;
		reader.open(body);
		while (reader.position < body.length) {
			const tag = reader.tag(body.length);
			if (tag === RESOURCE_ITEMS) this.#readResourceItems(reader.length(body.length));
			else reader.skip(tag, body.length);
		}
		return { items: this.items, duplicateKeys: this.attributes.duplicateKeys + this.ownDuplicateKeys() };
	}

	/** Step to the next item's ordinal; true when this item is to be reported. */
	protected takesNextItem(): boolean {
		const ordinal = this.#ordinal++;
		if (ordinal === this.#nextRejected) {
			this.#nextRejected = this.#rejected[++this.#rejectedIndex] ?? -1;
			return false;
		}
		return ordinal >= this.#range.from && ordinal < this.#range.to;
	}

	/** Report the resource and scope of the current item unless that has been done; keeps the reader's position. */
	protected openScope(): void {
		if (this.#scopeOpen) return;
		const position = this.reader.position;
		if (!this.#resourceOpen) this.#reportResource();
		this.#reportScope();
		this.#resourceOpen = true;
		this.#scopeOpen = true;
		this.reader.position = position;
	}

	#readResourceItems(end: number): void {
		const reader = this.reader;
		this.#resourceStart = reader.position;
		this.#resourceEnd = end;
		this.#resourceOpen = false;
		this.#findHeader(end, RESOURCE, this.#resource, this.#schemaUrl);
		reader.position = this.#resourceStart;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === SCOPE_ITEMS) this.#readScopeItems(reader.length(end));
			else reader.skip(tag, end);
		}
	}

	#readScopeItems(end: number): void {
		const reader = this.reader;
		this.#scopeStart = reader.position;
		this.#scopeEnd = end;
		this.#scopeOpen = false;
		this.#findHeader(this.#range.itemsLast === true ? this.#firstItem(end) : end, SCOPE, this.#scope, this.#scopeSchemaUrl);
		reader.position = this.#scopeStart;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === ITEMS) this.readElement(reader.length(end));
			else reader.skip(tag, end);
		}
	}

	/** Where the first item of the scope begins; answers `end` when there is none, and keeps the reader's position. */
	#firstItem(end: number): number {
		const reader = this.reader;
		const start = reader.position;
		let item = end;
		while (item === end && reader.position < end) {
			const { position } = reader;
			const tag = reader.tag(end);
			if (tag === ITEMS) item = position;
			else reader.skip(tag, end);
		}
		reader.position = start;
		return item;
	}

	#findHeader(end: number, headerTag: number, header: Pieces, schemaUrl: Pieces): void {
		const reader = this.reader;
		header.clear();
		schemaUrl.clear();
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === headerTag) {
				const stop = reader.length(end);
				header.add(reader.position, stop);
				reader.position = stop;
			} else if (tag === SCHEMA_URL) {
				reader.text(end, LIMITS.valueBytes);
				schemaUrl.start = reader.textStart;
				schemaUrl.end = reader.textEnd;
			} else {
				reader.skip(tag, end);
			}
		}
	}

	#reportResource(): void {
		const { start, end } = this.#resource;
		if (!this.sink.beginResource(start, end, this.#schemaUrl.start, this.#schemaUrl.end)) return;
		const reader = this.reader;
		let dropped = 0;
		let hasRefs = false;
		this.attributes.clear();
		for (let piece = this.#firstPiece(RESOURCE, this.#resourceStart, this.#resourceEnd); piece >= 0; ) {
			while (reader.position < piece) {
				const tag = reader.tag(piece);
				if (tag === RESOURCE_ATTRIBUTES) this.attributes.add(reader, reader.length(piece));
				else if (tag === RESOURCE_DROPPED) dropped = reader.varint(piece);
				else {
					if (tag === ENTITY_REFS) hasRefs = true;
					reader.skip(tag, piece);
				}
			}
			piece = this.#nextPiece(RESOURCE, this.#resourceEnd);
		}
		this.attributes.emit(this.sink, 0, this.attributes.count);
		if (hasRefs) this.#reportEntityRefs();
		this.sink.endResource(addCounts(dropped, this.attributes.dropped));
	}

	#reportEntityRefs(): void {
		const reader = this.reader;
		for (let piece = this.#firstPiece(RESOURCE, this.#resourceStart, this.#resourceEnd); piece >= 0; ) {
			while (reader.position < piece) {
				const tag = reader.tag(piece);
				if (tag === ENTITY_REFS) this.#reportEntityRef(reader.length(piece));
				else reader.skip(tag, piece);
			}
			piece = this.#nextPiece(RESOURCE, this.#resourceEnd);
		}
	}

	#reportEntityRef(end: number): void {
		const reader = this.reader;
		const start = reader.position;
		const ref = this.#entityRef;
		ref.schemaUrlStart = ref.schemaUrlEnd = ref.typeStart = ref.typeEnd = 0;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === REF_SCHEMA_URL) {
				reader.text(end, LIMITS.valueBytes);
				ref.schemaUrlStart = reader.textStart;
				ref.schemaUrlEnd = reader.textEnd;
			} else if (tag === REF_TYPE) {
				reader.text(end, LIMITS.valueBytes);
				ref.typeStart = reader.textStart;
				ref.typeEnd = reader.textEnd;
			} else {
				reader.skip(tag, end);
			}
		}
		ref.idKeyCount = this.#collectKeys(REF_ID_KEYS, start, end, 0);
		ref.descriptionKeyCount = this.#collectKeys(REF_DESCRIPTION_KEYS, start, end, ref.idKeyCount);
		this.sink.entityRef(ref);
	}

	/** Append the ranges of a repeated key field behind `known` keys; answers how many. At most as many as a resource has attributes. */
	#collectKeys(keyTag: number, start: number, end: number, known: number): number {
		const reader = this.reader;
		const ref = this.#entityRef;
		let count = 0;
		reader.position = start;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag !== keyTag || count === LIMITS.attributesPerItem) {
				reader.skip(tag, end);
				continue;
			}
			const at = 2 * (known + count++);
			if (at + 2 > ref.keyRanges.length) ref.keyRanges = grown(ref.keyRanges);
			reader.text(end, LIMITS.keyBytes);
			ref.keyRanges[at] = reader.textStart;
			ref.keyRanges[at + 1] = reader.textEnd;
		}
		return count;
	}

	#reportScope(): void {
		const { start, end } = this.#scope;
		if (!this.sink.beginScope(start, end, this.#scopeSchemaUrl.start, this.#scopeSchemaUrl.end)) return;
		const fields = this.#scopeFields;
		fields.nameStart = fields.nameEnd = fields.versionStart = fields.versionEnd = fields.droppedAttributesCount = 0;
		this.attributes.clear();
		for (let piece = this.#firstPiece(SCOPE, this.#scopeStart, this.#scopeEnd); piece >= 0; ) {
			this.#readScope(piece);
			piece = this.#nextPiece(SCOPE, this.#scopeEnd);
		}
		this.attributes.emit(this.sink, 0, this.attributes.count);
		fields.droppedAttributesCount = addCounts(fields.droppedAttributesCount, this.attributes.dropped);
		this.sink.endScope(fields);
	}

	#readScope(end: number): void {
		const reader = this.reader;
		const fields = this.#scopeFields;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === SCOPE_NAME) {
				reader.text(end, LIMITS.valueBytes);
				fields.nameStart = reader.textStart;
				fields.nameEnd = reader.textEnd;
			} else if (tag === SCOPE_VERSION) {
				reader.text(end, LIMITS.valueBytes);
				fields.versionStart = reader.textStart;
				fields.versionEnd = reader.textEnd;
			} else if (tag === SCOPE_ATTRIBUTES) this.attributes.add(reader, reader.length(end));
			else if (tag === SCOPE_DROPPED) fields.droppedAttributesCount = reader.varint(end);
			else reader.skip(tag, end);
		}
	}

	/** Move to the content of the first field `wanted` of [start, end); answers the content's end, -1 when there is none. */
	#firstPiece(wanted: number, start: number, end: number): number {
		this.reader.position = start;
		return this.#nextPiece(wanted, end);
	}

	#nextPiece(wanted: number, end: number): number {
		const reader = this.reader;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === wanted) return reader.length(end);
			reader.skip(tag, end);
		}
		return -1;
	}
}
