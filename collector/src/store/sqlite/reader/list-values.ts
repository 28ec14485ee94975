import { itemOfLogRecord, itemOfSpan } from "@spanglass/shared/query/field-values";
import type { Field } from "@spanglass/shared/query/filter";
import { listedTexts, textsOfValue } from "@spanglass/shared/query/listed-values";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { logRecordAt, spanAt } from "../../../columns/item-decoder.ts";
import { type KeyValues, valueWords } from "../../../columns/key-values.ts";
import { ESCAPED_STATUS, LOW_BYTE, LogColumn, RARE_BIT, SpanColumn, StoredType } from "../../../columns/layout.ts";
import { WordReader } from "../../../columns/record-decoder.ts";
import type { RowView } from "../../../columns/row-view.ts";
import {
	compareCounts,
	compareTexts,
	LONG_TEXT_WARNING,
	SUGGESTED_TEXT_UNITS,
	type ValuePage,
	type ValueQuery,
} from "../../api/suggestion-queries.ts";
import { AttributeColumn } from "./attribute-test.ts";
import { increment } from "./list-keys.ts";
import { logRecordOfHead } from "./log-target.ts";
import { type RowCounter, scanNewestRows } from "./newest-rows.ts";
import type { Snapshot } from "./snapshot.ts";
import { spanOfHead } from "./span-target.ts";

/** See `TelemetryReader.listValues`. */
export async function listValues(query: ValueQuery, snapshot: Snapshot): Promise<ValuePage> {
	const counter = new ValueCounter(query);
	const { warnings, ...coverage } = await scanNewestRows(query, snapshot, counter);
	const values = counter.sorted();
	return {
		...coverage,
		values: values.slice(0, query.limit),
		total: values.length,
		warnings: counter.hasLongTexts ? [...warnings, LONG_TEXT_WARNING] : warnings,
	};
}

/** What a decoded item costs, in rows. */
const ITEM_COST = 32;
/** A field with more values than this is told by the parts that were looked at so far. */
const ENOUGH_VALUES = 20_000;
const UINT32 = 0x1_0000_0000;

class ValueCounter implements RowCounter {
	extraRows = 0;
	isCut = false;
	hasLongTexts = false;
	readonly #query: ValueQuery;
	readonly #prefix: string;
	readonly #counts = new Map<string, number>();
	#finish: () => void = () => undefined;

	constructor(query: ValueQuery) {
		this.#query = query;
		this.#prefix = query.prefix.toLowerCase();
	}

	begin(view: RowView): (row: number) => void {
		const { field, signal } = this.#query;
		this.#finish = () => undefined;
		if (field.scope === "span") return this.#onAttributes(view, field.key, () => undefined);
		if (field.scope === "any") return this.#onAttributes(view, field.key, this.#onHeads(view));
		if (signal === "traces" && isStatus(field)) return this.#onStatus(view);
		if (signal === "traces" && isOnParts(field)) return this.#onParts(view);
		return this.#onHeads(view);
	}

	finish(): boolean {
		this.#finish();
		return this.#counts.size > ENOUGH_VALUES;
	}

