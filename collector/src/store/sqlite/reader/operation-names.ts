import { displayName } from "@spanglass/shared/semconv/display-name";
import { KEY } from "@spanglass/shared/semconv/keys";
import { valueText } from "@spanglass/shared/semconv/value-text";
import { finishHash, hashWord } from "../../../columns/hash.ts";
import { SpanColumn, VALUE_WORDS } from "../../../columns/layout.ts";
import { WordReader } from "../../../columns/record-decoder.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { AttributeColumn, type KeyValues, valueWords } from "./attribute-test.ts";
import type { TextList } from "./text-list.ts";

/** The keys that `displayName` asks for. */
const KEYS: readonly string[] = [
	KEY.rpcMethod,
	KEY.rpcService,
	KEY.rpcSystem,
	KEY.rpcSystemOld,
	KEY.httpMethod,
	KEY.httpMethodOld,
	KEY.httpRoute,
];

/** A name that was made: for spans of this operation and shape with these words under the keys. */
interface KnownName {
	readonly operation: number;
	readonly shape: number;
	readonly words: readonly number[];
	readonly number: number;
	readonly next: KnownName | undefined;
}

/**
 * What the spans of one view are called on the page, as numbers of a list of texts.
 *
 * Spans of one operation and shape whose words under those keys are equal share a name: most rows cost a look at a few words.
 */
export class OperationNames {
	readonly #view: RowView;
	readonly #texts: TextList;
	readonly #columns: ReadonlyMap<string, AttributeColumn>;
	/** By shape: where the words under the keys are. */
	readonly #readers: (readonly WordOf[] | undefined)[] = [];
	readonly #known = new Map<number, KnownName>();

	constructor(view: RowView, texts: TextList) {
		this.#view = view;
		this.#texts = texts;
		this.#columns = new Map(KEYS.map((key) => [key, AttributeColumn.ofName(view, key)]));
	}

	numberOf(row: number): number {
		const view = this.#view;
		const operation = view.value(SpanColumn.operation, row);
		const shape = view.shapeOf(row);
		const readers = this.#readers[shape] ?? this.#readersOf(shape);
		let hash = hashWord(operation, shape);
		for (let at = 0; at < readers.length; at++) hash = hashWord(hash, (readers[at] as WordOf)(row));
		hash = finishHash(hash);
		const first = this.#known.get(hash);
		for (let name = first; name !== undefined; name = name.next) {
			if (name.operation === operation && name.shape === shape && hasWords(name, readers, row)) return name.number;
		}
		const number = this.#texts.numberOf(this.#nameOf(row, operation, shape));
		const words = readers.map((wordOf) => wordOf(row));
		this.#known.set(hash, { operation, shape, words, number, next: first });
		return number;
	}

	#readersOf(shape: number): readonly WordOf[] {
		const readers = [...this.#columns.values()].flatMap((column) => column.valuesOf(shape)).flatMap(wordsUnder);
		this.#readers[shape] = readers;
		return readers;
	}

	#nameOf(row: number, operation: number, shape: number): string {
		const view = this.#view;
		const { name, kind, scope } = view.operation(operation);
		return displayName(view.text(name), kind, view.scope(scope).name, (key) => {
			const [values] = this.#columns.get(key)?.valuesOf(shape) ?? [];
			return values && valueText(new WordReader(view, valueWords(values, row), 0).value(values.type));
		});
	}
}

type WordOf = (row: number) => number;

function wordsUnder({ type, reader }: KeyValues): readonly WordOf[] {
	return [(row: number) => reader.first(row), (row: number) => reader.second(row)].slice(0, VALUE_WORDS[type] as number);
}

function hasWords(name: KnownName, readers: readonly WordOf[], row: number): boolean {
	for (let at = 0; at < readers.length; at++) {
		if (name.words[at] !== (readers[at] as WordOf)(row)) return false;
	}
	return true;
}
