/**
 * What a filter means for one item: the reference that every store must equal. Filters that ask about other spans: `trace-eval.ts`.
 *
 * A field answers every value that it stands for (`field-values.ts`); a comparison holds when any of them passes. `k!=v` holds when the key
 * is there and no value of it equals v. Text is compared as in `semconv/value-text.ts`.
 */
import type { LogRecord } from "../model/log-record.ts";
import type { Series } from "../model/metric.ts";
import type { Span } from "../model/span.ts";
import { fieldValues, type Item, itemOfLogRecord, itemOfSeries, itemOfSpan } from "./field-values.ts";
import type { FilterValue, ItemFilter } from "./filter.ts";
import { containsText } from "./text-search.ts";
import { createValueTest, testValue, type ValueTest } from "./value-test.ts";

/** Does one span satisfy all of a filter. Cost O(terms x attributes). */
export function evaluateSpan(filter: ItemFilter, span: Span): boolean {
	return holds(filter, itemOfSpan(span));
}

/** Does one log record satisfy all of a filter. `span.` means the record's own attributes; it has no events and no links. */
export function evaluateLogRecord(filter: ItemFilter, record: LogRecord): boolean {
	return holds(filter, itemOfLogRecord(record));
}

/** Does one time series satisfy all of a filter. `name` and bare words speak of the metric's name. */
export function evaluateSeries(filter: ItemFilter, series: Series): boolean {
	return holds(filter, itemOfSeries(series));
}

function holds(filter: ItemFilter, item: Item): boolean {
	switch (filter.type) {
		case "all":
			return filter.terms.every((term) => holds(term, item));
		case "any":
			return filter.terms.some((term) => holds(term, item));
		case "not":
			return !holds(filter.term, item);
		case "exists":
			return fieldValues(filter.field, item).length > 0;
		case "text":
			return containsText(item.text, filter.text);
		case "compare": {
			const values = fieldValues(filter.field, item);
			const test = valueTest(filter.op, filter.value);
			const passes = values.some((value) => testValue(test, value));
			return filter.op === "!=" ? values.length > 0 && !passes : passes;
		}
	}
}

const TESTS = new WeakMap<FilterValue, Map<string, ValueTest>>();

/** The prepared comparison of a filter's node, kept as long as the node lives. */
function valueTest(op: Parameters<typeof createValueTest>[0], value: FilterValue): ValueTest {
	const tests = TESTS.get(value) ?? new Map<string, ValueTest>();
	TESTS.set(value, tests);
	const known = tests.get(op);
	if (known !== undefined) return known;
	const test = createValueTest(op, value);
	tests.set(op, test);
	return test;
}
