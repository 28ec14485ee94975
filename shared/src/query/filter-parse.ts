/**
 * The query language: text to filter.
 *
 *   query   = or
 *   or      = and { "OR" and }
 *   and     = unary { ["AND"] unary }
 *   unary   = ("-" | "NOT") unary | "(" or ")" | term | word
 *   term    = [scope "."] key (":" | "=" | "!=" | ">" | ">=" | "<" | "<=" | ":>" ...) value
 *   value   = "*" | "quoted" | /regex/ | glob* | number..number | plain
 *
 * `AND` binds tighter than `OR`. Groups of one term and groups inside a group of the same kind are flattened, so that printing and
 * reading again gives the same filter.
 */
import { LIMITS } from "../model/limits.ts";
import type { Filter } from "./filter.ts";
import { applyEdit, errorFromFault, FaultSignal, type FilterFault, signalAt, type TextEdit } from "./filter-fault.ts";
import { lexFilter, type Token } from "./filter-lex.ts";
import { compareTerm } from "./filter-term.ts";
import { numberFromLiteral } from "./number-literal.ts";

export type ParsedFilter = { readonly ok: true; readonly filter: Filter } | { readonly ok: false; readonly fault: FilterFault };

const DEPTH = 32;
const REPAIRS = 12;

/**
 * Read a query.
 *
 * Result  the filter ("" and `*` match everything), or the first fault.
 * Limits  64 terms, 256 characters of a regular expression, 32 nested groups.
 * Cost    O(length); a fault costs up to 12 further readings to find the repaired text.
 */
export function parseFilter(text: string): ParsedFilter {
	const first = parseOnce(text);
	if (!(first instanceof FaultSignal)) return { ok: true, filter: first };
	const { fault } = first;
	const message = `character ${fault.position + 1} of the query: expected ${fault.expected}`;
	return { ok: false, fault: { ...fault, message, repaired: repair(text, first) } };
}

/** As `parseFilter`. Throws invalid_input or unsupported that names `field`. */
export function parseFilterOrThrow(text: string, field = "q"): Filter {
	const parsed = parseFilter(text);
	if (parsed.ok) return parsed.filter;
	throw errorFromFault(parsed.fault, field);
}

function repair(text: string, first: FaultSignal): string | undefined {
	let signal = first;
	let current = text;
	for (let round = 0; round < REPAIRS; round++) {
		current = applyEdit(current, signal.edit);
		const result = parseOnce(current);
		if (!(result instanceof FaultSignal)) return current.trim();
		signal = result;
	}
	return undefined;
}

function parseOnce(text: string): Filter | FaultSignal {
	const tokens = lexFilter(text);
	if ("closing" in tokens) {
		return signalAt(tokens.at, text.length, "a closing quote", { start: text.length, end: text.length, insert: tokens.closing });
	}
	try {
		const parser = new Parser(text, tokens);
		return parser.parse();
	} catch (error) {
		if (error instanceof FaultSignal) return error;
		throw error;
	}
}

class Parser {
	readonly #text: string;
	readonly #tokens: readonly Token[];
	#at = 0;
	#terms = 0;
	#depth = 0;

	constructor(text: string, tokens: readonly Token[]) {
		this.#text = text;
		this.#tokens = tokens;
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
			terms.push(this.#unary());
		}
		if (terms.length > 0) return group("all", terms);
		const token = this.#tokens[this.#at];
		throw token === undefined ? signalAt(this.#text.length, this.#text.length, "a term", this.#noEdit()) : this.#remove(token, "a term");
	}

	/** Step over a binary operator that needs `before` terms on its left and a term on its right. */
	#operand(before: number, name: string): void {
		const token = this.#take();
		const next = this.#tokens[this.#at];
		const isMissing = before === 0 || next === undefined || next.type === "close" || next.type === "or" || next.type === "and";
		if (isMissing) throw this.#remove(token, `a term on both sides of ${name}`);
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
				return this.#counted(token, () => compareTerm(token, this.#text));
			case "word":
				if (token.text === "*" && !token.quoted) return { type: "all", terms: [] };
				return this.#counted(token, () => ({ type: "text", text: token.text }));
			case "child":
			case "descendant":
				throw this.#structure(token);
			default:
				throw this.#remove(token, "a term");
		}
	}

	#negated(token: Token): Filter {
		const next = this.#tokens[this.#at];
		if (next === undefined || next.type === "close" || next.type === "or" || next.type === "and") {
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

	#structure(token: Token): FaultSignal {
		const sign = token.type === "child" ? ">" : ">>";
		const previous = this.#tokens[this.#at - 2];
		const next = this.#tokens[this.#at];
		const isComparison = sign === ">" && previous?.type === "word" && next?.type === "word" && numberFromLiteral(next.text) !== undefined;
		const edit = isComparison ? { start: previous.end, end: next.start, insert: ">" } : { start: token.start, end: token.end, insert: "" };
		return new FaultSignal(
			{
				kind: "unsupported",
				position: token.start,
				length: sign.length,
				expected: `no "${sign}": relations between spans are not available yet`,
			},
			edit,
		);
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

/** A group in its only written form: flat, and no group around one term. */
function group(type: "all" | "any", terms: readonly Filter[]): Filter {
	const flat = terms.flatMap((term) => (term.type === type ? term.terms : [term]));
	const [only] = flat;
	return flat.length === 1 && only !== undefined ? only : { type, terms: flat };
}
