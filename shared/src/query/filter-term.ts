/** One term of the query language: from its token to a condition, or a fault with its repair. */
import { LIMITS } from "../model/limits.ts";
import { KIND_WORDS, STATUS_WORDS } from "./enum-words.ts";
import { fieldFromName, quoteText } from "./fields.ts";
import type { CompareOp, Field, FilterValue, KeyTerm } from "./filter.ts";
import { type FaultSignal, signalAt } from "./filter-fault.ts";
import type { Token, ValueToken } from "./filter-lex.ts";
import { levelFromWord, severityRange } from "./log-level.ts";
import { nearestLiteral, numberFromLiteral } from "./number-literal.ts";

type TermToken = Extract<Token, { type: "term" }>;

/** What is wrong with a regular expression; undefined when nothing is. */
export type RegexCheck = (pattern: string) => string | undefined;

/** The condition of one `key op value` on the span that its place names; `text` is the whole query. Throws FaultSignal. */
export function compareTerm(token: TermToken, text: string, regexCheck: RegexCheck | undefined): KeyTerm {
	const field = fieldOf(token);
	const { value } = token;
	if (value === undefined) throw missingValue(token);
	switch (value.form) {
		case "star":
			return existsTerm(token, field);
		case "regex":
			return patternTerm(token, field, "regex", checkedRegex(value, text, regexCheck));
		case "glob":
			return patternTerm(token, field, "glob", value.text);
		default:
			return valueTerm(token, value, field);
	}
}

function fieldOf(token: TermToken): Field {
	if (token.key === "") {
		const end = token.value?.start ?? token.end;
		throw signalAt(token.start, token.end, "a key before the operator", { start: token.start, end, insert: "" });
	}
	return fieldFromName(token.scope, token.key, token.quotedKey);
}

function missingValue(token: TermToken): FaultSignal {
	const isOrder = token.operator !== ":" && token.operator !== "=" && token.operator !== "!=";
	const insert = isOrder ? "0" : token.operator === "!=" ? '""' : "*";
	return signalAt(token.start, token.end, isOrder ? "a number after the operator" : "a value after the operator", {
		start: token.end,
		end: token.end,
		insert,
	});
}

/** `k:*`; `k!=*` can hold for nothing, so it is a fault like `k>*`. */
function existsTerm(token: TermToken, field: Field): KeyTerm {
	if (token.operator === ":" || token.operator === "=") return { type: "exists", field };
	const edit =
		token.operator === "!="
			? { start: token.start, end: token.end, insert: `-${nameOf(token)}:*` }
			: { start: token.start, end: token.end, insert: `${nameOf(token)}:*` };
	throw signalAt(token.start, token.end, token.operator === "!=" ? "-key:* for a missing key" : "a number after the operator", edit);
}

function nameOf(token: TermToken): string {
	const key = token.quotedKey ? quoteText(token.key) : token.key;
	return [token.place, token.scope, key].filter((part) => part !== undefined).join(".");
}

function patternTerm(token: TermToken, field: Field, op: "glob" | "regex", text: string): KeyTerm {
	const compare = { type: "compare", field, op, value: { text, number: undefined, quoted: false } } as const;
	if (token.operator === ":" || token.operator === "=") return compare;
	if (token.operator === "!=")
		return {
			type: "all",
			terms: [
				{ type: "exists", field },
				{ type: "not", term: compare },
			],
		};
	throw notANumber(token);
}

function checkedRegex(value: ValueToken, text: string, regexCheck: RegexCheck | undefined): string {
	const edit = { start: value.start, end: value.end, insert: quoteText(text.slice(value.start + 1, value.end - 1)) };
	if (value.text.length > LIMITS.regexCharacters) {
		throw signalAt(value.start, value.end, `a regular expression of at most ${LIMITS.regexCharacters} characters`, edit);
	}
	const wrong = regexCheck?.(value.text);
	if (wrong !== undefined) throw signalAt(value.start, value.end, `a regular expression in RE2 syntax (${wrong})`, edit);
	return value.text;
}

function valueTerm(token: TermToken, value: ValueToken, field: Field): KeyTerm {
	const range = value.form === "plain" && !value.escaped ? rangeTerm(token, value, field) : undefined;
	if (range !== undefined) return range;
	const op: CompareOp = token.operator === ":" ? "=" : token.operator;
	const literal = literalFor(field, op, value);
	if (op !== "=" && op !== "!=" && literal.number === undefined) throw notANumber(token);
	if (field.scope === "intrinsic" && (op === "=" || op === "!=")) checkWord(field.key, value, literal);
	return { type: "compare", field, op, value: literal };
}

