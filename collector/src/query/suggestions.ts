import { SpanglassError } from "@spanglass/shared/model/errors";
import { LIMITS } from "@spanglass/shared/model/limits";
import { nameFromField } from "@spanglass/shared/query/fields";
import { isListed } from "@spanglass/shared/query/listed-values";
import type { KeyPage, KeyQuery, ValuePage, ValueQuery } from "../store/api/suggestion-queries.ts";
import type { QueryControl, TelemetryReader } from "../store/api/telemetry-store.ts";

/** What autocomplete lists; at most LIMITS.suggestionRows rows are looked at, the newest. */
export interface Suggestions {
	keys(query: Omit<KeyQuery, "rows">, control: QueryControl): Promise<KeyPage>;
	/** Throws unsupported for a field that has as many values as there are items. */
	values(query: Omit<ValueQuery, "rows">, control: QueryControl): Promise<ValuePage>;
}

export function createSuggestions(reader: TelemetryReader): Suggestions {
	const rows = LIMITS.suggestionRows;
	return {
		keys: (query, control) => reader.listKeys({ ...query, rows }, control),
		values: async (query, control) => {
			if (isListed(query.field)) return reader.listValues({ ...query, rows }, control);
			throw new SpanglassError("unsupported", `the values of ${nameFromField(query.field)} are too many to list`, { field: "key" });
		},
	};
}
