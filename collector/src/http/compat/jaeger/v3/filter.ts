/**
 * Jaeger's structured filter as a filter of the query language. Its rules: a condition on what is not there is false, also `ne` and `not_in`;
 * only `not` turns that around. What the query language cannot say as it is meant is refused by name, never widened.
 */
import { SpanglassError } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import type { CompareOp, Field, Filter, FilterValue } from "@spanglass/shared/query/filter";
import { createValueTest, numberFromText } from "@spanglass/shared/query/value-test";
import { nanosFromGoDuration } from "../params.ts";
import { serviceFilter } from "../search-filter.ts";
import { type Call, type Constant, filterFault, type List, type Reference, type Term } from "./filter-json.ts";
import { type Place, placesOf } from "./filter-places.ts";

const ORDER: ReadonlyMap<string, ">" | ">=" | "<" | "<="> = new Map([
	["gt", ">"],
	["gte", ">="],
	["lt", "<"],
	["lte", "<="],
]);
/** The same question with its sides changed. */
const SWAPPED: ReadonlyMap<string, string> = new Map(Object.entries({ eq: "eq", ne: "ne", gt: "lt", gte: "lte", lt: "gt", lte: "gte" }));
/** Conditions that hold when one value passes: inside `some` they mean the same as outside. */
const POSITIVE: ReadonlySet<string> = new Set(["eq", "gt", "gte", "lt", "lte", "regex", "exists", "in"]);

/** Throws invalid_input for what Jaeger refuses too, unsupported for what a backend may refuse. */
export function filterOfCall(call: Call): Filter {
	const { op, args } = call;
	switch (op) {
		case "and":
		case "or":
			if (args.length < 2) throw filterFault(`${op} takes two or more arguments`);
			return { type: op === "and" ? "all" : "any", terms: args.map(filterOfArgument) };
		case "not":
			return { type: "not", term: filterOfArgument(only(args, op)) };
		case "exists": {
			const places = placesOf(referenceOf(only(args, op), op));
			return anyOf(places.map(({ field }) => ({ type: "exists", field })));
		}
		case "in":
		case "not_in":
			return membership(call);
		case "regex":
			return regex(call);
		case "some":
			return some(call);
		case "phrase":
		case "fulltext":
			throw unsupported(`operator ${JSON.stringify(op)}`);
		default:
			if (!SWAPPED.has(op)) throw filterFault(`unknown filter operator ${JSON.stringify(op.slice(0, 40))}`);
			return comparison(call);
	}
}

function filterOfArgument(term: Term): Filter {
	if (term.term !== "call") throw filterFault("and, or and not take calls");
	return filterOfCall(term);
}

function comparison({ op, args }: Call): Filter {
	const [left, right] = pair(args, op);
	if (right.term !== "scalar" && left.term === "scalar")
		return comparison({ term: "call", op: SWAPPED.get(op) ?? op, args: [right, left] });
	if (right.term !== "scalar") {
		if (!isReference(left) || !isReference(right)) throw filterFault(`${op} compares references and scalars`);
		throw unsupported("a comparison of two references");
	}
	if (left.term === "scalar") throw unsupported("a comparison of two constants");
	const places = placesOf(referenceOf(left, op));
	const order = ORDER.get(op);
	if (order !== undefined) return anyOf(places.map((place) => compare(place, order, orderedValue(place, right))));
	const equal = anyOf(places.map((place) => equals(place, right)));
	return op === "ne" ? present(places, equal) : equal;
}

function membership({ op, args }: Call): Filter {
	const [left, right] = pair(args, op);
	if (right.term !== "list") throw filterFault(`${op} takes a reference and a list`);
	const places = placesOf(referenceOf(left, op));
	const equal = anyOf(places.flatMap((place) => membersOf(right).map((member) => equals(place, member))));
	return op === "not_in" ? present(places, equal) : equal;
}

function membersOf({ values, type }: List): readonly Constant[] {
	if (values.length === 0) throw filterFault("a list needs a value");
	return values.map((value) => ({ term: "scalar", value, type }));
}

