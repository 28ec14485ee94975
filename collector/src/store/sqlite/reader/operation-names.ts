import { displayName } from "@spanglass/shared/semconv/display-name";
import { KEY } from "@spanglass/shared/semconv/keys";
import { valueText } from "@spanglass/shared/semconv/value-text";
import type { GenerationView } from "../../../columns/generation-view.ts";
import { finishHash, hashWord } from "../../../columns/hash.ts";
import { SpanColumn, VALUE_WORDS } from "../../../columns/layout.ts";
import { WordReader } from "../../../columns/record-decoder.ts";
import { AttributeColumn } from "./attribute-test.ts";
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
 * What the spans of one generation are called on the page, as numbers of a list of texts.
 *
 * Spans of one operation and shape whose words under those keys are equal share a name: most rows cost a look at a few words.
 */
export class OperationNames {
	readonly #view: GenerationView;
	readonly #texts: TextList;
	readonly #columns: ReadonlyMap<string, AttributeColumn>;
	/** By shape: offsets of the words under the keys, from the list's start. */
	readonly #offsets: (readonly number[] | undefined)[] = [];
	readonly #known = new Map<number, KnownName>();

	constructor(view: GenerationView, texts: TextList) {
		this.#view = view;
		this.#texts = texts;
		this.#columns = new Map(KEYS.map((key) => [key, AttributeColumn.ofName(view, key)]));
	}

	numberOf(row: number): number {
		const { words } = this.#view;
		const operation = this.#view.value(SpanColumn.operation, row);
		const list = this.#view.value(SpanColumn.tail, row);
		const shape = words[list] as number;
		const offsets = this.#offsets[shape] ?? this.#offsetsOf(shape);
		let hash = hashWord(operation, shape);
		for (let at = 0; at < offsets.length; at++) hash = hashWord(hash, words[list + (offsets[at] as number)] as number);
		hash = finishHash(hash);
		const first = this.#known.get(hash);
		for (let name = first; name !== undefined; name = name.next) {
			if (name.operation === operation && name.shape === shape && hasWords(name, words, list, offsets)) return name.number;
		}
		const number = this.#texts.numberOf(this.#nameOf(operation, list, shape));
		const own = offsets.map((offset) => words[list + offset] as number);
		this.#known.set(hash, { operation, shape, words: own, number, next: first });
		return number;
	}

	#offsetsOf(shape: number): readonly number[] {
		const offsets: number[] = [];
		for (const column of this.#columns.values()) {
			const values = column.valuesOf(shape);
			for (let at = 0; at < values.length; at += 2) {
				const [type = 0, offset = 0] = values.subarray(at, at + 2);
				for (let word = 0; word < (VALUE_WORDS[type] as number); word++) offsets.push(offset + word);
			}
		}
		this.#offsets[shape] = offsets;
		return offsets;
	}

	#nameOf(operation: number, list: number, shape: number): string {
		const view = this.#view;
		const { name, kind, scope } = view.operation(operation);
		return displayName(view.text(name), kind, view.scope(scope).name, (key) => {
			const [type, offset] = this.#columns.get(key)?.valuesOf(shape) ?? [];
			if (type === undefined || offset === undefined) return undefined;
			return valueText(new WordReader(view, view.words, list + offset).value(type));
		});
	}
}

function hasWords(name: KnownName, words: Uint32Array, list: number, offsets: readonly number[]): boolean {
	for (let at = 0; at < offsets.length; at++) {
		if (name.words[at] !== words[list + (offsets[at] as number)]) return false;
	}
	return true;
}