/** `low..high`, both included; undefined when the value is other text with two dots in it. */
function rangeTerm(token: TermToken, value: ValueToken, field: Field): KeyTerm | undefined {
	const [low = "", high, ...rest] = value.text.split("..");
	if (high === undefined || rest.length > 0) return undefined;
	const bound = (op: ">=" | "<=", text: string): Extract<KeyTerm, { readonly type: "compare" }> => ({
		type: "compare",
		field,
		op,
		value: literalFor(field, op, { ...value, text }),
	});
	const terms = [bound(">=", low), bound("<=", high)] as const;
	const [least, most] = terms.map((term) => term.value.number);
	if (least === undefined && most === undefined) return undefined;
	const repaired = (insert: string) => ({ start: token.operatorStart, end: token.end, insert });
	if (least === undefined || most === undefined) {
		if (low !== "" && high !== "") return undefined;
		const open = low === "" ? `<=${high}` : `>=${low}`;
		throw signalAt(value.start, value.end, `two numbers around "..", or ${open}`, repaired(open));
	}
	if (token.operator !== ":" && token.operator !== "=") {
		const isNegated = token.operator === "!=";
		const edit = isNegated ? { start: token.start, end: token.end, insert: `-${nameOf(token)}:${value.text}` } : repaired(`:${value.text}`);
		throw signalAt(token.operatorStart, value.start, `":" before a range${isNegated ? ", or -key:low..high" : ""}`, edit);
	}
	if (least > most) throw signalAt(value.start, value.end, "the lower number first", repaired(`:${high}..${low}`));
	return { type: "all", terms };
}

function notANumber(token: TermToken): FaultSignal {
	const { value } = token;
	const start = value?.start ?? token.end;
	const isQuotedNumber = value?.form === "quoted" && numberFromLiteral(value.text) !== undefined;
	const meant = isQuotedNumber ? value.text : value?.form === "plain" ? nearestLiteral(value.text) : undefined;
	const edit = meant === undefined ? { start: token.operatorStart, end: start, insert: ":" } : { start, end: token.end, insert: meant };
	return signalAt(value?.start ?? token.start, token.end, `a number such as 500, 20ms or 5% after "${token.operator}"`, edit);
}

/** The value with the number that it stands for; ids in their canonical form, words of closed lists in lower case. */
function literalFor(field: Field, op: CompareOp, value: ValueToken): FilterValue {
	const quoted = value.form === "quoted";
	const plain = { text: value.text, number: quoted ? undefined : numberFromLiteral(value.text), quoted };
	if (field.scope !== "intrinsic") return plain;
	switch (field.key) {
		case "trace":
		case "span":
		case "parent":
			return { ...plain, text: value.text.toLowerCase().replaceAll("-", ""), number: undefined };
		case "kind":
			return { ...plain, ...wordLiteral(KIND_WORDS, value.text) };
		case "status":
			return { ...plain, ...wordLiteral(STATUS_WORDS, value.text) };
		case "level":
			return levelLiteral(op, plain);
		default:
			return plain;
	}
}

/** `kind:2` is `kind:server`; a number outside of the list stays its digits. */
function wordLiteral(words: readonly string[], text: string): Pick<FilterValue, "text"> {
	return { text: (/^\d+$/.test(text) ? words[Number(text)] : undefined) ?? text.toLowerCase() };
}

/** `level:>warn` begins above the highest number of warn, `level:>=warn` at its lowest. */
function levelLiteral(op: CompareOp, plain: FilterValue): FilterValue {
	const level = levelFromWord(plain.text);
	if (level === undefined || plain.quoted) return plain;
	const [low, high] = severityRange(level);
	const number = op === "=" || op === "!=" ? undefined : op === ">" || op === "<=" ? high : low;
	return { text: level, number, quoted: false };
}

function checkWord(key: string, token: ValueToken, literal: FilterValue): void {
	if (key === "duration" && literal.number === undefined) {
		throw signalAt(token.start, token.end, "a duration such as 20ms or 1.5s", {
			start: token.start,
			end: token.end,
			insert: nearestLiteral(token.text) ?? "*",
		});
	}
	const words: readonly string[] | undefined = key === "kind" ? KIND_WORDS : key === "status" ? STATUS_WORDS : undefined;
	if (words === undefined || words.includes(literal.text) || /^\d+$/.test(literal.text)) return;
	const edit = { start: token.start, end: token.end, insert: nearestWord(words, literal.text) };
	throw signalAt(token.start, token.end, `one of ${words.join(", ")}`, edit);
}

/** The word with the longest beginning in common, of several the first; the last word when there is none. */
function nearestWord(words: readonly string[], text: string): string {
	let nearest = words.at(-1) ?? "";
	let longest = 0;
	for (const word of words) {
		let length = 0;
		while (length < word.length && word[length] === text[length]) length++;
		if (length > longest) [nearest, longest] = [word, length];
	}
	return nearest;
}
