/** The parser of the query language, without the library that knows regular expressions: `filter-parse.ts` has the grammar and hands in that knowledge. */
import { LIMITS } from "../model/limits.ts";
import { quoteText } from "./fields.ts";
import type { Filter } from "./filter.ts";
import { applyEdit, FaultSignal, type FilterFault, signalAt, type TextEdit } from "./filter-fault.ts";
import { lexFilter, type Token } from "./filter-lex.ts";
import { compareTerm, type RegexCheck } from "./filter-term.ts";
import { numberFromLiteral } from "./number-literal.ts";

export type ParsedFilter<F extends Filter = Filter> =
	| { readonly ok: true; readonly filter: F }
	| { readonly ok: false; readonly fault: FilterFault };

/** What a query finds. Only spans are part of a trace whose other spans can be asked about. */
export type ItemSort = "log record" | "metric series";

export interface ReadOptions {
	/** Set when every item is asked by itself; what speaks of other spans is then a fault. */
	readonly sort?: ItemSort | undefined;
	/** Left out, every regular expression is taken as it stands: for whoever only takes a query apart and prints it again. */
	readonly regexCheck?: RegexCheck;
}

const DEPTH = 32;
const REPAIRS = 12;
/** Tokens that no term begins with. */
const NO_TERM: ReadonlySet<Token["type"]> = new Set(["close", "or", "and", "child", "descendant"]);

/** Read a query: the filter, or the first fault with the repaired text. Limits and cost: see `parseFilter`. */
export function readFilter(text: string, options: ReadOptions = {}): ParsedFilter {
	const first = readOnce(text, options);
	return first instanceof FaultSignal ? faulty(text, first, options) : { ok: true, filter: first };
}

function faulty(text: string, signal: FaultSignal, options: ReadOptions): ParsedFilter<never> {
	const { fault } = signal;
	const message = `character ${fault.position + 1} of the query: expected ${fault.expected}`;
	return { ok: false, fault: { ...fault, message, repaired: repair(text, signal, options) } };
}

function repair(text: string, first: FaultSignal, options: ReadOptions): string {
	let signal = first;
	let current = text;
	for (let round = 0; round < REPAIRS; round++) {
		current = applyEdit(current, signal.edit);
		const result = readOnce(current, options);
		if (!(result instanceof FaultSignal)) return current.trim();
		signal = result;
	}
	return quoteText(text.trim());
}

function readOnce(text: string, options: ReadOptions): Filter | FaultSignal {
	const tokens = lexFilter(text);
	if ("closing" in tokens) {
		return signalAt(tokens.at, text.length, "a closing quote", { start: text.length, end: text.length, insert: tokens.closing });
	}
	try {
		const parser = new Parser(text, tokens, options);
		return parser.parse();
	} catch (error) {
		if (error instanceof FaultSignal) return error;
		throw error;
	}
}

class Parser {
	readonly #text: string;
	readonly #tokens: readonly Token[];
	readonly #options: ReadOptions;
	#at = 0;
	#terms = 0;
	#depth = 0;

	constructor(text: string, tokens: readonly Token[], options: ReadOptions) {
		this.#text = text;
		this.#tokens = tokens;
		this.#options = options;
	}

