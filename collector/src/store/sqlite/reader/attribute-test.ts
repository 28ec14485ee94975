/** Where the values of one key stand in the lists of a generation, and what a comparison says of them. */
import type { AttributeValue } from "@spanglass/shared/model/attributes";
import type { CompareOp, FilterValue } from "@spanglass/shared/query/filter";
import { createValueTest, testValue, type ValueTest } from "@spanglass/shared/query/value-test";
import { keyNames } from "@spanglass/shared/semconv/renames";
import type { GenerationView } from "../../../columns/generation-view.ts";
import { doubleFromHalves, int64FromHalves } from "../../../columns/halves.ts";
import { KEY_MASK, StoredType, TYPE_SHIFT, VALUE_WORDS } from "../../../columns/layout.ts";
import { WordReader } from "../../../columns/record-decoder.ts";

const NO_VALUES = new Int32Array(0);

/** The values of one key, by shape. */
export class AttributeColumn {
	readonly #view: GenerationView;
	readonly #keys: ReadonlySet<number>;
	readonly #byShape: (Int32Array | undefined)[] = [];

	constructor(view: GenerationView, names: readonly string[]) {
		this.#view = view;
		this.#keys = new Set(names.flatMap((name) => view.findText(name)));
	}

	/** The values of a key under all its old and new names. */
	static ofKey(view: GenerationView, key: string): AttributeColumn {
		return new AttributeColumn(view, keyNames(key));
	}

	/** The values under this name alone. */
	static ofName(view: GenerationView, name: string): AttributeColumn {
		return new AttributeColumn(view, [name]);
	}

	/** Pairs of stored type and word offset from the list's start (its shape word), one per value. */
	valuesOf(shape: number): Int32Array {
		if (this.#keys.size === 0) return NO_VALUES;
		const known = this.#byShape[shape];
		if (known !== undefined) return known;
		const found = this.#find(shape);
		this.#byShape[shape] = found;
		return found;
	}

	#find(shape: number): Int32Array {
		const values: number[] = [];
		let offset = 1;
		for (const head of this.#view.shape(shape)) {
			const type = head >>> TYPE_SHIFT;
			if (this.#keys.has(head & KEY_MASK)) values.push(type, offset);
			offset += VALUE_WORDS[type] as number;
		}
		return values.length === 0 ? NO_VALUES : Int32Array.from(values);
	}
}

/** What a comparison says of strings, by dictionary id. Each entry is asked once. */
function stringTest(view: GenerationView, test: ValueTest): (id: number) => boolean {
	const strings = new Uint8Array(view.counts.entries);
	return (id) => {
		const known = strings[id];
		if (known === 1) return true;
		if (known === 2) return false;
		const answer = test.text(view.passingText(id));
		strings[id] = answer ? 1 : 2;
		return answer;
	};
}

/** Equality with text that is no number: the entries with just these bytes. */
function equalTextTest(view: GenerationView, text: string): (id: number) => boolean {
	const [first = -1, second = -1] = view.findText(text);
	return (id) => id === first || id === second;
}

/** A test of the value with a stored type at an offset of the words. */
export function attributeTest(view: GenerationView, op: CompareOp, literal: FilterValue): (type: number, at: number) => boolean {
	const test = createValueTest(op, literal);
	const isEquality = (op === "=" || op === "!=") && (literal.quoted || literal.number === undefined);
	const onString = isEquality ? equalTextTest(view, literal.text) : stringTest(view, test);
	const others = new Map<number, boolean>();
	const { words } = view;

	const onOther = (type: number, at: number): boolean => {
		const key = (words[at] as number) * 16 + type;
		const known = others.get(key);
		if (known !== undefined) return known;
		const value: AttributeValue = new WordReader(view, words, at).value(type);
		const answer = testValue(test, value);
		others.set(key, answer);
		return answer;
	};
	return (type, at) => {
		switch (type) {
			case StoredType.string:
				return onString(words[at] as number);
			case StoredType.int:
				return test.number((words[at] as number) | 0);
			case StoredType.wideInt:
				return test.number(int64FromHalves(words[at] as number, words[at + 1] as number));
			case StoredType.double:
				return test.number(doubleFromHalves(words[at] as number, words[at + 1] as number));
			case StoredType.empty:
				return test.plain("");
			default:
				return onOther(type, at);
		}
	};
}
