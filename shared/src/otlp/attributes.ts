import type { Attribute, Attributes } from "../model/attributes.ts";

/** Lists up to this length are compared pair by pair, without a set. */
const FEW = 8;
const NO_ATTRIBUTES: Attributes = [];

/**
 * Let every key stand once: of repeated keys the last one sent stays, at its own place (`otlp.md` V04).
 *
 * Result  the same list when no key repeats.   Cost O(n).
 */
export function lastOfEachKey(attributes: readonly Attribute[]): Attributes {
	if (attributes.length === 0) return NO_ATTRIBUTES;
	if (!hasRepeatedKey(attributes)) return attributes;
	const seen = new Set<string>();
	const kept: Attribute[] = [];
	for (let i = attributes.length - 1; i >= 0; i--) {
		const attribute = attributes[i] as Attribute;
		if (seen.has(attribute.key)) continue;
		seen.add(attribute.key);
		kept.push(attribute);
	}
	return kept.reverse();
}

function hasRepeatedKey(attributes: readonly Attribute[]): boolean {
	if (attributes.length > FEW) return new Set(attributes.map((attribute) => attribute.key)).size < attributes.length;
	for (let i = 1; i < attributes.length; i++) {
		for (let j = 0; j < i; j++) {
			if (attributes[i]?.key === attributes[j]?.key) return true;
		}
	}
	return false;
}