	parse(): Filter {
		if (this.#tokens.length === 0) return { type: "all", terms: [] };
		const filter = this.#or();
		const rest = this.#tokens[this.#at];
		if (rest !== undefined) throw this.#remove(rest, 'no ")" without "("');
		return filter;
	}

	#or(): Filter {
		const terms = [this.#and()];
		while (this.#tokens[this.#at]?.type === "or") {
			this.#operand(1, '"OR"');
			terms.push(this.#and());
		}
		return group("any", terms);
	}

	#and(): Filter {
		const terms: Filter[] = [];
		for (;;) {
			const token = this.#tokens[this.#at];
			if (token === undefined || token.type === "close" || token.type === "or") break;
			if (token.type === "and") this.#operand(terms.length, '"AND"');
			terms.push(this.#related());
		}
		if (terms.length > 0) return group("all", terms);
		const token = this.#tokens[this.#at];
		throw token === undefined ? signalAt(this.#text.length, this.#text.length, "a term", this.#noEdit()) : this.#remove(token, "a term");
	}

	/** Step over a binary operator that needs `before` terms on its left and a term on its right. */
	#operand(before: number, name: string): void {
		const token = this.#take();
		const next = this.#tokens[this.#at];
		const isMissing = before === 0 || next === undefined || NO_TERM.has(next.type);
		if (isMissing) throw this.#remove(token, `a term on both sides of ${name}`);
	}

	#related(): Filter {
		let filter = this.#unary();
		for (;;) {
			const token = this.#tokens[this.#at];
			if (token?.type !== "child" && token?.type !== "descendant") return filter;
			const op = token.type === "child" ? ">" : ">>";
			this.#checkStructure(token, op);
			filter = { type: "structure", op, above: filter, below: this.#unary() };
		}
	}

	#unary(): Filter {
		const token = this.#take();
		switch (token.type) {
			case "minus":
			case "not":
				return this.#negated(token);
			case "open":
				return this.#grouped(token);
			case "term":
				return this.#counted(token, () => this.#term(token));
			case "word":
				if (token.text === "*" && !token.quoted) return { type: "all", terms: [] };
				return this.#counted(token, () => ({ type: "text", text: token.text }));
			case "child":
			case "descendant":
				throw this.#remove(token, `a term on both sides of "${token.type === "child" ? ">" : ">>"}"`);
			default:
				throw this.#remove(token, "a term");
		}
	}

	#term(token: Extract<Token, { type: "term" }>): Filter {
		const { place } = token;
		if (place === undefined) return compareTerm(token, this.#text, this.#options.regexCheck);
		const prefix = `${place}.`;
		if (this.#options.sort === undefined)
			return { type: "other", span: place, term: compareTerm(token, this.#text, this.#options.regexCheck) };
		throw this.#unsupported(token.start, prefix, { start: token.start, end: token.start + prefix.length, insert: "" });
	}

	#negated(token: Token): Filter {
		const next = this.#tokens[this.#at];
		if (next === undefined || NO_TERM.has(next.type)) {
			throw this.#remove(token, "a term to negate");
		}
		this.#deeper(token);
		const term = this.#unary();
		this.#depth--;
		return { type: "not", term };
	}

	#grouped(open: Token): Filter {
		this.#deeper(open);
		if (this.#tokens[this.#at]?.type === "close") {
			const close = this.#take();
			throw signalAt(open.start, close.end, "a term between the brackets", { start: open.start, end: close.end, insert: "" });
		}
		const filter = this.#or();
		if (this.#tokens[this.#at]?.type !== "close") {
			throw signalAt(open.start, open.end, 'a ")" that closes this bracket', {
				start: this.#text.length,
				end: this.#text.length,
				insert: ")",
			});
		}
		this.#take();
		this.#depth--;
		return filter;
	}

	#deeper(token: Token): void {
		if (++this.#depth > DEPTH) {
			throw signalAt(token.start, token.end, `at most ${DEPTH} nested groups`, { start: token.start, end: this.#text.length, insert: "" });
		}
	}

	#counted(token: Token, term: () => Filter): Filter {
		if (++this.#terms > LIMITS.queryTerms) {
			const edit = { start: token.start, end: this.#text.length, insert: "" };
			throw signalAt(token.start, token.end, `at most ${LIMITS.queryTerms} terms`, edit);
		}
		return term();
	}

	/** Step over a structure operator that has a term on both sides and is no comparison with blanks around its sign. */
	#checkStructure(token: Token, sign: ">" | ">>"): void {
		const previous = this.#tokens[this.#at - 1];
		this.#operand(1, `"${sign}"`);
		const next = this.#tokens[this.#at];
		const isComparison = sign === ">" && isPlainWord(previous) && isPlainWord(next) && numberFromLiteral(next.text) !== undefined;
		if (isComparison) {
			const edit = { start: previous.end, end: next.start, insert: ">" };
			throw signalAt(token.start, token.end, 'no blanks around ">" of a comparison', edit);
		}
		if (this.#options.sort !== undefined) throw this.#unsupported(token.start, sign, { start: token.start, end: token.end, insert: "" });
	}

	#unsupported(position: number, form: string, edit: TextEdit): FaultSignal {
		const expected = `no "${form}": a ${this.#options.sort} has no other spans around it, only a search for traces can ask for them`;
		return new FaultSignal({ kind: "unsupported", position, length: form.length, expected }, edit);
	}

	#take(): Token {
		const token = this.#tokens[this.#at];
		if (token === undefined) throw signalAt(this.#text.length, this.#text.length, "a term", this.#noEdit());
		this.#at++;
		return token;
	}

	#remove(token: Token, expected: string): FaultSignal {
		return signalAt(token.start, token.end, expected, { start: token.start, end: token.end, insert: "" });
	}

	#noEdit(): TextEdit {
		return { start: this.#text.length, end: this.#text.length, insert: "*" };
	}
}

function isPlainWord(token: Token | undefined): token is Extract<Token, { type: "word" }> {
	return token?.type === "word" && !token.quoted;
}

/** A group in its only written form: flat, and no group around one term. */
function group(type: "all" | "any", terms: readonly Filter[]): Filter {
	const flat = terms.flatMap((term) => (term.type === type ? term.terms : [term]));
	const [only] = flat;
	return flat.length === 1 && only !== undefined ? only : { type, terms: flat };
}
