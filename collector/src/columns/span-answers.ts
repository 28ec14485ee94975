/**
 * Answers to a question about the spans of a view, worked out once for all spans that agree in what the question looked at.
 *
 * The question is a function that asks a span for what it needs (`CanonicalInput`). What it asks next depends on nothing but the answers so
 * far, so everything that it ever asked forms a tree for each operation and shape: a step is one thing to look at, a branch is one value,
 * a leaf is the answer. A row walks down the tree and reads only what its answer depends on: a key that is absent costs nothing (the shape
 * tells), a key that was not asked is not read however many values it has. Where a branch is missing the question is asked again.
 *
 *   GET /users/:id, shape 7 ─ http.request.method ─ "GET" ─ http.route ─ "/users/:id" ─ status code ─ 200 ─ status ─ 0 ─► 12
 *                                                                                                  └─ 404 ─ status ─ 0 ─► 13
 */
import type { CanonicalInput, TextPart } from "@spanglass/shared/semconv/canonical-span";
import { valueText } from "@spanglass/shared/semconv/value-text";
import { ColumnCursor } from "./column-cursor.ts";
import { type KeyValues, ShapeValues, valueAt } from "./key-values.ts";
import { LOW_BYTE, SpanColumn, VALUE_WORDS } from "./layout.ts";
import type { RowView } from "./row-view.ts";

type Word = number | string;
type WordOf = (row: number) => Word;

const UNKNOWN = -1;

/** One thing to look at, or the answer. */
class Step {
	/** What to read of a row; undefined as long as nothing was asked here. */
	wordOf: WordOf | undefined;
	answer = UNKNOWN;
	#lastWord: Word | undefined;
	#last: Step | undefined;
	#byWord: Map<Word, Step> | undefined;
	#byText: Map<string, Step> | undefined;

	/** The branch of a row's word; undefined when none grew yet. */
	next(word: Word): Step | undefined {
		if (word === this.#lastWord) return this.#last;
		const step = this.#byWord?.get(word);
		if (step === undefined) return undefined;
		this.#lastWord = word;
		this.#last = step;
		return step;
	}

	/** Words that say the same share a branch. */
	grow(word: Word, text: string): Step {
		this.#byWord ??= new Map();
		this.#byText ??= new Map();
		const step = this.#byText.get(text) ?? new Step();
		this.#byText.set(text, step);
		this.#byWord.set(word, step);
		return step;
	}
}

interface Asked {
	readonly key: string;
	readonly part: TextPart | undefined;
	readonly text: string;
}

/** What the walks through one view share. */
interface Columns {
	readonly view: RowView;
	readonly operation: ColumnCursor;
	readonly values: ShapeValues;
	readonly statusOf: WordOf;
	readonly parentOf: WordOf;
}

/** A span that is asked: each thing that is asked first goes one step down the tree, which grows where it must. */
class AskedSpan implements CanonicalInput {
	readonly name: string;
	readonly kind: number;
	readonly flags: number;
	readonly scopeName: string;
	/** Where the answer belongs. */
	step: Step;
	readonly #columns: Columns;
	readonly #row: number;
	readonly #values: ReadonlyMap<string, KeyValues>;
	readonly #asked: Asked[] = [];

	constructor(columns: Columns, row: number, root: Step) {
		const { view, operation, values } = columns;
		const { name, kind, flags, scope } = view.operation(operation.at(row));
		this.name = view.text(name);
		this.kind = kind;
		this.flags = flags;
		this.scopeName = view.scope(scope).name;
		this.step = root;
		this.#columns = columns;
		this.#row = row;
		this.#values = values.of(view.shapeOf(row));
	}

	get statusCode(): number {
		return Number(this.#once("status code", undefined, this.#columns.statusOf, String));
	}

	get hasParent(): boolean {
		return this.#once("has parent", undefined, this.#columns.parentOf, String) !== "0";
	}

	readonly has = (key: string): boolean => this.#values.has(key);

	readonly get = (key: string, part?: TextPart): string | undefined => {
		const values = this.#values.get(key);
		if (values === undefined) return undefined;
		const text = () => {
			const whole = valueText(valueAt(this.#columns.view, values, this.#row));
			return part === undefined ? whole : part(whole);
		};
		const wordOf = WORD_OF[VALUE_WORDS[values.type] as number]?.(values);
		return wordOf === undefined ? text() : this.#once(`attribute ${key}`, part, wordOf, text);
	};

	#once(key: string, part: TextPart | undefined, wordOf: WordOf, textOf: (word: Word) => string): string {
		const known = this.#asked.find((asked) => asked.key === key && asked.part === part);
		if (known !== undefined) return known.text;
		const word = wordOf(this.#row);
		const text = textOf(word);
		this.#asked.push({ key, part, text });
		this.step.wordOf ??= wordOf;
		this.step = this.step.grow(word, text);
		return text;
	}
}

/** By how many words a value has; those without any are told by the shape. */
const WORD_OF: readonly (((values: KeyValues) => WordOf) | undefined)[] = [
	undefined,
	({ reader }) =>
		(row) =>
			reader.first(row) | 0,
	({ reader }) =>
		(row) =>
			`${reader.first(row)} ${reader.second(row)}`,
];

/**
 * `question` answers with a number of 0 or more, and is a pure function of its input.
 *
 * Sees every row that the view has, also after the view took more. Ask in order of rows.
 * A status code that is not assigned may read as another one that is not.
 * Cost  some 10 ns per thing that the answer depends on; the question's own cost once per combination of values.
 */
export class SpanAnswers {
	readonly #columns: Columns;
	readonly #question: (input: CanonicalInput) => number;
	/** By operation and shape. */
	readonly #roots: (Map<number, Step> | undefined)[] = [];

	constructor(view: RowView, question: (input: CanonicalInput) => number) {
		const bits = new ColumnCursor(view, SpanColumn.bits);
		const parentHigh = new ColumnCursor(view, SpanColumn.parentHigh);
		const parentLow = new ColumnCursor(view, SpanColumn.parentLow);
		this.#question = question;
		this.#columns = {
			view,
			operation: new ColumnCursor(view, SpanColumn.operation),
			values: new ShapeValues(view),
			statusOf: (row) => bits.at(row) & LOW_BYTE,
			parentOf: (row) => (parentHigh.at(row) === 0 && parentLow.at(row) === 0 ? 0 : 1),
		};
	}

	numberOf(row: number): number {
		const operation = this.#columns.operation.at(row);
		const shape = this.#columns.view.shapeOf(row);
		const root = this.#roots[operation]?.get(shape) ?? this.#addRoot(operation, shape);
		let step: Step | undefined = root;
		while (step !== undefined && step.answer === UNKNOWN) step = step.wordOf && step.next(step.wordOf(row));
		return step === undefined ? this.#ask(row, root) : step.answer;
	}

	#addRoot(operation: number, shape: number): Step {
		const root = new Step();
		const roots = this.#roots[operation] ?? new Map<number, Step>();
		this.#roots[operation] = roots.set(shape, root);
		return root;
	}

	#ask(row: number, root: Step): number {
		const span = new AskedSpan(this.#columns, row, root);
		const answer = this.#question(span);
		span.step.answer = answer;
		return answer;
	}
}
