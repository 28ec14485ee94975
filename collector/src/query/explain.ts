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

/** Traces of each side that are read. */
const READ = 400;

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

/**
 * In what the traces of a selection differ from the rest of a search. Cost: `measureTraces`, once more when the selection has a filter, and
 * up to 800 whole traces.
 */
export async function explainSelection(
	reader: TelemetryReader,
	{ range, filter, selection }: MatchQuery & { readonly selection: Selection },
	control: QueryControl,
): Promise<ExplainedSelection> {
	const measures = await reader.measureTraces({ range, filter }, control);
	const isSelected = await selectionTest(reader, { range, filter, selection }, measures, control);
	const sides = Map.groupBy(
		Array.from({ length: measures.count }, (_, trace) => trace),
		isSelected,
	);
	const differences = new TraceDifferences();
	const read = async (isSelection: boolean): Promise<Side> => {
		const all = sides.get(isSelection) ?? [];
		const chosen = chosenTraces(measures, READ, all);
		for (const trace of chosen) {
			differences.add(await spansOf(reader, traceIdOf(measures, trace) as TraceId, control), isSelection);
			await control.checkpoint();
		}
		return { count: all.length, read: chosen.length };
	};
	const [inside, outside] = [await read(true), await read(false)];
	const { complete, warnings, scannedBlocks, scannedRows, scannedRange } = measures;
	const explanation = differences.explain();
	return {
		...{ ...explanation, differences: explanation.differences.map((each) => ({ ...each, filter: filterOf(each) })) },
		...{ selection: inside, rest: outside, complete, warnings, scannedBlocks, scannedRows },
		...(scannedRange === undefined ? {} : { scannedRange }),
	};
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

/** What keeps the traces with the value. */
function filterOf({ scope, key, op, value }: Difference): string {
	const field: Field = scope === "intrinsic" ? fieldFromText(key) : { scope: scope === "span" ? "any" : scope, key };
	const compared = { type: "compare", field, op, value: { text: value, number: numberFromLiteral(value), quoted: false } } as const;
	return printFilter({ type: "other", span: "any", term: compared });
}
