import { LIMITS } from "@spanglass/shared/model/limits";
import { type AttributeSink, type TraceSink, ValueType } from "../sink.ts";
import {
	createValueFields,
	isShortNumber,
	isShortText,
	readAnyValue,
	SHORT_PAIR_KEY,
	SHORT_PAIR_NUMBER,
	SHORT_PAIR_TEXT,
	shortNumber,
	shortPairKeyEnd,
} from "./any-value.ts";
import { KeyValueField, lengthTag } from "./fields.ts";
import { KeyTable } from "./key-table.ts";
import { grown, type WireReader } from "./protobuf.ts";

const KEY = lengthTag(KeyValueField.key);
const VALUE = lengthTag(KeyValueField.value);

// One entry: key start, key end, type, a, b.
const STRIDE = 5;
/** Up to here a key is looked for among all earlier ones, beyond it through a hash table. */
const LINEAR = 32;
const KEPT_ENTRIES = 65_536;
const FIRST_ENTRIES = 64;
const NONE = new Uint32Array(0);

/**
 * The attributes of one owner after another, in one growing array: resolved, cut to the limits, ready for the sink.
 *
 * `clear` starts the first owner, `begin` each further one; `dropped` counts its attributes over the limit, `cut` is of all owners since
 * `clear`, `duplicateKeys` is never reset here.
 */
export class AttributeList {
	count = 0;
	dropped = 0;
	cut = false;
	duplicateKeys = 0;
	#first = 0;
	#tabled = false;
	#entries: Uint32Array = NONE;
	/** One word per entry's key; keys with different words differ. */
	#signatures: Uint32Array = NONE;
	/** The attribute read last. */
	#keyStart = 0;
	#keyEnd = 0;
	readonly #value = createValueFields();
	/** Made for the first owner with many attributes. */
	#table: KeyTable | undefined;

	/** Forget all entries and begin the first owner; a list grown by one huge item gives its memory back. */
	clear(): void {
		this.count = 0;
		this.cut = false;
		this.begin();
		if (this.#signatures.length <= KEPT_ENTRIES) return;
		this.#entries = NONE;
		this.#signatures = NONE;
	}

	begin(): void {
		this.#first = this.count;
		this.#tabled = false;
		this.dropped = 0;
	}

	/** Read one KeyValue: from the reader's position to `end`. */
	add(reader: WireReader, end: number): void {
		this.#read(reader, end);
		this.#store(reader, this.#keyStart, this.#keyEnd);
	}

	/** Read one KeyValue and hand it on at once, not knowing of repeated keys; answers what the sink does. */
	pass(reader: WireReader, end: number, sink: Pick<TraceSink, "takeAttribute">): boolean {
		this.#read(reader, end);
		const { type, a, b } = this.#value;
		return sink.takeAttribute(this.#keyStart, this.#keyEnd, type, a, b);
	}

	#read(reader: WireReader, end: number): void {
		const { bytes, position } = reader;
		const keyEnd = shortPairKeyEnd(bytes, position, end);
		const value = this.#value;
		if (keyEnd >= 0 && isShortText(bytes, keyEnd, end)) {
			value.type = ValueType.string;
			value.a = keyEnd + SHORT_PAIR_TEXT;
			value.b = end;
		} else if (keyEnd >= 0 && isShortNumber(bytes, keyEnd, end)) {
			value.type = ValueType.int;
			value.a = 0;
			value.b = shortNumber(bytes, keyEnd + SHORT_PAIR_NUMBER, end);
		} else {
			this.#readAny(reader, end);
			return;
		}
		this.#keyStart = position + SHORT_PAIR_KEY;
		this.#keyEnd = keyEnd;
		reader.position = end;
	}

	#readAny(reader: WireReader, end: number): void {
		let keyStart = 0;
		let keyEnd = 0;
		const value = this.#value;
		value.type = ValueType.empty;
		value.a = 0;
		value.b = 0;
		value.cut = false;
		while (reader.position < end) {
			const tag = reader.tag(end);
			if (tag === KEY) {
				if (reader.text(end, LIMITS.keyBytes)) this.cut = true;
				keyStart = reader.textStart;
				keyEnd = reader.textEnd;
			} else if (tag === VALUE) {
				readAnyValue(reader, reader.length(end), LIMITS.valueBytes, value);
			} else {
				reader.skip(tag, end);
			}
		}
		if (value.cut) this.cut = true;
		this.#keyStart = keyStart;
		this.#keyEnd = keyEnd;
	}

