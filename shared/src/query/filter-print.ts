import { nameFromField, quoteText } from "./fields.ts";
import type { CompareOp, Filter, FilterValue } from "./filter.ts";

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
		case "exists":
			return `${nameFromField(filter.field)}:*`;
		case "text":
			return SAFE_WORD.test(filter.text) && !KEYWORDS.has(filter.text) ? filter.text : quoteText(filter.text);
		case "compare":
			return nameFromField(filter.field) + SIGNS[filter.op] + printValue(filter.op, filter.value);
	}
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
