import { frameworkOf } from "@spanglass/shared/semconv/adapters/registry";
import type { CanonicalInput, TextPart } from "@spanglass/shared/semconv/canonical-span";
import { isParentRemote } from "@spanglass/shared/semconv/span-input";
import { valueText } from "@spanglass/shared/semconv/value-text";
import { type AnswerTree, type Asked, type Fact, HAS_PARENT, STATUS_CODE } from "./answer-tree.ts";
import { ColumnCursor } from "./column-cursor.ts";
import { type KeyValues, valueAt } from "./key-values.ts";
import { KEY_MASK, LOW_BYTE, SpanColumn, TYPE_SHIFT, VALUE_WORDS } from "./layout.ts";
import type { RowView } from "./row-view.ts";

type Word = number | string;

/** How a row is looked at: by words, and by text where no word was known. */
interface Reader {
	readonly wordOf: (row: number) => Word;
	readonly textOf: (row: number) => string;
}

/** A place of the tree as rows of one shape reach it: by words, so that no text is made for a row. */
class Step {
	readonly fact: Fact;
	/** The fact's answer once it has one, else -1. */
	answer: number;
	/** How rows are looked at here; undefined as long as nothing was asked. */
	reader: Reader | undefined;
	/** The reader's: at hand for every row. */
	wordOf: Reader["wordOf"] | undefined;
	#lastWord: Word | undefined;
	#last: Step | undefined;
	#byWord: Map<Word, Step> | undefined;

	constructor(fact: Fact) {
		this.fact = fact;
		this.answer = fact.answer;
	}

	readBy(reader: Reader): Reader {
		this.reader = reader;
		this.wordOf = reader.wordOf;
		return reader;
	}

	/** Where a row's word leads; undefined when no row had it. */
	next(word: Word): Step | undefined {
		if (word === this.#lastWord) return this.#last;
		const step = this.#byWord?.get(word);
		if (step === undefined) return undefined;
		this.#lastWord = word;
		this.#last = step;
		return step;
	}

	grow(word: Word, fact: Fact): Step {
		const step = new Step(fact);
		this.#byWord ??= new Map();
		this.#byWord.set(word, step);
		return step;
	}
}

/** The operations of a view that differ only in what no answer depends on, by shape. */
interface OperationClass {
	readonly kind: number;
	readonly framework: CanonicalInput["framework"];
	readonly isParentRemote: boolean | undefined;
	readonly name: string;
	readonly roots: Map<number, Step>;
	/** The root that was met last, by its shape. */
	lastShape: number;
	lastRoot: Step | undefined;
}

interface ShapeKeys {
	readonly values: ReadonlyMap<string, KeyValues>;
	readonly text: string;
}

/**
 * The answers of a tree for the spans of one view.
 *
 * A row walks down the tree and reads only what its answer depends on: a key that is absent costs nothing (the shape tells), a key that was
 * not asked for is not read, however many values it has. Where no row came before the texts are read; where no span came before, in any view
 * of the tree, the question is asked.
 *
 * Sees every row that the view has, also after the view took more. Ask in order of rows.
 * A status code that is not assigned may read as another one that is not.
 */
export class SpanAnswers {
	readonly #view: RowView;
	readonly #tree: AnswerTree;
	readonly #operation: ColumnCursor;
	readonly #bits: ColumnCursor;
	readonly #parentHigh: ColumnCursor;
	readonly #parentLow: ColumnCursor;
	/** By operation. */
	readonly #classes: (OperationClass | undefined)[] = [];
	/** By the dictionary id of the name. */
	readonly #classesOfName = new Map<number, OperationClass[]>();
	/** By scope. */
	readonly #frameworks = new Map<number, CanonicalInput["framework"]>();
	readonly #shapes = new Map<number, ShapeKeys>();

	constructor(view: RowView, tree: AnswerTree) {
		this.#view = view;
		this.#tree = tree;
		this.#operation = new ColumnCursor(view, SpanColumn.operation);
		this.#bits = new ColumnCursor(view, SpanColumn.bits);
		this.#parentHigh = new ColumnCursor(view, SpanColumn.parentHigh);
		this.#parentLow = new ColumnCursor(view, SpanColumn.parentLow);
	}

	numberOf(row: number): number {
		const operation = this.#operation.at(row);
		const shape = this.#view.shapeOf(row);
		const known = this.#classes[operation] ?? this.#classOf(operation);
		const root = known.lastShape === shape && known.lastRoot !== undefined ? known.lastRoot : this.#rootOf(known, shape);
		let step = root;
		while (step.answer < 0) {
			const next = step.wordOf && step.next(step.wordOf(row));
			if (next === undefined) return this.#descend(row, known, root, step);
			step = next;
		}
		return step.answer;
	}

	#classOf(operation: number): OperationClass {
		const { name, kind, flags, scope } = this.#view.operation(operation);
		const framework = this.#frameworkOf(scope);
		const remote = isParentRemote(kind, flags);
		const others = this.#classesOfName.get(name) ?? [];
		let found = others.find((other) => other.kind === kind && other.framework === framework && other.isParentRemote === remote);
		if (found === undefined) {
			found = {
				kind,
				framework,
				isParentRemote: remote,
				name: this.#view.text(name),
				roots: new Map(),
				lastShape: -1,
				lastRoot: undefined,
			};
			others.push(found);
			this.#classesOfName.set(name, others);
		}
		while (this.#classes.length < operation) this.#classes.push(undefined);
		this.#classes[operation] = found;
		return found;
	}