	emit(sink: AttributeSink, from: number, to: number): void {
		const entries = this.#entries;
		for (let at = from * STRIDE; at < to * STRIDE; at += STRIDE) {
			sink.attribute(
				entries[at] as number,
				entries[at + 1] as number,
				entries[at + 2] as number,
				entries[at + 3] as number,
				entries[at + 4] as number,
			);
		}
	}

	#store(reader: WireReader, keyStart: number, keyEnd: number): void {
		const signature = keySignature(reader, keyStart, keyEnd);
		let index = this.#find(reader, keyStart, keyEnd, signature);
		if (index >= 0) {
			this.duplicateKeys++;
		} else {
			if (this.count - this.#first === LIMITS.attributesPerItem) {
				this.dropped++;
				this.cut = true;
				return;
			}
			index = this.count++;
			if (this.count > this.#signatures.length) this.#grow();
			if (index - this.#first >= LINEAR) this.#table?.put(index);
		}
		const entries = this.#entries;
		const at = index * STRIDE;
		entries[at] = keyStart;
		entries[at + 1] = keyEnd;
		entries[at + 2] = this.#value.type;
		entries[at + 3] = this.#value.a;
		entries[at + 4] = this.#value.b;
		this.#signatures[index] = signature;
	}

	/** Index of the entry with this key among the owner's, -1 when there is none. */
	#find(reader: WireReader, keyStart: number, keyEnd: number, signature: number): number {
		const signatures = this.#signatures;
		const known = this.count - this.#first;
		if (known >= LINEAR) return this.#findInTable(reader, keyStart, keyEnd);
		for (let index = this.#first; index < this.count; index++) {
			if (signatures[index] === signature && this.#isKey(reader.bytes, index, keyStart, keyEnd)) return index;
		}
		return -1;
	}

	#findInTable(reader: WireReader, keyStart: number, keyEnd: number): number {
		const table = this.#tabled && this.#table ? this.#table : this.#filledTable(reader);
		table.seek(reader.bytes, keyStart, keyEnd);
		for (let index = table.next(); index >= 0; index = table.next()) {
			if (this.#isKey(reader.bytes, index, keyStart, keyEnd)) return index;
		}
		return -1;
	}

	#filledTable(reader: WireReader): KeyTable {
		this.#table ??= new KeyTable();
		const table = this.#table;
		table.clear();
		for (let index = this.#first; index < this.count; index++) {
			const at = index * STRIDE;
			table.seek(reader.bytes, this.#entries[at] as number, this.#entries[at + 1] as number);
			while (table.next() >= 0);
			table.put(index);
		}
		this.#tabled = true;
		return table;
	}

	#isKey(bytes: Uint8Array, index: number, keyStart: number, keyEnd: number): boolean {
		const at = index * STRIDE;
		let other = this.#entries[at] as number;
		if ((this.#entries[at + 1] as number) - other !== keyEnd - keyStart) return false;
		for (let position = keyStart; position < keyEnd; position++) {
			if (bytes[position] !== bytes[other++]) return false;
		}
		return true;
	}

	#grow(): void {
		this.#signatures = grown(this.#signatures, FIRST_ENTRIES);
		this.#entries = grown(this.#entries, FIRST_ENTRIES * STRIDE);
	}
}

/** A cheap word of length, first and last bytes: keys with different signatures differ. */
function keySignature(reader: WireReader, start: number, end: number): number {
	const size = end - start;
	if (size >= 4) {
		return (Math.imul(reader.view.getUint32(end - 4, true) ^ size, 0x9e3779b1) ^ reader.view.getUint32(start, true)) >>> 0;
	}
	let signature = size;
	for (let at = start; at < end; at++) signature = (signature << 8) | (reader.bytes[at] as number);
	return signature;
}
