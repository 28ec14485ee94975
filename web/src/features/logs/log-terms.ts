/** Conditions of the query language that a click on a value means. Pure. */
import type { KeyValueJson, LogRecordJson } from "@spanglass/shared/api/schemas";
import { nameFromField, quoteText } from "@spanglass/shared/query/fields";
import type { Field } from "@spanglass/shared/query/filter";
import { logLevel } from "@spanglass/shared/query/log-level";
import { anyValueText } from "../../api/any-value.ts";
import { topLevelTerms, withTerm } from "../../ui/QueryBar/query-terms.ts";
import { isScalar } from "./log-line.ts";

export const WARN_TERM = "level:>=warn";
export const ERROR_TERM = "level:>=error";
export const TRACE_TERM = "trace:*";

/** A word that the language reads as itself: no number, no pattern, no range. */
const PLAIN_WORD = /^[\p{L}_](?:[\p{L}\p{N}_-]|\.(?!\.))*$/u;
/** A longer value makes a query that nobody reads. */
const MAX_VALUE = 200;

/** `key:value` for a field with exactly this text. */
export function textTerm(field: Field, text: string): string {
	return `${nameFromField(field)}:${PLAIN_WORD.test(text) ? text : quoteText(text)}`;
}

/** The condition that an attribute has its value; undefined when none can say so in short: lists, maps, bytes, long texts. */
export function attributeTerm(scope: "any" | "resource" | "scope", attribute: KeyValueJson): string | undefined {
	const text = anyValueText(attribute.value);
	if (!isScalar(attribute) || attribute.key === "" || text === "" || text.length > MAX_VALUE || text.includes("\n")) return undefined;
	const field: Field = { scope, key: attribute.key };
	return "stringValue" in attribute.value ? textTerm(field, text) : `${nameFromField(field)}:${text}`;
}

/** `level:error` for a record whose level is known. */
export function levelTerm({ severityNumber, severityText }: Pick<LogRecordJson, "severityNumber" | "severityText">): string | undefined {
	const level = logLevel(severityNumber, severityText);
	return level === undefined ? undefined : `level:${level}`;
}

/** The query with one condition on the level, in place of those that are there; the same one again takes it away. */
export function toggleLevelTerm(q: string, term: string): string {
	const terms = topLevelTerms(q);
	const others = terms.filter((other) => !/^-?level[:=!<>]/.test(other)).join(" ");
	return terms.includes(term) ? others : withTerm(others, term);
}
