/** Which values of a field autocomplete lists, and under which names fields are asked for. */
import type { AttributeValue } from "../model/attributes.ts";
import { valueText } from "../semconv/value-text.ts";
import { fieldValues, type Item } from "./field-values.ts";
import { fieldFromName } from "./fields.ts";
import type { Field, FieldScope, Intrinsic } from "./filter.ts";
import { lexFilter } from "./filter-lex.ts";

/** Where attributes stand. */
export type KeyScope = Exclude<FieldScope, "any" | "intrinsic">;
export const KEY_SCOPES = ["span", "resource", "scope", "event", "link"] as const satisfies readonly KeyScope[];

/** Fields whose values are as many as there are items. */
const UNLISTED: ReadonlySet<Intrinsic> = new Set<Intrinsic>(["trace", "span", "parent", "duration", "body"]);

export function isListed(field: Field): boolean {
	return field.scope !== "intrinsic" || !UNLISTED.has(field.key);
}

/**
 * The texts that a query could name a field's value of this item by, each once. An array is named by its elements, a level by its word.
 * Cost O(attributes).
 */
export function listedTexts(field: Field, item: Item): ReadonlySet<string> {
	const values = fieldValues(field, item);
	const isLevel = field.scope === "intrinsic" && field.key === "level";
	return new Set((isLevel ? values.slice(0, 1) : values).flatMap(textsOfValue));
}

export function textsOfValue(value: AttributeValue): readonly string[] {
	return value.type === "array" ? value.value.flatMap(textsOfValue) : [valueText(value)];
}

/** The field of a key as a query would write it: `service`, `resource.k8s.pod.name`, `event."a b"`. Any other text is a bare key. */
export function fieldFromText(text: string): Field {
	const tokens = lexFilter(`${text}:*`);
	const [token] = "closing" in tokens ? [] : tokens;
	const isTerm = token?.type === "term" && token.end === text.length + 2 && token.operatorStart === text.length;
	if (!isTerm || token.place !== undefined || token.key === "") return { scope: "any", key: text };
	return fieldFromName(token.scope, token.key, token.quotedKey);
}
