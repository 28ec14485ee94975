/**
 * The query language: text to filter.
 *
 *   query   = or
 *   or      = and { "OR" and }
 *   and     = related { ["AND"] related }
 *   related = unary { (">" | ">>") unary }
 *   unary   = ("-" | "NOT") unary | "(" or ")" | term | word
 *   term    = [place "."] [scope "."] key (":" | "=" | "!=" | ">" | ">=" | "<" | "<=" | ":>" ...) value
 *   value   = "*" | "quoted" | /regex/ | glob* | number..number | plain
 *
 * Structure operators bind tightest, from the left; `AND` binds tighter than `OR`. Groups of one term and groups inside a group of the same
 * kind are flattened, so that printing and reading again gives the same filter. Bare words of letters only and quoted phrases mean the same:
 * the text as it stands is part of the span's name or the record's body, in any case of its letters.
 */
import { RE2JS } from "re2js";
import { messageOf } from "../model/errors.ts";
import { type Filter, type ItemFilter, isItemFilter } from "./filter.ts";
import { errorFromFault } from "./filter-fault.ts";
import { type ItemSort, type ParsedFilter, readFilter } from "./filter-read.ts";

/** What is wrong with a regular expression; undefined when it is RE2. */
function regexCheck(pattern: string): string | undefined {
	try {
		RE2JS.compile(pattern);
		return undefined;
	} catch (error) {
		return messageOf(error);
	}
}

/**
 * Read a query.
 *
 * Result  the filter ("" and `*` match everything), or the first fault.
 * Limits  64 terms, 256 characters of a regular expression, 32 nested groups.
 * Cost    O(length); a fault costs up to 12 further readings to find the repaired text.
 */
export function parseFilter(text: string): ParsedFilter {
	return readFilter(text, { regexCheck });
}

/** As `parseFilter`, of a query that finds single items: what speaks of other spans is a fault of kind unsupported. */
export function parseItemFilter(text: string, sort: ItemSort): ParsedFilter<ItemFilter> {
	const parsed = readFilter(text, { sort, regexCheck });
	if (!parsed.ok) return parsed;
	if (!isItemFilter(parsed.filter)) throw new TypeError("the parser let other spans pass");
	return { ok: true, filter: parsed.filter };
}

/** As `parseFilter`. Throws invalid_input or unsupported that names `field`. */
export function parseFilterOrThrow(text: string, field = "q"): Filter {
	const parsed = parseFilter(text);
	if (parsed.ok) return parsed.filter;
	throw errorFromFault(parsed.fault, field);
}

/** As `parseItemFilter`. Throws invalid_input or unsupported that names `field`. */
export function parseItemFilterOrThrow(text: string, sort: ItemSort, field = "q"): ItemFilter {
	const parsed = parseItemFilter(text, sort);
	if (parsed.ok) return parsed.filter;
	throw errorFromFault(parsed.fault, field);
}