function regex({ op, args }: Call): Filter {
	const [left, right] = pair(args, op);
	if (right.term !== "scalar" || (right.type !== "" && right.type !== "string")) throw filterFault("regex takes a reference and a string");
	const { value: pattern } = right;
	if (pattern.length > LIMITS.regexCharacters) throw filterFault(`more than ${LIMITS.regexCharacters} characters of a regular expression`);
	const value: FilterValue = { text: pattern, number: undefined, quoted: false };
	try {
		createValueTest("regex", value);
	} catch {
		throw filterFault(`${JSON.stringify(pattern)} is no regular expression of RE2`);
	}
	const places = placesOf(referenceOf(left, op));
	if (places.some(({ sort }) => sort === "duration")) throw filterFault("a duration has no text");
	return anyOf(places.map((place) => compare(place, "regex", value)));
}

/** One event or link that satisfies a condition: with one positive condition on it, the same as that condition. */
function some({ op, args }: Call): Filter {
	const [nested, predicate] = pair(args, op);
	if (nested.term !== "nested" || predicate.term !== "call") throw filterFault("some takes a collection and a call");
	const speaksOfIt = predicate.args.some((arg) => isReference(arg) && arg.level === nested.level);
	if (!POSITIVE.has(predicate.op) || !speaksOfIt) throw unsupported(`several conditions on one ${nested.level}`);
	return filterOfCall(predicate);
}

/** The reference is there and nothing of it matches. */
function present(places: readonly Place[], equal: Filter): Filter {
	return { type: "all", terms: [anyOf(places.map(({ field }) => ({ type: "exists", field }))), { type: "not", term: equal }] };
}

function equals(place: Place, constant: Constant): Filter {
	if (place.sort === "service") return serviceFilter(textValue(place, constant).text);
	return compare(place, "=", place.sort === "duration" ? durationValue(constant) : textValue(place, constant));
}

/** The constant as text; of a word or an id in its own spelling. */
function textValue({ sort, words, name }: Place, { value, type }: Constant): FilterValue {
	if (sort === "attribute") {
		if (type !== "" && type !== "string") throw unsupported(`type ${JSON.stringify(type)} beside an attribute (leave it out)`);
		return { text: value, number: undefined, quoted: type === "string" };
	}
	if (type !== "" && type !== "string") throw filterFault(`${name} is text, not ${type}`);
	if (words !== undefined && !words.includes(value)) throw filterFault(`${name} is one of ${words.join(", ")}`);
	return { text: sort === "id" ? value.toLowerCase() : value, number: undefined, quoted: false };
}

function orderedValue(place: Place, constant: Constant): FilterValue {
	if (place.sort === "duration") return durationValue(constant);
	if (place.words !== undefined) throw filterFault(`${place.name} has no order`);
	const number = numberFromText(constant.value);
	if (place.sort !== "attribute" || number === undefined) throw unsupported("the order of texts");
	if (constant.type !== "") throw unsupported(`type ${JSON.stringify(constant.type)} beside an attribute (leave it out)`);
	return { text: constant.value, number: Number(number), quoted: false };
}

function durationValue({ value, type }: Constant): FilterValue {
	const nanos = type === "" ? nanosFromGoDuration(value) : undefined;
	if (nanos === undefined) throw filterFault(`${JSON.stringify(value.slice(0, 40))} is no duration such as 2s`);
	return { text: String(nanos), number: nanos, quoted: false };
}

function compare({ field }: { readonly field: Field }, op: CompareOp, value: FilterValue): Filter {
	return { type: "compare", field, op, value };
}

function anyOf(terms: readonly Filter[]): Filter {
	const [first] = terms;
	return first !== undefined && terms.length === 1 ? first : { type: "any", terms };
}

function isReference(term: Term): term is Reference {
	return term.term === "attr" || term.term === "field";
}

function referenceOf(term: Term, op: string): Reference {
	if (!isReference(term)) throw filterFault(`${op} needs an attribute or a field`);
	return term;
}

function only(args: readonly Term[], op: string): Term {
	const [arg] = args;
	if (arg === undefined || args.length !== 1) throw filterFault(`${op} takes one argument`);
	return arg;
}

function pair(args: readonly Term[], op: string): readonly [Term, Term] {
	const [left, right] = args;
	if (left === undefined || right === undefined || args.length !== 2) throw filterFault(`${op} takes two arguments`);
	return [left, right];
}

function unsupported(what: string): SpanglassError {
	return new SpanglassError("unsupported", `query.filter: ${what} is not supported`, { field: "query.filter" });
}
