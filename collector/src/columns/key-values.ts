/** Where the values of a key are in the lists of a view. */
import type { AttributeValue } from "@spanglass/shared/model/attributes";
import { KEY_MASK, TYPE_SHIFT, VALUE_WORDS } from "./layout.ts";
import { WordReader } from "./record-decoder.ts";
import type { AttributeReader, RowView } from "./row-view.ts";

/** Where the values under one head are: to be read for rows whose shape has it. */
export interface KeyValues {
	readonly type: number;
	readonly reader: AttributeReader;
}

/** The words of a row's value. */
export function valueWords({ type, reader }: KeyValues, row: number): Uint32Array {
	const count = VALUE_WORDS[type] as number;
	return Uint32Array.of(count > 0 ? reader.first(row) : 0, count > 1 ? reader.second(row) : 0);
}

/** The value of a row. */
export function valueAt(view: RowView, values: KeyValues, row: number): AttributeValue {
	return new WordReader(view, valueWords(values, row), 0).value(values.type);
}

/** The values of every key, by shape and the key's text. */
export class ShapeValues {
	readonly #view: RowView;
	readonly #byHead = new Map<number, KeyValues>();
	readonly #byShape: (ReadonlyMap<string, KeyValues> | undefined)[] = [];

	constructor(view: RowView) {
		this.#view = view;
	}

	/** Of a key that stands twice in the list, the first. */
	of(shape: number): ReadonlyMap<string, KeyValues> {
		const known = this.#byShape[shape];
		if (known !== undefined) return known;
		const values = new Map<string, KeyValues>();
		for (const head of this.#view.shape(shape)) {
			const key = this.#view.text(head & KEY_MASK);
			if (!values.has(key)) values.set(key, this.#ofHead(head));
		}
		this.#byShape[shape] = values;
		return values;
	}

	#ofHead(head: number): KeyValues {
		const known = this.#byHead.get(head);
		if (known !== undefined) return known;
		const values = { type: head >>> TYPE_SHIFT, reader: this.#view.attributeReader(head) };
		this.#byHead.set(head, values);
		return values;
	}
}