	sorted() {
		const values = [...this.#counts].map(([text, count]) => ({ text, count }));
		return values.sort((a, b) => compareCounts(a, b) || compareTexts(a.text, b.text));
	}

	/** What the operation or source tells, counted once for each of them. */
	#onHeads(view: RowView): (row: number) => void {
		const { field, signal } = this.#query;
		const isSpan = signal === "traces";
		const column = new ColumnCursor(view, isSpan ? SpanColumn.operation : LogColumn.source);
		const heads = new Uint32Array(view.counts.entities);
		const itemOf = (head: number) => (isSpan ? itemOfSpan(spanOfHead(view, head)) : itemOfLogRecord(logRecordOfHead(view, head)));
		this.#afterwards(() => {
			heads.forEach((count, head) => {
				if (count > 0) this.#addAll(listedTexts(field, itemOf(head)), count);
			});
		});
		return (row) => increment(heads, column.at(row));
	}

	#onStatus(view: RowView): (row: number) => void {
		const bits = new ColumnCursor(view, SpanColumn.bits);
		const rows = new Map<number, { readonly row: number; count: number }>();
		this.#afterwards(() => {
			for (const { row, count } of rows.values()) this.#addAll(this.#textsOf(view, row), count);
		});
		return (row) => {
			const code = bits.at(row) & LOW_BYTE;
			if (code === ESCAPED_STATUS) return this.#addItem(view, row);
			const known = rows.get(code);
			if (known === undefined) rows.set(code, { row, count: 1 });
			else known.count++;
		};
	}

	/** What stands in the rare part of a span: most spans have none. */
	#onParts(view: RowView): (row: number) => void {
		const bits = new ColumnCursor(view, SpanColumn.bits);
		return (row) => {
			if ((bits.at(row) & RARE_BIT) !== 0) this.#addItem(view, row);
		};
	}

	#onAttributes(view: RowView, key: string, otherwise: (row: number) => void): (row: number) => void {
		const column = AttributeColumn.ofKey(view, key);
		const strings = new Uint32Array(view.counts.entries);
		const others = new OtherValues(view);
		this.#afterwards(() => {
			this.#addStrings(view, strings);
			others.each((texts, count) => this.#addAll(texts, count));
		});
		return (row) => {
			const values = column.valuesOf(view.shapeOf(row));
			const [only] = values;
			if (only === undefined) otherwise(row);
			else if (values.length > 1) this.#addItem(view, row);
			else if (only.type === StoredType.string) increment(strings, only.reader.first(row));
			else others.add(only, row);
		};
	}

	/** Of very many values only some are looked at, those that occur more than once first, unless a prefix narrows them. */
	#addStrings(view: RowView, strings: Uint32Array): void {
		let room = this.#prefix === "" ? ENOUGH_VALUES : Number.POSITIVE_INFINITY;
		for (const isOften of [true, false]) {
			strings.forEach((count, id) => {
				if (count === 0 || count > 1 !== isOften) return;
				if (room-- > 0) this.#add(view.passingText(id), count);
				else this.isCut = true;
			});
		}
	}

	#afterwards(action: () => void): void {
		const before = this.#finish;
		this.#finish = () => {
			before();
			action();
		};
	}

	#textsOf(view: RowView, row: number): ReadonlySet<string> {
		const { field, signal } = this.#query;
		return listedTexts(field, signal === "traces" ? itemOfSpan(spanAt(view, row)) : itemOfLogRecord(logRecordAt(view, row)));
	}

	#addItem(view: RowView, row: number): void {
		this.extraRows += ITEM_COST;
		this.#addAll(this.#textsOf(view, row), 1);
	}

	#addAll(texts: Iterable<string>, count: number): void {
		for (const text of texts) this.#add(text, count);
	}

	#add(text: string, count: number): void {
		const known = this.#counts.get(text);
		if (known !== undefined) {
			this.#counts.set(text, known + count);
			return;
		}
		if (!text.toLowerCase().startsWith(this.#prefix)) return;
		if (text.length > SUGGESTED_TEXT_UNITS) this.hasLongTexts = true;
		else this.#counts.set(text, count);
	}
}

function isStatus(field: Field): boolean {
	return field.scope === "intrinsic" && field.key === "status";
}

function isOnParts({ scope, key }: Field): boolean {
	if (scope === "event" || scope === "link") return true;
	return scope === "intrinsic" && (key === "statusMessage" || key === "traceState" || key === "eventName");
}

interface CountedValue {
	readonly values: KeyValues;
	readonly words: Uint32Array;
	count: number;
}

/** How often values that are no strings occur: by their words, decoded once each. */
class OtherValues {
	readonly #view: RowView;
	/** By type and the one word. */
	readonly #narrow = new Map<number, CountedValue>();
	/** By type and both words. */
	readonly #wide = new Map<string, CountedValue>();

	constructor(view: RowView) {
		this.#view = view;
	}

	add(values: KeyValues, row: number): void {
		const { type, reader } = values;
		const isWide = type === StoredType.wideInt || type === StoredType.double;
		if (isWide) count(this.#wide, `${type} ${reader.first(row)} ${reader.second(row)}`, values, row);
		else count(this.#narrow, type * UINT32 + (type === StoredType.empty ? 0 : reader.first(row)), values, row);
	}

	each(visit: (texts: ReadonlySet<string>, count: number) => void): void {
		for (const found of [this.#narrow, this.#wide]) {
			for (const { values, words, count: times } of found.values()) {
				visit(new Set(textsOfValue(new WordReader(this.#view, words, 0).value(values.type))), times);
			}
		}
	}
}

function count<K>(found: Map<K, CountedValue>, key: K, values: KeyValues, row: number): void {
	const known = found.get(key);
	if (known === undefined) found.set(key, { values, words: valueWords(values, row), count: 1 });
	else known.count++;
}
