import type { Span } from "../model/span.ts";
import { type CanonicalSpan, canonicalSpan } from "./canonical-span.ts";
import { inputOfSpan } from "./span-input.ts";

/** The canonical record of a whole span. */
export function canonicalOfSpan(span: Span): CanonicalSpan {
	return canonicalSpan(inputOfSpan(span));
}
