import { displayName } from "@spanglass/shared/semconv/display-name";
import { KEY } from "@spanglass/shared/semconv/keys";
import { valueText } from "@spanglass/shared/semconv/value-text";
import type { GenerationView } from "../../../columns/generation-view.ts";
import { SpanColumn, VALUE_WORDS } from "../../../columns/layout.ts";
import { WordReader } from "../../../columns/record-decoder.ts";
import { AttributeColumn } from "./attribute-test.ts";

/** The keys that `displayName` asks for. */
const KEYS = [KEY.rpcMethod, KEY.rpcService, KEY.rpcSystem, KEY.rpcSystemOld, KEY.httpMethod, KEY.httpMethodOld, KEY.httpRoute] as const;

/**
 * What the spans of one generation are called on the page.
 *
 * Spans of one operation with the same first words of those attributes share a name, so most rows cost a look at a few words.
 */
export class OperationNames {
	readonly #view: GenerationView;
	readonly #columns: readonly (readonly [string, AttributeColumn])[];
	readonly #names = new Map<string, string>();

	constructor(view: GenerationView) {
		this.#view = view;
		this.#columns = KEYS.map((key) => [key, AttributeColumn.ofName(view, key)]);
	}

	nameOf(row: number): string {
		const view = this.#view;
		const { words } = view;
		const list = view.value(SpanColumn.tail, row);
		const shape = words[list] as number;
		let key = `${view.value(SpanColumn.operation, row)}`;
		for (const [, column] of this.#columns) {
			const [type = 0, offset = 0] = column.valuesOf(shape);
			key += offset === 0 ? "," : `,${type},${words[list + offset]}`;
			if (VALUE_WORDS[type] === 2) key += `,${words[list + offset + 1]}`;
		}
		const known = this.#names.get(key);
		if (known !== undefined) return known;
		const name = this.#ask(row, list, shape);
		this.#names.set(key, name);
		return name;
	}

	#ask(row: number, list: number, shape: number): string {
		const view = this.#view;
		const { name, kind, scope } = view.operation(view.value(SpanColumn.operation, row));
		return displayName(view.text(name), kind, view.scope(scope).name, (key) => {
			const column = this.#columns.find(([known]) => known === key)?.[1];
			const values = column?.valuesOf(shape) ?? [];
			const [type, offset] = values;
			if (type === undefined || offset === undefined) return undefined;
			return valueText(new WordReader(view, view.words, list + offset).value(type));
		});
	}
}
