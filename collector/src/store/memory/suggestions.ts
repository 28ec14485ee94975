/** Keys and values for autocomplete over plain objects: the reference that other stores must equal. */
import type { Attributes } from "@spanglass/shared/model/attributes";
import { logRecordTime } from "@spanglass/shared/model/log-record";
import { type Item, itemOfLogRecord, itemOfSpan } from "@spanglass/shared/query/field-values";
import { KEY_SCOPES, type KeyScope, listedTexts } from "@spanglass/shared/query/listed-values";
import { containsTime } from "@spanglass/shared/query/time-range";
import {
	compareCounts,
	compareTexts,
	type KeyPage,
	type KeyQuery,
	LONG_TEXT_WARNING,
	SUGGESTED_TEXT_UNITS,
	type SuggestionQuery,
	type ValuePage,
	type ValueQuery,
} from "../api/suggestion-queries.ts";
import type { MemoryItems } from "./items.ts";

function itemsOf({ spans, logs }: MemoryItems, { signal, range }: SuggestionQuery): readonly Item[] {
	if (signal === "traces") return spans.flatMap(({ span }) => (containsTime(range, span.startTime) ? [itemOfSpan(span)] : []));
	return logs.flatMap(({ record }) => (containsTime(range, logRecordTime(record)) ? [itemOfLogRecord(record)] : []));
}

const PLACES: Readonly<Record<KeyScope, (item: Item) => readonly Attributes[]>> = {
	span: ({ attributes }) => [attributes],
	resource: ({ resource }) => [resource.attributes],
	scope: ({ scope }) => [scope.attributes],
	event: ({ events }) => events.map(({ attributes }) => attributes),
	link: ({ links }) => links.map(({ attributes }) => attributes),
};

export function countKeys(items: MemoryItems, query: KeyQuery): KeyPage {
	const found = itemsOf(items, query);
	const text = query.text.toLowerCase();
	const keys = KEY_SCOPES.filter((scope) => scope === (query.scope ?? scope)).flatMap((scope) => {
		const ofItem = (item: Item) => new Set(PLACES[scope](item).flatMap((attributes) => attributes.map(({ key }) => key)));
		return [...counted(found, ofItem)].map(([key, count]) => ({ scope, key, count }));
	});
	const matching = keys.filter(({ key }) => key.toLowerCase().includes(text));
	matching.sort((a, b) => compareCounts(a, b) || compareTexts(a.key, b.key));
	return { keys: matching.slice(0, query.limit), total: matching.length, ...coverage(found.length, []) };
}

export function countValues(items: MemoryItems, query: ValueQuery): ValuePage {
	const found = itemsOf(items, query);
	const prefix = query.prefix.toLowerCase();
	const all = [...counted(found, (item) => listedTexts(query.field, item))].filter(([text]) => text.toLowerCase().startsWith(prefix));
	const values = all.filter(([text]) => text.length <= SUGGESTED_TEXT_UNITS).map(([text, count]) => ({ text, count }));
	values.sort((a, b) => compareCounts(a, b) || compareTexts(a.text, b.text));
	const warnings = values.length < all.length ? [LONG_TEXT_WARNING] : [];
	return { values: values.slice(0, query.limit), total: values.length, ...coverage(found.length, warnings) };
}

/** How many items answer each text. */
function counted(items: readonly Item[], textsOf: (item: Item) => ReadonlySet<string>): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const item of items) for (const text of textsOf(item)) counts.set(text, (counts.get(text) ?? 0) + 1);
	return counts;
}

function coverage(rows: number, warnings: readonly string[]) {
	return { complete: true, scannedRows: rows, scannedBlocks: 0, warnings };
}
