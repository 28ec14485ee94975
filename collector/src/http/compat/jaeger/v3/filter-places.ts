/** Where a reference of Jaeger's structured filter is looked for. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import { KIND_WORDS, STATUS_WORDS } from "@spanglass/shared/query/enum-words";
import type { Field, Intrinsic } from "@spanglass/shared/query/filter";
import { intrinsic } from "../search-filter.ts";
import { filterFault, type Level, type Reference } from "./filter-json.ts";

/** What a place holds: decides how a constant beside it is read. */
type Sort = "attribute" | "text" | "id" | "duration" | "service";

export interface Place {
	readonly field: Field;
	readonly sort: Sort;
	/** The closed list that it holds one of. */
	readonly words?: readonly string[];
	/** For faults. */
	readonly name: string;
}

type FieldPlace = { readonly intrinsic: Intrinsic; readonly sort: Sort; readonly words?: readonly string[] };

/** Jaeger's fields of each level; undefined are those that the query language has no name for. */
const FIELDS: Readonly<Record<Level, Readonly<Record<string, FieldPlace | undefined>>>> = {
	span: {
		traceID: { intrinsic: "trace", sort: "id" },
		spanID: { intrinsic: "span", sort: "id" },
		parentSpanID: { intrinsic: "parent", sort: "id" },
		traceState: { intrinsic: "traceState", sort: "text" },
		name: { intrinsic: "name", sort: "text" },
		kind: { intrinsic: "kind", sort: "text", words: KIND_WORDS },
		startTime: undefined,
		endTime: undefined,
		status: { intrinsic: "status", sort: "text", words: STATUS_WORDS },
		statusMessage: { intrinsic: "statusMessage", sort: "text" },
		duration: { intrinsic: "duration", sort: "duration" },
	},
	resource: { service: { intrinsic: "service", sort: "service" }, schemaURL: undefined },
	scope: {
		name: { intrinsic: "scopeName", sort: "text" },
		version: { intrinsic: "scopeVersion", sort: "text" },
		schemaURL: undefined,
	},
	event: { name: { intrinsic: "eventName", sort: "text" }, time: undefined, timeSinceStart: undefined },
	link: { traceID: undefined, spanID: undefined, traceState: undefined },
};

/** At least one. Throws invalid_input for a field that Jaeger does not have, unsupported for one that is not searched here. */
export function placesOf(reference: Reference): readonly Place[] {
	if (reference.term === "attr") {
		const levels: readonly Level[] = reference.level === undefined ? ["span", "resource"] : [reference.level];
		return levels.map((scope) => ({ field: { scope, key: reference.key }, sort: "attribute", name: reference.key }));
	}
	const { name, level } = reference;
	const fields = FIELDS[level];
	if (!Object.hasOwn(fields, name)) throw filterFault(`there is no field ${JSON.stringify(name.slice(0, 40))} of level ${level}`);
	const place = fields[name];
	if (place === undefined) throw new SpanglassError("unsupported", `query.filter: a search by ${level}.${name} is not supported`);
	const { intrinsic: key, ...what } = place;
	return [{ field: intrinsic(key), name: `${level}.${name}`, ...what }];
}
