import { nameFromField, quoteText } from "./fields.ts";
import type { CompareOp, Filter, FilterValue, KeyTerm } from "./filter.ts";
import { numberFromLiteral } from "./number-literal.ts";

const SAFE_WORD = /^[\p{L}\p{N}_./][\p{L}\p{N}_./-]*$/u;
const KEYWORDS: ReadonlySet<string> = new Set(["AND", "OR", "NOT"]);
const SIGNS: Readonly<Record<CompareOp, string>> = {
	"=": ":",
	"!=": "!=",
	">": ":>",
	">=": ":>=",
	"<": ":<",
	"<=": ":<=",
	glob: ":",
	regex: ":",
};

/**
 * Write a filter as text that `parseFilter` reads back as the same filter.
 *
 * Result  "" for the filter that matches everything. A filter that no text can name (an empty `any`) is written as its nearest meaning.
 * Cost    O(size).
 */
export function printFilter(filter: Filter): string {
	return filter.type === "all" ? filter.terms.map((term) => printInside(term, "all")).join(" ") : printInside(filter, "all");
}

/** One term; a group gets brackets where its surroundings bind tighter. */
function printInside(filter: Filter, around: "all" | "any" | "not"): string {
	switch (filter.type) {
		case "all":
			if (filter.terms.length === 0) return "*";
			return brackets(filter.terms.map((term) => printInside(term, "all")).join(" "), around !== "any");
		case "any":
			if (filter.terms.length === 0) return "-*";
			return brackets(filter.terms.map((term) => printInside(term, "any")).join(" OR "), true);
		case "not":
			return `-${printInside(filter.term, "not")}`;
		case "other":
			return `${filter.span}.${printKeyTerm(filter.term)}`;
		case "structure": {
			const above = printInside(filter.above, filter.above.type === "structure" ? "all" : "not");
			return brackets(`${above} ${filter.op} ${printBelow(filter.below)}`, around === "not");
		}
		case "text":
			return SAFE_WORD.test(filter.text) && !KEYWORDS.has(filter.text) ? filter.text : quoteText(filter.text);
		case "compare":
		case "exists":
			return printKeyTerm(filter);
	}
}

/** A number behind `>` is quoted: without quotes it would be taken for a comparison with blanks. */
function printBelow(filter: Filter): string {
	return filter.type === "text" && numberFromLiteral(filter.text) !== undefined ? quoteText(filter.text) : printInside(filter, "not");
}

function printKeyTerm(term: KeyTerm): string {
	if (term.type === "exists") return `${nameFromField(term.field)}:*`;
	if (term.type === "compare") return nameFromField(term.field) + SIGNS[term.op] + printValue(term.op, term.value);
	const [first, second] = term.terms;
	const name = nameFromField(first.field);
	if (first.type === "exists") return `${name}!=${second.type === "not" ? printValue(second.term.op, second.term.value) : "*"}`;
	return `${name}:${first.value.text}..${second.type === "compare" ? second.value.text : ""}`;
}

function brackets(text: string, needed: boolean): string {
	return needed ? `(${text})` : text;
}

function printValue(op: CompareOp, value: FilterValue): string {
	if (op === "regex") return `/${value.text.replace(/\\.|\//gs, (part) => (part === "/" ? "\\/" : part))}/`;
	if (op === "glob") return value.text.replace(/[\s()"]/g, "\\$&").replace(/^[/<>]/, "\\$&");
	if (value.quoted || value.text === "") return quoteText(value.text);
	const escaped = value.text.replace(/[\s()"*\\]/g, "\\$&").replace(/^[/<>]/, "\\$&");
	return escaped.includes("..") ? escaped.replaceAll(".", "\\.") : escaped;
}
