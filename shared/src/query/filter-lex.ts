/**
 * The words of the query language. A token keeps its place in the text; a term is read whole: `key op value`, a word or a phrase.
 *
 *   -span."http route":/a b/   →  minus, term{scope span, key "http route", operator ":", value regex "a b"}
 *   root.resource.a:1          →  term{place root, scope resource, key "a", operator ":", value plain "1"}
 */
import type { TraceScope } from "./filter.ts";

/** What stood behind an operator. `plain` and `glob` are unescaped except that a glob keeps `\*` and `\\`. */
export interface ValueToken {
	readonly form: "plain" | "quoted" | "glob" | "regex" | "star";
	readonly text: string;
	/** True when a backslash made a character ordinary: then `..` is no range. */
	readonly escaped: boolean;
	readonly start: number;
	readonly end: number;
}

export type Token =
	| {
			readonly type: "open" | "close" | "minus" | "and" | "or" | "not" | "child" | "descendant";
			readonly start: number;
			readonly end: number;
	  }
	| { readonly type: "word"; readonly text: string; readonly quoted: boolean; readonly start: number; readonly end: number }
	| {
			readonly type: "term";
			/** Which other span of the trace is asked. */
			readonly place: TraceScope | undefined;
			readonly scope: string | undefined;
			readonly key: string;
			/** A quoted key is never the name of an intrinsic. */
			readonly quotedKey: boolean;
			readonly operator: Operator;
			readonly operatorStart: number;
			readonly value: ValueToken | undefined;
			readonly start: number;
			readonly end: number;
	  };

export type Operator = ":" | "=" | "!=" | ">" | ">=" | "<" | "<=";

/** Where the text cannot be read on; `closing` is what was missing. */
export interface LexFault {
	readonly at: number;
	readonly closing: string;
}

