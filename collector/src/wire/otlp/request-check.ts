import { LIMITS } from "@spanglass/shared/model/limits";
import { ValueType } from "../sink.ts";
import { isShortPair, nestedDepth } from "./any-value.ts";
import {
	AnyValueField,
	ExportRequestField,
	InstrumentationScopeField,
	KeyValueField,
	lengthTag,
	ResourceField,
	ResourceItemsField,
	ScopeItemsField,
	varintTag,
} from "./fields.ts";
import { grown, WireReader } from "./protobuf.ts";
import { REJECT_REASONS, Reject } from "./reject-reason.ts";

const RESOURCE_ITEMS = lengthTag(ExportRequestField.resourceItems);
const RESOURCE = lengthTag(ResourceItemsField.resource);
const SCOPE_ITEMS = lengthTag(ResourceItemsField.scopeItems);
const SCOPE = lengthTag(ScopeItemsField.scope);
const ITEMS = lengthTag(ScopeItemsField.items);
const RESOURCE_ATTRIBUTES = lengthTag(ResourceField.attributes);
const ENTITY_REFS = lengthTag(ResourceField.entityRefs);
const SCOPE_ATTRIBUTES = lengthTag(InstrumentationScopeField.attributes);
const KEY = lengthTag(KeyValueField.key);
const VALUE = lengthTag(KeyValueField.value);
const KEY_STRINDEX = varintTag(KeyValueField.keyStrindex);
const STRING = lengthTag(AnyValueField.stringValue);
const BYTES = lengthTag(AnyValueField.bytesValue);
const ARRAY = lengthTag(AnyValueField.arrayValue);
const KVLIST = lengthTag(AnyValueField.kvlistValue);
const STRING_STRINDEX = varintTag(AnyValueField.stringValueStrindex);

const NONE = new Uint32Array(0);

/**
 * The part of the first walk that is the same for three signals. It reads every message that the second walk reads, so that what it
 * lets pass cannot fail there; texts are only measured.
 */
export abstract class RequestCheck {
	readonly reader = new WireReader();
	items = 0;
	rejectedCount = 0;
	rejected: Uint32Array = NONE;
	readonly reasonCounts = new Uint32Array(REJECT_REASONS.length);
	/** An accepted log record or data point has no time at all. */
	timeless = false;
	/** A text, value, list or depth is over its limit and will be cut. */
	cut = false;
	/** Nothing has followed an item in its scope but items. */
	itemsLast = true;
	/** A value is nested beyond the kept depth. */
	deep = false;
	/** An index into a profile's string table was sent. */
	profileIndex = false;
	/** The item being read holds a value that is nested too deeply to be parsed. */
	protected tooDeep = false;
	readonly #itemsMax: number;

	constructor(itemsMax: number) {
		this.#itemsMax = itemsMax;
	}

	/** Check one Span, LogRecord or Metric: from the reader's position to `end`. */
	protected abstract checkElement(end: number): void;

	run(body: Uint8Array): void {
		const reader = this.reader;
		reader.open(body);
		while (reader.position < body.length) {
			const tag = reader.tag(body.length);
			if (tag === RESOURCE_ITEMS) this.#checkResourceItems(reader.length(body.length));
			else reader.skip(tag, body.length);
		}
	}

	/** Count an item, rejected unless `reason` is 0. Over the limit of items its own reason does not matter. */
	protected countItem(reason: number): void {
		const ordinal = this.items++;
		const counted = ordinal < this.#itemsMax ? reason : Reject.tooManyItems;
		if (counted === Reject.none) return;
		this.reasonCounts[counted] = (this.reasonCounts[counted] as number) + 1;
		if (this.rejectedCount === this.rejected.length) this.rejected = grown(this.rejected);
		this.rejected[this.rejectedCount++] = ordinal;
	}

	/** A text field that is cut when it is over `maxBytes`. */
	protected checkText(end: number, maxBytes: number): void {
		const reader = this.reader;
		const stop = reader.length(end);
		if (stop - reader.position > maxBytes) this.cut = true;
		reader.position = stop;
	}

