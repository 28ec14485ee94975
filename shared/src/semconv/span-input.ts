import { getAttribute } from "../model/attributes.ts";
import type { Span } from "../model/span.ts";
import type { CanonicalInput } from "./canonical-span.ts";
import { valueText } from "./value-text.ts";

/** A whole span as what the canonical record is made of. */
export function inputOfSpan({ name, kind, flags, scope, status, parentSpanId, attributes }: Span): CanonicalInput {
	const has = (key: string) => getAttribute(attributes, key) !== undefined;
	const get: CanonicalInput["get"] = (key, part) => {
		const value = getAttribute(attributes, key);
		if (value === undefined) return undefined;
		return part === undefined ? valueText(value) : part(valueText(value));
	};
	return { name, kind, flags, scopeName: scope.name, statusCode: status.code, hasParent: parentSpanId !== undefined, get, has };
}