const SCOPES = new Set(["span", "resource", "scope", "event", "link"]);
const PLACE = /(root|any|parent)\.(?=[^\s():=<>!*])/y;
const OPERATOR = /!=|:?>=|:?<=|:?>|:?<|[:=]/y;
const BARE_KEY = /[^\s()":=<>!*]+/y;
const KEYWORDS: Readonly<Record<string, "and" | "or" | "not" | "child" | "descendant">> = {
	AND: "and",
	OR: "or",
	NOT: "not",
	">": "child",
	">>": "descendant",
};
const PUNCTUATION: Readonly<Record<string, "open" | "close" | "minus">> = { "(": "open", ")": "close", "-": "minus" };

/** Split a query into tokens. Result: the tokens, or the first place where a quote is not closed. Cost O(length). */
export function lexFilter(text: string): readonly Token[] | LexFault {
	const tokens: Token[] = [];
	let at = 0;
	while (at < text.length) {
		if (/\s/.test(text.charAt(at))) {
			at++;
			continue;
		}
		const token = readToken(text, at);
		if (!("type" in token)) return token;
		tokens.push(token);
		at = token.end;
	}
	return tokens;
}

function readToken(text: string, start: number): Token | LexFault {
	const punctuation = PUNCTUATION[text.charAt(start)];
	if (punctuation !== undefined) return { type: punctuation, start, end: start + 1 };
	const key = readKey(text, start);
	if ("closing" in key) return key;
	const operator = matchAt(OPERATOR, text, key.end);
	const isStructure = key.end === start && operator !== undefined && /^>>?([\s()]|$)/.test(text.slice(start, start + 3));
	if (operator !== undefined && !isStructure) return readTerm(text, start, key, operator);
	return readWord(text, start);
}

interface KeyParts {
	readonly place: TraceScope | undefined;
	readonly scope: string | undefined;
	readonly key: string;
	readonly quotedKey: boolean;
	readonly end: number;
}

function readKey(text: string, start: number): KeyParts | LexFault {
	const prefix = matchAt(PLACE, text, start);
	const key = readScopedKey(text, start + (prefix?.length ?? 0));
	return "closing" in key ? key : { ...key, place: prefix?.slice(0, -1) as TraceScope | undefined };
}

function readScopedKey(text: string, start: number): Omit<KeyParts, "place"> | LexFault {
	const bare = matchAt(BARE_KEY, text, start) ?? "";
	const afterBare = start + bare.length;
	const dot = bare.indexOf(".");
	const prefix = dot > 0 ? bare.slice(0, dot) : "";
	if (text.charAt(afterBare) === '"' && (bare === "" || (dot === bare.length - 1 && SCOPES.has(prefix)))) {
		const quoted = readQuoted(text, afterBare);
		if (quoted === undefined) return { at: afterBare, closing: '"' };
		return { scope: bare === "" ? undefined : prefix, key: quoted.text, quotedKey: true, end: quoted.end };
	}
	if (SCOPES.has(prefix) && dot < bare.length - 1) return { scope: prefix, key: bare.slice(dot + 1), quotedKey: false, end: afterBare };
	return { scope: undefined, key: bare, quotedKey: false, end: afterBare };
}

function readTerm(text: string, start: number, key: KeyParts, sign: string): Token | LexFault {
	const valueStart = key.end + sign.length;
	const value = readValue(text, valueStart);
	if (value !== undefined && "closing" in value) return value;
	const operator = (sign.length > 1 && sign.startsWith(":") ? sign.slice(1) : sign) as Operator;
	const { place, scope, key: name, quotedKey } = key;
	return {
		type: "term",
		place,
		scope,
		key: name,
		quotedKey,
		operator,
		operatorStart: key.end,
		value,
		start,
		end: value?.end ?? valueStart,
	};
}

function readWord(text: string, start: number): Token | LexFault {
	if (text.charAt(start) === '"') {
		const quoted = readQuoted(text, start);
		if (quoted === undefined) return { at: start, closing: '"' };
		return { type: "word", text: quoted.text, quoted: true, start, end: quoted.end };
	}
	const raw = matchAt(/[^\s()"]+/y, text, start) ?? text.charAt(start);
	const end = start + raw.length;
	const keyword = Object.hasOwn(KEYWORDS, raw) ? KEYWORDS[raw] : undefined;
	return keyword === undefined ? { type: "word", text: raw, quoted: false, start, end } : { type: keyword, start, end };
}

function readValue(text: string, start: number): ValueToken | LexFault | undefined {
	if (text.charAt(start) === '"') {
		const quoted = readQuoted(text, start);
		return quoted === undefined
			? { at: start, closing: '"' }
			: { form: "quoted", text: quoted.text, escaped: false, start, end: quoted.end };
	}
	return readRegex(text, start) ?? readPlain(text, start);
}

/** `/…/` up to the first slash without a backslash, when a blank, a bracket or the end follows; else it is a plain value such as a path. */
function readRegex(text: string, start: number): ValueToken | undefined {
	if (text.charAt(start) !== "/") return undefined;
	let at = start + 1;
	while (at < text.length && text.charAt(at) !== "/") at += text.charAt(at) === "\\" ? 2 : 1;
	const isClosed = at < text.length && at > start + 1 && /^[\s()]?$/.test(text.charAt(at + 1));
	if (!isClosed) return undefined;
	return { form: "regex", text: text.slice(start + 1, at).replaceAll("\\/", "/"), escaped: false, start, end: at + 1 };
}

const ESCAPABLE = /[\s()"*\\/.<>]/;

function readPlain(text: string, start: number): ValueToken | undefined {
	let at = start;
	let plain = "";
	let glob = "";
	let isGlob = false;
	let escaped = false;
	while (at < text.length && !/[\s()"]/.test(text.charAt(at))) {
		const next = text.charAt(at + 1);
		if (text.charAt(at) === "\\" && next !== "" && ESCAPABLE.test(next)) {
			plain += next;
			glob += next === "*" || next === "\\" ? `\\${next}` : next;
			escaped = true;
			at += 2;
			continue;
		}
		isGlob ||= text.charAt(at) === "*";
		plain += text.charAt(at);
		glob += text.charAt(at) === "\\" ? "\\\\" : text.charAt(at);
		at++;
	}
	if (at === start) return undefined;
	if (text.slice(start, at) === "*") return { form: "star", text: "*", escaped, start, end: at };
	return isGlob ? { form: "glob", text: glob, escaped, start, end: at } : { form: "plain", text: plain, escaped, start, end: at };
}

function readQuoted(text: string, start: number): { readonly text: string; readonly end: number } | undefined {
	let value = "";
	for (let at = start + 1; at < text.length; at++) {
		const character = text.charAt(at);
		if (character === '"') return { text: value, end: at + 1 };
		const next = text.charAt(at + 1);
		const isEscape = character === "\\" && (next === '"' || next === "\\");
		value += isEscape ? next : character;
		if (isEscape) at++;
	}
	return undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
	pattern.lastIndex = at;
	return pattern.exec(text)?.[0];
}
