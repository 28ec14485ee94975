/** Where the values of a key are in the lists of a view. */
import type { AttributeValue } from "@spanglass/shared/model/attributes";
import { VALUE_WORDS } from "./layout.ts";
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
