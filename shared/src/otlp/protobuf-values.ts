import type { Attribute, Attributes, AttributeValue } from "../model/attributes.ts";
import { SpanglassError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import { lastOfEachKey } from "./attributes.ts";
import type { ProtobufReader } from "./protobuf-reader.ts";
import type { ProtobufWriter } from "./protobuf-writer.ts";

/**
 * AnyValue and KeyValue.
 *
 * Depth   a value of an attribute or a body is at depth 1, an element of it at depth 2. Reading goes to LIMITS.valueDepthParsed and
 *         throws beyond; writing goes a little further, so that a receiver's own check refuses the one item that is too deep.
 */
const EMPTY: AttributeValue = { type: "empty" };
/** Deepest value that is written. */
export const VALUE_DEPTH_WRITTEN = LIMITS.valueDepthParsed + 8;

/** Fields of AnyValue: 1 string, 2 bool, 3 int64, 4 double, 5 ArrayValue, 6 KeyValueList, 7 bytes, 8 an index that only profiles use. */
export function readAnyValue(reader: ProtobufReader, depth = 1): AttributeValue {
	if (depth > LIMITS.valueDepthParsed) throw tooDeep(LIMITS.valueDepthParsed);
	let value = EMPTY;
	while (reader.next()) value = readMember(reader, value, depth);
	return value;
}

function readMember(reader: ProtobufReader, before: AttributeValue, depth: number): AttributeValue {
	switch (reader.field) {
		case 1:
			return typed("string", reader.string(undefined), before);
		case 2:
			return typed("bool", reader.bool(undefined), before);
		case 3:
			return typed("int", reader.int64(undefined), before);
		case 4:
			return typed("double", reader.double(undefined), before);
		case 7:
			return typed("bytes", reader.bytes(undefined), before);
		case 8:
			return EMPTY;
		default:
			return readComposite(reader, before, depth);
	}
}

/** The value, or what was there before when the field had another wire type. */
function typed(type: AttributeValue["type"], value: unknown, before: AttributeValue): AttributeValue {
	return value === undefined ? before : ({ type, value } as AttributeValue);
}

function readComposite(reader: ProtobufReader, before: AttributeValue, depth: number): AttributeValue {
	if (reader.field !== 5 && reader.field !== 6) return before;
	const { field } = reader;
	const message = reader.message();
	if (message === undefined) return before;
	return field === 5 ? { type: "array", value: readArray(message, depth) } : { type: "kvlist", value: readList(message, depth) };
}

/** The elements of an ArrayValue that stands at `depth`. */
export function readArray(reader: ProtobufReader, depth: number): readonly AttributeValue[] {
	const values: AttributeValue[] = [];
	while (reader.next()) {
		const message = reader.field === 1 ? reader.message() : undefined;
		if (message !== undefined) values.push(readAnyValue(message, depth + 1));
	}
	return values;
}

/** The entries of a KeyValueList that stands at `depth`, each key once. */
export function readList(reader: ProtobufReader, depth: number): Attributes {
	const attributes: Attribute[] = [];
	while (reader.next()) {
		if (reader.field === 1) addAttribute(reader, attributes, depth + 1);
	}
	return lastOfEachKey(attributes);
}

/** Add the KeyValue of the current field to the list. Repeated keys are left to `lastOfEachKey`. */
export function addAttribute(reader: ProtobufReader, attributes: Attribute[], depth = 1): void {
	const message = reader.message();
	if (message === undefined) return;
	let key = "";
	let value = EMPTY;
	while (message.next()) {
		if (message.field === 1) key = message.string(key);
		else if (message.field === 2) value = readValueField(message, value, depth);
	}
	attributes.push({ key, value });
}

function readValueField(reader: ProtobufReader, otherwise: AttributeValue, depth: number): AttributeValue {
	const message = reader.message();
	return message === undefined ? otherwise : readAnyValue(message, depth);
}

/** Write a value as an embedded AnyValue. */
export function writeAnyValue(writer: ProtobufWriter, field: number, value: AttributeValue, depth = 1): void {
	if (depth > VALUE_DEPTH_WRITTEN) throw tooDeep(VALUE_DEPTH_WRITTEN);
	const mark = writer.begin(field);
	writeMember(writer, value, depth);
	writer.end(mark);
}

function writeMember(writer: ProtobufWriter, value: AttributeValue, depth: number): void {
	switch (value.type) {
		case "empty":
			break;
		case "string":
			writer.presentString(1, value.value);
			break;
		case "bool":
			writer.presentBool(2, value.value);
			break;
		case "int":
			writer.presentInt64(3, value.value);
			break;
		case "double":
			writer.presentDouble(4, value.value);
			break;
		case "bytes":
			writer.presentBytes(7, value.value);
			break;
		default:
			writeComposite(writer, value, depth);
	}
}

function writeComposite(writer: ProtobufWriter, value: AttributeValue & { type: "array" | "kvlist" }, depth: number): void {
	const mark = writer.begin(value.type === "array" ? 5 : 6);
	if (value.type === "array") writeArray(writer, value.value, depth + 1);
	else writeAttributes(writer, 1, value.value, depth + 1);
	writer.end(mark);
}

/** Write the elements of an ArrayValue; `depth` is theirs. */
export function writeArray(writer: ProtobufWriter, values: readonly AttributeValue[], depth: number): void {
	for (const value of values) writeAnyValue(writer, 1, value, depth);
}

/** Write attributes as repeated KeyValue. */
export function writeAttributes(writer: ProtobufWriter, field: number, attributes: Attributes, depth = 1): void {
	for (const attribute of attributes) {
		const mark = writer.begin(field);
		writer.string(1, attribute.key);
		writeAnyValue(writer, 2, attribute.value, depth);
		writer.end(mark);
	}
}

function tooDeep(limit: number): SpanglassError {
	return new SpanglassError("invalid_input", `a value is nested deeper than ${limit} levels`);
}
