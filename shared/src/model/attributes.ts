/**
 * OTLP's AnyValue and KeyValue as plain data.
 *
 * A value keeps its type: an empty value is not an empty string, an int is exact to 64 bits, bytes stay bytes.
 */
export type AttributeValue =
	| { readonly type: "empty" }
	| { readonly type: "string"; readonly value: string }
	| { readonly type: "bool"; readonly value: boolean }
	| { readonly type: "int"; readonly value: bigint }
	| { readonly type: "double"; readonly value: number }
	| { readonly type: "bytes"; readonly value: Uint8Array }
	| { readonly type: "array"; readonly value: readonly AttributeValue[] }
	| { readonly type: "kvlist"; readonly value: Attributes };

export interface Attribute {
	readonly key: string;
	readonly value: AttributeValue;
}

/** In the order of the wire; a key stands once (the last one sent wins, `otlp.md` V04). */
export type Attributes = readonly Attribute[];

/** The value of a key, or undefined when the key is absent. Cost O(n). */
export function getAttribute(attributes: Attributes, key: string): AttributeValue | undefined {
	for (const attribute of attributes) {
		if (attribute.key === key) return attribute.value;
	}
	return undefined;
}

/** The text of a string value under a key; undefined when absent or of another type. */
export function getStringAttribute(attributes: Attributes, key: string): string | undefined {
	const value = getAttribute(attributes, key);
	return value?.type === "string" ? value.value : undefined;
}