	#frameworkOf(scope: number): CanonicalInput["framework"] {
		if (this.#frameworks.has(scope)) return this.#frameworks.get(scope);
		const framework = frameworkOf(this.#view.scope(scope).name);
		this.#frameworks.set(scope, framework);
		return framework;
	}

	#rootOf(known: OperationClass, shape: number): Step {
		const root = known.roots.get(shape) ?? this.#createRoot(known, shape);
		known.roots.set(shape, root);
		known.lastShape = shape;
		known.lastRoot = root;
		return root;
	}

	#createRoot({ name, kind, framework, isParentRemote: remote }: OperationClass, shape: number): Step {
		return new Step(this.#tree.rootOf({ name, kind, isParentRemote: remote, framework, keys: this.#keysOf(shape).text }));
	}

	#keysOf(shape: number): ShapeKeys {
		const known = this.#shapes.get(shape);
		if (known !== undefined) return known;
		const view = this.#view;
		const values = new Map<string, KeyValues>();
		for (const head of view.shape(shape)) {
			const key = view.text(head & KEY_MASK);
			if (!values.has(key)) values.set(key, { type: head >>> TYPE_SHIFT, reader: view.attributeReader(head, shape) });
		}
		const keys = { values, text: JSON.stringify([...values.keys()]) };
		this.#shapes.set(shape, keys);
		return keys;
	}

	/** Down from where a row before it went: by texts as far as the tree reaches, then by asking. */
	#descend(row: number, { name, kind, framework, isParentRemote: remote }: OperationClass, root: Step, reached: Step): number {
		const { values } = this.#keysOf(this.#view.shapeOf(row));
		const readerOf = (asked: Asked) => this.#readerOf(asked, values);
		const known = follow(reached, row, readerOf);
		if (known !== undefined) return known;
		const walk = new Walk(root, row, readerOf);
		const span = {
			name,
			kind,
			isParentRemote: remote,
			framework,
			get statusCode() {
				return Number(walk.ask(STATUS_CODE, undefined));
			},
			get hasParent() {
				return walk.ask(HAS_PARENT, undefined) === "1";
			},
			has: (key: string) => values.has(key),
			get: (key: string, part?: TextPart) => (values.has(key) ? walk.ask(key, part) : undefined),
		};
		this.#tree.ask(span, () => walk.step.fact);
		walk.step.answer = walk.step.fact.answer;
		return walk.step.answer;
	}

	#readerOf({ key, part }: Asked, values: ReadonlyMap<string, KeyValues>): Reader {
		if (key === STATUS_CODE) return ofNumber((row) => this.#bits.at(row) & LOW_BYTE);
		if (key === HAS_PARENT) return ofNumber((row) => (this.#parentHigh.at(row) === 0 && this.#parentLow.at(row) === 0 ? 0 : 1));
		const found = values.get(key as string) as KeyValues;
		const textOf = (row: number) => {
			const text = valueText(valueAt(this.#view, found, row));
			return part === undefined ? text : part(text);
		};
		return { wordOf: wordReader(found), textOf };
	}
}

function ofNumber(wordOf: (row: number) => number): Reader {
	return { wordOf, textOf: (row) => String(wordOf(row)) };
}

/** Of a value without words the shape tells all. */
function wordReader({ type, reader }: KeyValues): Reader["wordOf"] {
	const words = VALUE_WORDS[type] as number;
	if (words === 0) return () => 0;
	return words === 1 ? reader.first : (row) => `${reader.first(row)} ${reader.second(row)}`;
}

/** The answer, when spans of other views or shapes came this way; undefined when the question is to be asked. */
function follow(from: Step, row: number, readerOf: (asked: Asked) => Reader): number | undefined {
	let step = from;
	while (!step.fact.isAnswered) {
		if (step.fact.asked === undefined) return undefined;
		const reader = step.reader ?? step.readBy(readerOf(step.fact.asked));
		const word = reader.wordOf(row);
		const fact = step.next(word)?.fact ?? step.fact.next(reader.textOf(row));
		if (fact === undefined) return undefined;
		step = step.next(word) ?? step.grow(word, fact);
	}
	step.answer = step.fact.answer;
	return step.answer;
}

/** One row on its way down the tree, which grows where it has to. */
class Walk {
	step: Step;
	readonly #row: number;
	readonly #readerOf: (asked: Asked) => Reader;
	/** What was asked already, with the answers: it is not asked again. */
	readonly #known: { readonly asked: Asked; readonly text: string }[] = [];

	constructor(root: Step, row: number, readerOf: (asked: Asked) => Reader) {
		this.step = root;
		this.#row = row;
		this.#readerOf = readerOf;
	}

	ask(key: Asked["key"], part: TextPart | undefined): string {
		const known = this.#known.find(({ asked }) => asked.key === key && asked.part === part);
		if (known !== undefined) return known.text;
		const { step } = this;
		step.fact.asked ??= { key, part };
		const reader = step.reader ?? step.readBy(this.#readerOf(step.fact.asked));
		const word = reader.wordOf(this.#row);
		const text = reader.textOf(this.#row);
		this.#known.push({ asked: step.fact.asked, text });
		this.step = step.next(word) ?? step.grow(word, step.fact.next(text) ?? step.fact.grow(text));
		return text;
	}
}
