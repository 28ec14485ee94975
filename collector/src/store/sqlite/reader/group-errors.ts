import { ErrorGroups } from "@spanglass/shared/analysis/error-group";
import type { Filter } from "@spanglass/shared/query/filter";
import { spanAt } from "../../../columns/item-decoder.ts";
import type { ErrorGroupPage, ErrorGroupQuery } from "../../api/match-queries.ts";
import { scanMatches } from "./match-scan.ts";
import { RangeParts } from "./range-parts.ts";
import type { Snapshot } from "./snapshot.ts";
import { SpanTimes } from "./span-rows.ts";

/** Failed spans that are decoded: about a second. */
const DECODED_MAX = 100_000;

const FAILED: Filter = {
	type: "compare",
	field: { scope: "intrinsic", key: "status" },
	op: "=",
	value: { text: "error", number: undefined, quoted: false },
};

/** See `MatchReader.groupErrors`. */
export async function groupErrors(query: ErrorGroupQuery, snapshot: Snapshot): Promise<ErrorGroupPage> {
	const groups = new ErrorGroups(query.buckets.count);
	const buckets = RangeParts.ofBuckets(query.buckets);
	let decoded = 0;
	const filter: Filter = { type: "all", terms: [FAILED, query.filter] };
	const { warnings, ...coverage } = await scanMatches({ ...query, filter }, snapshot, (view) => {
		const times = new SpanTimes(view);
		return (row) => {
			if (decoded++ >= DECODED_MAX) return;
			times.read(row);
			groups.add(spanAt(view, row), buckets.of(times.high, times.low));
		};
	});
	const found = groups.groups();
	const isCut = decoded > DECODED_MAX;
	const cut = `${decoded - DECODED_MAX} older failed spans are not in the groups`;
	return {
		...coverage,
		groups: found.slice(0, query.limit),
		total: found.length,
		complete: coverage.complete && !isCut,
		warnings: isCut ? [...warnings, cut] : warnings,
	};
}
