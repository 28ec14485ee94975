import { EMPTY_SPAN } from "@spanglass/shared/model/span";
import { itemOfSpan } from "@spanglass/shared/query/field-values";
import type { Field } from "@spanglass/shared/query/filter";
import { listedTexts, textsOfValue } from "@spanglass/shared/query/listed-values";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { spanAt } from "../../../columns/item-decoder.ts";
import { type KeyValues, valueAt } from "../../../columns/key-values.ts";
import { ESCAPED_STATUS, LOW_BYTE, RARE_BIT, SpanColumn, StoredType } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { AttributeColumn } from "./attribute-test.ts";
import { spanOfHead } from "./span-target.ts";

/** Numbers of the texts of a span; for the same texts of a view nearly always the same list. */
export type TextNumbers = readonly number[];
type RowTexts = (row: number) => TextNumbers;

const NONE: TextNumbers = [];
const UINT32 = 0x1_0000_0000;
/** Fields that stand in the rare part of a span; most spans have none. */
const RARE_FIELDS: ReadonlySet<string> = new Set(["statusMessage", "traceState", "eventName"]);

/** The texts (`listedTexts`) that spans have of one field, as numbers that all views of a query share. */
export class FieldTexts {
	/** By number. */
	readonly texts: string[] = [];
	readonly #field: Field;
	readonly #numbers = new Map<string, number>();
	/** By their numbers. */
	readonly #lists = new Map<string, TextNumbers>();

	constructor(field: Field) {
		this.#field = field;
	}

	/** The numbers of a row of a view. Cost of a row: a few reads once its value is known in the view. */
	of(view: RowView): RowTexts {
		const { scope, key } = this.#field;
		if (scope === "span") return this.#ofAttributes(view, key, () => NONE);
		if (scope === "any") return this.#ofAttributes(view, key, this.#ofHeads(view));
		if (scope === "intrinsic" && key === "status") return this.#ofStatus(view);
		if (scope === "event" || scope === "link" || (scope === "intrinsic" && RARE_FIELDS.has(key))) return this.#ofRareParts(view);
		return this.#ofHeads(view);
	}

	#ofHeads(view: RowView): RowTexts {
		const heads = new ColumnCursor(view, SpanColumn.operation);
		const byHead: (TextNumbers | undefined)[] = [];
		return (row) => {
			const head = heads.at(row);
			const known = byHead[head] ?? this.#listed(spanOfHead(view, head));
			byHead[head] = known;
			return known;
		};
	}

	#ofStatus(view: RowView): RowTexts {
		const bits = new ColumnCursor(view, SpanColumn.bits);
		const byCode: (TextNumbers | undefined)[] = [];
		return (row) => {
			const code = bits.at(row) & LOW_BYTE;
			if (code === ESCAPED_STATUS) return this.#listed(spanAt(view, row));
			const known = byCode[code] ?? this.#listed({ ...EMPTY_SPAN, status: { code, message: "" } });
			byCode[code] = known;
			return known;
		};
	}

	#ofRareParts(view: RowView): RowTexts {
		const bits = new ColumnCursor(view, SpanColumn.bits);
		const withoutParts = this.#listed(EMPTY_SPAN);
		return (row) => ((bits.at(row) & RARE_BIT) === 0 ? withoutParts : this.#listed(spanAt(view, row)));
	}

	#ofAttributes(view: RowView, key: string, otherwise: RowTexts): RowTexts {
		const column = AttributeColumn.ofKey(view, key);
		const byEntry: (TextNumbers | undefined)[] = [];
		const byWords = new Map<number | string, TextNumbers>();
		return (row) => {
			const values = column.valuesOf(view.shapeOf(row));
			const [only] = values;
			if (only === undefined) return otherwise(row);
			if (values.length > 1) return this.#listed(spanAt(view, row));
			if (only.type !== StoredType.string) return this.#ofWords(view, only, { row, byWords });
			const entry = only.reader.first(row);
			const known = byEntry[entry] ?? [this.#numberOf(view.passingText(entry))];
			byEntry[entry] = known;
			return known;
		};
	}

	/** Values that are no strings: decoded once for each of their words. */
	#ofWords(view: RowView, values: KeyValues, { row, byWords }: { row: number; byWords: Map<number | string, TextNumbers> }): TextNumbers {
		const { type, reader } = values;
		const isWide = type === StoredType.wideInt || type === StoredType.double;
		const first = type === StoredType.empty ? 0 : reader.first(row);
		const key = isWide ? `${type} ${first} ${reader.second(row)}` : type * UINT32 + first;
		const known = byWords.get(key) ?? this.#numbersOf(new Set(textsOfValue(valueAt(view, values, row))));
		byWords.set(key, known);
		return known;
	}

	#listed(span: Parameters<typeof itemOfSpan>[0]): TextNumbers {
		return this.#numbersOf(listedTexts(this.#field, itemOfSpan(span)));
	}

	#numbersOf(texts: ReadonlySet<string>): TextNumbers {
		if (texts.size === 0) return NONE;
		const numbers = [...texts].map((text) => this.#numberOf(text));
		const key = numbers.join();
		const known = this.#lists.get(key) ?? numbers;
		this.#lists.set(key, known);
		return known;
	}

	#numberOf(text: string): number {
		const known = this.#numbers.get(text);
		if (known !== undefined) return known;
		this.#numbers.set(text, this.texts.length);
		this.texts.push(text);
		return this.texts.length - 1;
	}
}
