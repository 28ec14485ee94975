import { getAttribute } from "../model/attributes.ts";
import { type Span, SpanKind } from "../model/span.ts";
import { frameworkOf } from "./adapters/registry.ts";
import type { CanonicalInput } from "./canonical-span.ts";
import { valueText } from "./value-text.ts";

/** SpanFlags of OTLP: SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE, SPAN_FLAGS_CONTEXT_IS_REMOTE. */
const REMOTE_IS_KNOWN = 0x100;
const IS_REMOTE = 0x200;

/** A whole span as what the canonical record is made of. */
export function inputOfSpan({ name, kind, flags, scope, status, parentSpanId, attributes }: Span): CanonicalInput {
	const has = (key: string) => getAttribute(attributes, key) !== undefined;
	const get: CanonicalInput["get"] = (key, part) => {
		const value = getAttribute(attributes, key);
		if (value === undefined) return undefined;
		return part === undefined ? valueText(value) : part(valueText(value));
	};
	return {
		name,
		kind,
		isParentRemote: isParentRemote(kind, flags),
		framework: frameworkOf(scope.name),
		statusCode: status.code,
		hasParent: parentSpanId !== undefined,
		get,
		has,
	};
}

/** See `CanonicalInput.isParentRemote`. */
export function isParentRemote(kind: number, flags: number): boolean | undefined {
	const isTold = kind !== SpanKind.unspecified && kind !== SpanKind.internal;
	return isTold || (flags & REMOTE_IS_KNOWN) === 0 ? undefined : (flags & IS_REMOTE) !== 0;
}
