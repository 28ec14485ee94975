/** OTLP's AnyValue in its JSON form, as text and as plain JSON. */
import type { AnyValueJson, KeyValueJson } from "@spanglass/shared/api/schemas";

/** What people read: strings as they are, lists and maps as JSON, an empty value as nothing. */
export function anyValueText(value: AnyValueJson | null | undefined): string {
	const plain = anyValuePlain(value);
	if (plain === null) return "";
	return typeof plain === "object" ? JSON.stringify(plain) : String(plain);
}

/** The value as plain JSON; 64-bit integers stay the text that they are. */
export function anyValuePlain(value: AnyValueJson | null | undefined): unknown {
	if (value === null || value === undefined) return null;
	if ("arrayValue" in value) return valuesOf(value.arrayValue).map((item) => anyValuePlain(item as AnyValueJson));
	if ("kvlistValue" in value) {
		return Object.fromEntries(
			valuesOf(value.kvlistValue).map((item) => [String((item as KeyValueJson).key), anyValuePlain((item as KeyValueJson).value)]),
		);
	}
	return value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue ?? value.bytesValue ?? null;
}

function valuesOf(list: unknown): readonly unknown[] {
	const values = (list as { readonly values?: unknown } | null)?.values;
	return Array.isArray(values) ? values : [];
}

/** Text of a key's value; undefined when the key is absent. */
export function attributeText(attributes: readonly KeyValueJson[], key: string): string | undefined {
	const found = attributes.find((attribute) => attribute.key === key);
	return found === undefined ? undefined : anyValueText(found.value);
}
