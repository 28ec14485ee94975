import type { CanonicalInput, TextPart } from "@spanglass/shared/semconv/canonical-span";

/** Beyond it all is forgotten and found anew: names and texts of high cardinality must not fill the memory. */
const MAX_ANSWERS = 100_000;
const UNKNOWN = -1;

/** What the span is asked for at some place of the tree: an attribute, or one of these. */
export interface Asked {
	readonly key: string | typeof STATUS_CODE | typeof HAS_PARENT;
	readonly part: TextPart | undefined;
}

export const STATUS_CODE = Symbol("status code");
export const HAS_PARENT = Symbol("has parent");

/** A place in the tree: what is asked next and where each text leads, or the answer. */
export class Fact {
	asked: Asked | undefined;
	answer = UNKNOWN;
	#byText: Map<string, Fact> | undefined;

	get isAnswered(): boolean {
		return this.answer !== UNKNOWN;
	}

	next(text: string): Fact | undefined {
		return this.#byText?.get(text);
	}

	grow(text: string): Fact {
		const fact = new Fact();
		this.#byText ??= new Map();
		this.#byText.set(text, fact);
		return fact;
	}
}

/** What all spans of a tree's root have in common. */
export interface SpanHead {
	readonly name: string;
	readonly kind: number;
	readonly isParentRemote: boolean | undefined;
	readonly framework: CanonicalInput["framework"];
	/** The keys of its attributes, as one text. */
	readonly keys: string;
}

/**
 * Answers to a question about spans, worked out once for all spans that agree in what the question looked at.
 *
 * The question is a function that asks a span for what it needs (`CanonicalInput`) and answers with a number of 0 or more. It is pure: what
 * it asks next depends on nothing but the answers so far. So all that it ever asked is a tree of texts for each name, kind, framework and set of
 * keys; a leaf is the answer.
 *
 *   GET /users/:id ─ http.request.method ─ "GET" ─ http.route ─ "/users/:id" ─ http.response.status_code ─ "200" ─ status ─ "0" ─► 12
 *                                                                                                       └─ "404" ─ status ─ "0" ─► 13
 */
export class AnswerTree {
	readonly #question: (input: CanonicalInput) => number;
	/** By the keys of the attributes, then by all else. */
	readonly #roots = new Map<string, Map<string, Fact>>();
	#answers = 0;

	constructor(question: (input: CanonicalInput) => number) {
		this.#question = question;
	}

	rootOf({ name, kind, isParentRemote, framework, keys }: SpanHead): Fact {
		const roots = this.#roots.get(keys) ?? new Map<string, Fact>();
		this.#roots.set(keys, roots);
		const head = `${kind} ${isParentRemote} ${framework?.name}\n${name}`;
		const root = roots.get(head) ?? new Fact();
		roots.set(head, root);
		return root;
	}

	/** Ask a span. `answerAt` tells where in the tree it has arrived by what it was asked. */
	ask(span: CanonicalInput, answerAt: () => Fact): void {
		const answer = this.#question(span);
		answerAt().answer = answer;
		if (++this.#answers < MAX_ANSWERS) return;
		this.#roots.clear();
		this.#answers = 0;
	}
}
