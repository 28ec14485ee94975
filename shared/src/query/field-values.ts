/**
 * The values that a field stands for in one item: what comparisons are asked about and what autocomplete lists. A key has several names, a
 * span several events; a bare key is looked for on the item, then its resource, then its scope.
 */
import { type Attributes, type AttributeValue, getAttribute } from "../model/attributes.ts";
import type { LogRecord } from "../model/log-record.ts";
import type { Series } from "../model/metric.ts";
import type { Resource, Scope } from "../model/resource.ts";
import type { Span } from "../model/span.ts";
import { environment, serviceInstance, serviceName, serviceVersion } from "../semconv/identity.ts";
import { keyNames } from "../semconv/renames.ts";
import { valueText } from "../semconv/value-text.ts";
import { durationBetween } from "../units/time.ts";
import { kindWord, statusWord } from "./enum-words.ts";
import type { Field, Intrinsic } from "./filter.ts";
import { logLevel, severityOf } from "./log-level.ts";

/** Everything that a filter may ask of an item. */
export interface Item {
	readonly attributes: Attributes;
	readonly resource: Resource;
	readonly scope: Scope;
	readonly events: readonly { readonly attributes: Attributes }[];
	readonly links: readonly { readonly attributes: Attributes }[];
	intrinsic(key: Intrinsic): readonly AttributeValue[];
	/** What bare words are looked for in. */
	readonly text: string;
}

export function itemOfSpan(span: Span): Item {
	return {
		attributes: span.attributes,
		resource: span.resource,
		scope: span.scope,
		events: span.events,
		links: span.links,
		intrinsic: (key) => spanIntrinsic(span, key),
		text: span.name,
	};
}

/** `span.` means the record's own attributes; it has no events and no links. */
export function itemOfLogRecord(record: LogRecord): Item {
	return {
		attributes: record.attributes,
		resource: record.resource,
		scope: record.scope,
		events: [],
		links: [],
		intrinsic: (key) => logIntrinsic(record, key),
		text: record.body === undefined ? "" : valueText(record.body),
	};
}

/** `name` and bare words speak of the metric's name. */
export function itemOfSeries(series: Series): Item {
	return {
		attributes: series.attributes,
		resource: series.resource,
		scope: series.scope,
		events: [],
		links: [],
		intrinsic: (key) => (key === "name" ? string(series.metric.name) : emitterIntrinsic(series.resource, series.scope, key)),
		text: series.metric.name,
	};
}

/** Cost O(attributes). */
export function fieldValues(field: Field, item: Item): readonly AttributeValue[] {
	switch (field.scope) {
		case "intrinsic":
			return item.intrinsic(field.key);
		case "span":
			return valuesUnder(item.attributes, field.key);
		case "resource":
			return valuesUnder(item.resource.attributes, field.key);
		case "scope":
			return valuesUnder(item.scope.attributes, field.key);
		case "event":
			return item.events.flatMap((event) => valuesUnder(event.attributes, field.key));
		case "link":
			return item.links.flatMap((link) => valuesUnder(link.attributes, field.key));
		case "any":
			return firstPlace(field.key, item);
	}
}

/** Values under a bare key: of the first of item, resource and scope that has the key under any of its names. */
function firstPlace(key: string, item: Item): readonly AttributeValue[] {
	for (const attributes of [item.attributes, item.resource.attributes, item.scope.attributes]) {
		const values = valuesUnder(attributes, key);
		if (values.length > 0) return values;
	}
	return [];
}

/** The values that a key has under all its old and new names. */
function valuesUnder(attributes: Attributes, key: string): AttributeValue[] {
	const values: AttributeValue[] = [];
	for (const name of keyNames(key)) {
		const value = getAttribute(attributes, name);
		if (value !== undefined) values.push(value);
	}
	return values;
}

/** "" is absence: OTLP does not tell an empty text field from a missing one. */
function string(text: string | undefined): readonly AttributeValue[] {
	return text === undefined || text === "" ? [] : [{ type: "string", value: text }];
}

function spanIntrinsic(span: Span, key: Intrinsic): readonly AttributeValue[] {
	switch (key) {
		case "name":
			return string(span.name);
		case "kind":
			return string(kindWord(span.kind));
		case "status":
			return string(statusWord(span.status.code));
		case "duration":
			return [{ type: "int", value: durationBetween(span.startTime, span.endTime) }];
		case "trace":
			return string(span.traceId);
		case "span":
			return string(span.spanId);
		case "parent":
			return string(span.parentSpanId);
		case "statusMessage":
			return string(span.status.message);
		case "traceState":
			return string(span.traceState);
		case "eventName":
			return span.events.flatMap((event) => string(event.name));
		default:
			return emitterIntrinsic(span.resource, span.scope, key);
	}
}

function logIntrinsic(record: LogRecord, key: Intrinsic): readonly AttributeValue[] {
	switch (key) {
		case "trace":
			return string(record.traceId);
		case "span":
			return string(record.spanId);
		case "body":
			return record.body === undefined ? [] : [record.body];
		case "eventName":
			return string(record.eventName);
		case "level":
			return levelValues(record);
		default:
			return emitterIntrinsic(record.resource, record.scope, key);
	}
}

/** A level is compared as its word, as it was sent, and by its number. */
function levelValues(record: LogRecord): readonly AttributeValue[] {
	const severity = severityOf(record.severityNumber, record.severityText);
	const number: readonly AttributeValue[] = severity === undefined ? [] : [{ type: "int", value: BigInt(severity) }];
	return [...string(logLevel(record.severityNumber, record.severityText)), ...string(record.severityText), ...number];
}

function emitterIntrinsic(resource: Resource, scope: Scope, key: Intrinsic): readonly AttributeValue[] {
	switch (key) {
		case "service":
			return string(serviceName(resource.attributes));
		case "env":
			return string(environment(resource.attributes));
		case "version":
			return string(serviceVersion(resource.attributes));
		case "instance":
			return string(serviceInstance(resource.attributes));
		case "scopeName":
			return string(scope.name);
		case "scopeVersion":
			return string(scope.version);
		default:
			return [];
	}
}
