/** Where the values of one key are in the lists of a view, and what a comparison says of them. */
import type { AttributeValue } from "@spanglass/shared/model/attributes";
import type { CompareOp, FilterValue } from "@spanglass/shared/query/filter";
import { createValueTest, testValue } from "@spanglass/shared/query/value-test";
import { keyNames } from "@spanglass/shared/semconv/renames";
import { doubleFromHalves, int64FromHalves } from "../../../columns/halves.ts";
import { type KeyValues, valueWords } from "../../../columns/key-values.ts";
import { KEY_MASK, StoredType, TYPE_SHIFT } from "../../../columns/layout.ts";
import { WordReader } from "../../../columns/record-decoder.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { remembered } from "./row-test.ts";

const NO_VALUES: readonly KeyValues[] = [];

/** The values of one key, by shape. */
export class AttributeColumn {
	readonly #view: RowView;
	readonly #names: readonly string[];
	/** By dictionary id of a key. */
	readonly #isKey = new Map<number, boolean>();
	readonly #byHead = new Map<number, KeyValues>();
	readonly #byShape: (readonly KeyValues[] | undefined)[] = [];

	constructor(view: RowView, names: readonly string[]) {
		this.#view = view;
		this.#names = names;
	}

	/** The values of a key under all its old and new names. */
	static ofKey(view: RowView, key: string): AttributeColumn {
		return new AttributeColumn(view, keyNames(key));
	}

	/** The values under this name alone. */
	static ofName(view: RowView, name: string): AttributeColumn {
		return new AttributeColumn(view, [name]);
	}

	/** One for each value that items of this shape have under the key, in the order of their list. */
	valuesOf(shape: number): readonly KeyValues[] {
		const known = this.#byShape[shape];
		if (known !== undefined) return known;
		const found = this.#find(shape);
		this.#byShape[shape] = found;
		return found;
	}

	#find(shape: number): readonly KeyValues[] {
		const values: KeyValues[] = [];
		for (const head of this.#view.shape(shape)) if (this.#hasName(head & KEY_MASK)) values.push(this.#ofHead(head));
		return values.length === 0 ? NO_VALUES : values;
	}

	#hasName(key: number): boolean {
		const known = this.#isKey.get(key) ?? this.#names.includes(this.#view.text(key));
		this.#isKey.set(key, known);
		return known;
	}

	#ofHead(head: number): KeyValues {
		const known = this.#byHead.get(head);
		if (known !== undefined) return known;
		const values = { type: head >>> TYPE_SHIFT, reader: this.#view.attributeReader(head) };
		this.#byHead.set(head, values);
		return values;
	}
}

/** What a comparison says of strings, by dictionary id. Each entry is asked once. */
function stringTest(view: RowView, ask: (id: number) => boolean): (id: number) => boolean {
	return remembered(view.counts.entries, (id) => id, ask);
}

/** Equality with text that is no number: entries with just these bytes. */
function equalTextTest(view: RowView, text: string): (id: number) => boolean {
	const wanted = Buffer.from(text);
	return stringTest(view, (id) => view.rawLength(id) === wanted.length && wanted.equals(view.raw(id)));
}

/** A test of a row's value of a stored type. */
export function attributeTest(view: RowView, op: CompareOp, literal: FilterValue): (values: KeyValues, row: number) => boolean {
	const test = createValueTest(op, literal);
	const isEquality = (op === "=" || op === "!=") && (literal.quoted || literal.number === undefined);
	const onString = isEquality ? equalTextTest(view, literal.text) : stringTest(view, (id) => test.text(view.passingText(id)));
	const others = new Map<number, boolean>();

	const onOther = (values: KeyValues, row: number): boolean => {
		const words = valueWords(values, row);
		const key = (words[0] as number) * 16 + values.type;
		const known = others.get(key);
		if (known !== undefined) return known;
		const value: AttributeValue = new WordReader(view, words, 0).value(values.type);
		const answer = testValue(test, value);
		others.set(key, answer);
		return answer;
	};
	return (values, row) => {
		const { reader } = values;
		switch (values.type) {
			case StoredType.string:
				return onString(reader.first(row));
			case StoredType.int:
				return test.number(reader.first(row) | 0);
			case StoredType.wideInt:
				return test.number(int64FromHalves(reader.first(row), reader.second(row)));
			case StoredType.double:
				return test.number(doubleFromHalves(reader.first(row), reader.second(row)));
			case StoredType.empty:
				return test.plain("");
			default:
				return onOther(values, row);
		}
	};
}