	/** KeyValues that stand one after the other, from behind the tag of the first, which is of one byte; answers how many. */
	protected checkAttributes(tag: number, end: number): number {
		const reader = this.reader;
		const { bytes } = reader;
		for (let count = 1; ; count++) {
			const at = reader.position;
			const stop = at + 1 + (bytes[at] as number);
			if (stop <= end && (bytes[at] as number) < 0x80 && isShortPair(bytes, at + 1, stop)) reader.position = stop;
			else this.checkAttribute(reader.length(end));
			if (reader.position >= end || bytes[reader.position] !== tag) return count;
			reader.position++;
		}
	}

	/** One KeyValue. */
	protected checkAttribute(end: number): void {
		const reader = this.reader;
		if (isShortPair(reader.bytes, reader.position, end)) reader.position = end;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === VALUE) this.checkValue(reader.length(end), LIMITS.valueBytes);
			else if (tag === KEY) this.checkText(end, LIMITS.keyBytes);
			else {
				if (tag === KEY_STRINDEX) this.profileIndex = true;
				reader.skip(tag, end);
			}
		}
	}

	/** One AnyValue. */
	protected checkValue(end: number, maxBytes: number): void {
		const reader = this.reader;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === STRING || tag === BYTES) this.checkText(end, maxBytes);
			else if (tag === ARRAY) this.#checkComposite(reader.length(end), maxBytes, ValueType.array);
			else if (tag === KVLIST) this.#checkComposite(reader.length(end), maxBytes, ValueType.kvlist);
			else {
				if (tag === STRING_STRINDEX) this.profileIndex = true;
				reader.skip(tag, end);
			}
		}
	}

	#checkComposite(end: number, maxBytes: number, type: number): void {
		const reader = this.reader;
		if (end - reader.position > maxBytes) this.cut = true;
		const depth = nestedDepth(reader, end, type, 0);
		if (depth <= LIMITS.valueDepthKept) return;
		this.deep = true;
		if (depth > LIMITS.valueDepthParsed) this.tooDeep = true;
		else this.cut = true;
	}

	#checkResourceItems(end: number): void {
		const reader = this.reader;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === SCOPE_ITEMS) this.#checkScopeItems(reader.length(end));
			else if (tag === RESOURCE) this.#checkResource(reader.length(end));
			else reader.skip(tag, end);
		}
	}

	#checkScopeItems(end: number): void {
		const reader = this.reader;
		let hasItem = false;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === ITEMS) {
				hasItem = true;
				this.checkElement(reader.length(end));
				continue;
			}
			if (hasItem) this.itemsLast = false;
			if (tag === SCOPE) this.#checkScope(reader.length(end));
			else reader.skip(tag, end);
		}
	}

	/** Too deep a value of a resource or scope is only cut: no item is to blame. */
	#checkResource(end: number): void {
		const reader = this.reader;
		let count = 0;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === RESOURCE_ATTRIBUTES) {
				this.checkAttribute(reader.length(end));
				count++;
			} else if (tag === ENTITY_REFS) this.#checkFields(reader.length(end));
			else reader.skip(tag, end);
		}
		this.#endOwner(count);
	}

	#checkScope(end: number): void {
		const reader = this.reader;
		let count = 0;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === SCOPE_ATTRIBUTES) {
				this.checkAttribute(reader.length(end));
				count++;
			} else reader.skip(tag, end);
		}
		this.#endOwner(count);
	}

	#endOwner(attributeCount: number): void {
		if (attributeCount > LIMITS.attributesPerItem || this.tooDeep) this.cut = true;
		this.tooDeep = false;
	}

	#checkFields(end: number): void {
		const reader = this.reader;
		while (reader.position < end) reader.skip(reader.tag(end), end);
	}
}

/** The number of bytes of a base64 id: 24 for a trace id, 12 for a span id, ending in `=`. Such text is no id in either encoding. */
export function looksBase64(reader: WireReader, start: number, end: number, size: number): boolean {
	return end - start === size && reader.bytes[end - 1] === 0x3d;
}

export const TRACE_ID_BASE64_BYTES = 24;
export const SPAN_ID_BASE64_BYTES = 12;
