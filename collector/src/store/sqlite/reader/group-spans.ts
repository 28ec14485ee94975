import { DurationSums } from "@spanglass/shared/analysis/duration-counts";
import { StatusCode } from "@spanglass/shared/model/span";
import { ColumnCursor } from "../../../columns/column-cursor.ts";
import { spanAt } from "../../../columns/item-decoder.ts";
import { ESCAPED_STATUS, LOW_BYTE, SpanColumn } from "../../../columns/layout.ts";
import type { RowView } from "../../../columns/row-view.ts";
import { compareGroups, type SpanGroupPage, type SpanGroupQuery } from "../../api/match-queries.ts";
import { FieldTexts, type TextNumbers } from "./field-texts.ts";
import { scanMatches } from "./match-scan.ts";
import { RangeParts } from "./range-parts.ts";
import type { Snapshot } from "./snapshot.ts";
import { SpanTimes } from "./span-rows.ts";

const GROUPS_MAX = 10_000;
const UINT32 = 0x1_0000_0000;
const MISSING: TextNumbers = [-1];

interface Group {
	readonly numbers: readonly number[];
	count: number;
	errorCount: number;
	readonly durations: DurationSums;
	readonly counts: Uint32Array;
}

/** See `MatchReader.groupSpans`. */
export async function groupSpans(query: SpanGroupQuery, snapshot: Snapshot): Promise<SpanGroupPage> {
	const texts = query.by.map((field) => new FieldTexts(field));
	const buckets = RangeParts.ofBuckets(query.buckets);
	const groups = new Map<string, Group>();
	let spans = 0;
	let isCut = false;
	const groupOf = (numbers: readonly number[]): Group | undefined => {
		const key = numbers.join();
		const known = groups.get(key);
		if (known !== undefined) return known;
		if (groups.size >= GROUPS_MAX) return undefined;
		const counts = new Uint32Array(query.buckets.count);
		const group: Group = { numbers, count: 0, errorCount: 0, durations: new DurationSums(), counts };
		groups.set(key, group);
		return group;
	};
	const groupsOf = (lists: readonly TextNumbers[]) => combinations(lists).map(groupOf);
	const { warnings, ...coverage } = await scanMatches(query, snapshot, (view) => {
		const groupsAt = remembering(
			texts.map((field) => field.of(view)),
			groupsOf,
		);
		const times = new SpanTimes(view);
		const isError = errorTest(view);
		return (row) => {
			spans++;
			times.read(row);
			const { keyHigh, keyLow } = times.keyOf(row, "longest");
			const bucket = buckets.of(times.high, times.low);
			const error = isError(row) ? 1 : 0;
			for (const group of groupsAt(row)) {
				if (group === undefined) {
					isCut = true;
					continue;
				}
				group.count++;
				group.errorCount += error;
				group.durations.addNanos(keyHigh * UINT32 + keyLow);
				group.counts[bucket] = (group.counts[bucket] as number) + 1;
			}
		};
	});
	const found = [...groups.values()].map(({ numbers, durations, counts, ...group }) => ({
		...group,
		texts: numbers.map((number, at) => texts[at]?.texts[number]),
		durations: durations.counts(),
		counts: [...counts],
	}));
	return {
		...coverage,
		groups: found.sort(compareGroups).slice(0, query.limit),
		total: found.length,
		spans,
		complete: coverage.complete && !isCut,
		warnings: isCut ? [...warnings, `there are more than ${GROUPS_MAX} groups: the others are left out`] : warnings,
	};
}

type GroupsOf = (lists: readonly TextNumbers[]) => readonly (Group | undefined)[];

/** Groups of a row: rows with the same texts have the same lists, so the groups of those are looked up once. */
function remembering(numbersOf: readonly ((row: number) => TextNumbers)[], groupsOf: GroupsOf): (row: number) => ReturnType<GroupsOf> {
	const [first, ...others] = numbersOf;
	if (first === undefined) return () => groupsOf([]);
	const known = new Map<TextNumbers, ReturnType<GroupsOf> | ((row: number) => ReturnType<GroupsOf>)>();
	return (row) => {
		const list = first(row);
		const found = known.get(list);
		if (typeof found === "function") return found(row);
		if (found !== undefined) return found;
		const further = others.length === 0 ? groupsOf([list]) : remembering(others, (lists) => groupsOf([list, ...lists]));
		known.set(list, further);
		return typeof further === "function" ? further(row) : further;
	};
}

/** One of each list, in every way: most lists have one. */
function combinations(lists: readonly TextNumbers[]): readonly (readonly number[])[] {
	let all: readonly (readonly number[])[] = [[]];
	for (const list of lists) {
		const numbers = list.length === 0 ? MISSING : list;
		all = all.flatMap((begun) => numbers.map((number) => [...begun, number]));
	}
	return all;
}

function errorTest(view: RowView): (row: number) => boolean {
	const bits = new ColumnCursor(view, SpanColumn.bits);
	return (row) => {
		const code = bits.at(row) & LOW_BYTE;
		return (code === ESCAPED_STATUS ? spanAt(view, row).status.code : code) === StatusCode.error;
	};
}
