import type { Attributes, AttributeValue } from "../model/attributes.ts";
import { base64FromBytes } from "../units/base64.ts";

/**
 * The canonical text of a value: what a filter's `k:v` compares and what Jaeger's tag search compares.
 *
 * Result  string: itself · bool: `true`, `false` · int: decimal digits · double: shortest decimal, `NaN`, `Infinity`, `-Infinity` ·
 *         bytes: base64 with padding · empty: "" · array and kvlist: their plain JSON text.
 */
export function valueText(value: AttributeValue): string {
	switch (value.type) {
		case "string":
			return value.value;
		case "empty":
			return "";
		case "bool":
		case "int":
		case "double":
			return String(value.value);
		case "bytes":
			return base64FromBytes(value.value);
		case "array":
		case "kvlist":
			return valueJson(value);
	}
}

/** Plain JSON of a value: ints of any size as numbers' digits, bytes as a base64 string, empty as null. */
export function valueJson(value: AttributeValue): string {
	switch (value.type) {
		case "empty":
			return "null";
		case "string":
			return JSON.stringify(value.value);
		case "bytes":
			return JSON.stringify(base64FromBytes(value.value));
		case "bool":
		case "int":
			return String(value.value);
		case "double":
			return Number.isFinite(value.value) ? String(value.value) : JSON.stringify(String(value.value));
		case "array":
			return `[${value.value.map(valueJson).join(",")}]`;
		case "kvlist":
			return attributesJson(value.value);
	}
}

/** Attributes as the text of one plain JSON object, in their order. */
export function attributesJson(attributes: Attributes): string {
	return `{${attributes.map(({ key, value }) => `${JSON.stringify(key)}:${valueJson(value)}`).join(",")}}`;
}
