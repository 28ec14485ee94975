import type { Attributes } from "./attributes.ts";

/** OTLP EntityRef: which of the resource's attributes identify and describe one entity. */
export interface EntityRef {
	readonly schemaUrl: string;
	readonly type: string;
	readonly idKeys: readonly string[];
	readonly descriptionKeys: readonly string[];
}

/** What emitted an item. `schemaUrl` is the one of the enclosing ResourceSpans / ResourceLogs / ResourceMetrics. */
export interface Resource {
	readonly attributes: Attributes;
	readonly droppedAttributesCount: number;
	readonly entityRefs: readonly EntityRef[];
	readonly schemaUrl: string;
}

/** The instrumentation scope. `schemaUrl` is the one of the enclosing ScopeSpans / ScopeLogs / ScopeMetrics. */
export interface Scope {
	readonly name: string;
	readonly version: string;
	readonly attributes: Attributes;
	readonly droppedAttributesCount: number;
	readonly schemaUrl: string;
}

/** Of an item whose envelope has none. */
export const NO_RESOURCE: Resource = { attributes: [], droppedAttributesCount: 0, entityRefs: [], schemaUrl: "" };
export const NO_SCOPE: Scope = { name: "", version: "", attributes: [], droppedAttributesCount: 0, schemaUrl: "" };
