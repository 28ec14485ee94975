import { type Difference, type Explanation, TraceDifferences } from "@spanglass/shared/analysis/explain";
import type { TraceId } from "@spanglass/shared/model/ids";
import type { Span } from "@spanglass/shared/model/span";
import { type Field, type Filter, MATCH_ALL } from "@spanglass/shared/query/filter";
import { printFilter } from "@spanglass/shared/query/filter-print";
import { fieldFromText } from "@spanglass/shared/query/listed-values";
import { numberFromLiteral } from "@spanglass/shared/query/number-literal";
import type { UnixNanos } from "@spanglass/shared/units/time";
import type { MatchQuery, TraceMeasures } from "../store/api/match-queries.ts";
import type { Coverage, QueryControl, TelemetryReader } from "../store/api/telemetry-store.ts";
import { chosenTraces, traceIdOf } from "./trace-chart.ts";

/** Traces of each side that are read at most, and at once; after a second and a half those that were read have to do. */
const READ = 400;
const READ_AT_ONCE = 100;
const READING_MS = 1_500;

/** Of the traces that a search finds, those that satisfy all of this. */
export interface Selection {
	/** When the trace starts; half-open. */
	readonly start: UnixNanos | undefined;
	readonly end: UnixNanos | undefined;
	/** Nanoseconds that it lasts, both included. */
	readonly shortest: number | undefined;
	readonly longest: number | undefined;
	readonly filter: Filter;
}

interface Side {
	readonly count: number;
	readonly read: number;
}

export interface ExplainedSelection extends Coverage, Omit<Explanation, "differences"> {
	readonly differences: readonly (Difference & { readonly filter: string })[];
	readonly selection: Side;
	readonly rest: Side;
}

interface ExplainControl {
	readonly control: QueryControl;
	/** Milliseconds. */
	readonly now: () => number;
}

/**
 * In what the traces of a selection differ from the rest of a search. Cost: `measureTraces`, once more when the selection has a filter, and
 * up to 800 whole traces.
 */
export async function explainSelection(
	reader: TelemetryReader,
	{ range, filter, selection }: MatchQuery & { readonly selection: Selection },
	{ control, now }: ExplainControl,
): Promise<ExplainedSelection> {
	const measures = await reader.measureTraces({ range, filter }, control);
	const isSelected = await selectionTest(reader, { range, filter, selection }, measures, control);
	const sides = Map.groupBy(
		Array.from({ length: measures.count }, (_, trace) => trace),
		isSelected,
	);
	const differences = new TraceDifferences();
	const [inside, outside] = [true, false].map((isSelection) => {
		const all = sides.get(isSelection) ?? [];
		return { isSelection, count: all.length, waiting: rounds(measures, all), read: 0 };
	}) as [ReadSide, ReadSide];
	const readRound = async (side: ReadSide) => {
		for (const trace of side.waiting.shift() ?? []) {
			differences.add(await spansOf(reader, traceIdOf(measures, trace) as TraceId, control), side.isSelection);
			side.read++;
			await control.checkpoint();
		}
	};
	const begun = now();
	do {
		await readRound(inside);
		await readRound(outside);
	} while (inside.waiting.length + outside.waiting.length > 0 && now() - begun < READING_MS);
	const { complete, warnings, scannedBlocks, scannedRows, scannedRange } = measures;
	const explanation = differences.explain();
	return {
		...{ ...explanation, differences: explanation.differences.map((each) => ({ ...each, filter: filterOf(each) })) },
		...{ selection: sideOf(inside), rest: sideOf(outside), complete, warnings, scannedBlocks, scannedRows },
		...(scannedRange === undefined ? {} : { scannedRange }),
	};
}

interface ReadSide extends Side {
	readonly isSelection: boolean;
	/** Traces in rounds. */
	readonly waiting: number[][];
	read: number;
}

function sideOf({ count, read }: ReadSide): Side {
	return { count, read };
}

/** Each round is a choice of its own by the ids alone; within it by time, so that what lies together is read together. */
function rounds(measures: TraceMeasures, all: readonly number[]): number[][] {
	const chosen = chosenTraces(measures, READ, all);
	const [first, rest] = [new Set(chosenTraces(measures, READ_AT_ONCE, chosen)), [] as number[]];
	for (const trace of chosen) if (!first.has(trace)) rest.push(trace);
	const found = [[...first]];
	for (let at = 0; at < rest.length; at += READ_AT_ONCE) found.push(rest.slice(at, at + READ_AT_ONCE));
	const startOf = (trace: number) => Number(measures.starts[trace]);
	return found.map((round) => round.sort((a, b) => startOf(a) - startOf(b)));
}

async function selectionTest(
	reader: TelemetryReader,
	{ range, filter, selection }: MatchQuery & { readonly selection: Selection },
	measures: TraceMeasures,
	control: QueryControl,
): Promise<(trace: number) => boolean> {
	const { start, end, shortest = 0, longest = Number.POSITIVE_INFINITY } = selection;
	const isInBox = (trace: number) => {
		const [begin, nanos] = [measures.starts[trace] as bigint, measures.durations[trace] as number];
		return (start === undefined || begin >= start) && (end === undefined || begin < end) && nanos >= shortest && nanos <= longest;
	};
	if (selection.filter === MATCH_ALL) return isInBox;
	const chosen = await reader.measureTraces({ range, filter: { type: "all", terms: [filter, selection.filter] } }, control);
	const ids = new Set(Array.from({ length: chosen.count }, (_, trace) => traceIdOf(chosen, trace)));
	return (trace) => isInBox(trace) && ids.has(traceIdOf(measures, trace));
}

async function spansOf(reader: TelemetryReader, traceId: TraceId, control: QueryControl): Promise<readonly Span[]> {
	const spans: Span[] = [];
	for await (const batch of reader.streamTrace(traceId, control)) spans.push(...batch);
	return spans;
}

/** Only strings have such characters: in quotes they need no backslash. */
const NEEDS_QUOTES = /[^\p{L}\p{N}_.:@+-]/u;

/** What keeps the traces with the value. */
function filterOf({ scope, key, op, value }: Difference): string {
	const field: Field = scope === "intrinsic" ? fieldFromText(key) : { scope: scope === "span" ? "any" : scope, key };
	const quoted = op === "=" && NEEDS_QUOTES.test(value);
	const compared = {
		type: "compare",
		field,
		op,
		value: { text: value, number: quoted ? undefined : numberFromLiteral(value), quoted },
	} as const;
	return printFilter({ type: "other", span: "any", term: compared });
}
