/** Spans of chosen kinds over time, counted from roll-ups: what Jaeger's monitor asks. */
import type { TimeRange } from "@spanglass/shared/query/time-range";
import type { UnixNanos } from "@spanglass/shared/units/time";
import { type RedDimension, type RollupReader, wholeMinutes } from "../store/api/rollup-queries.ts";
import type { QueryControl } from "../store/api/telemetry-store.ts";
import { type Numbers, numbersOf } from "./red-numbers.ts";

export interface SpanSeriesQuestion {
	readonly service: string;
	/** Widened to whole minutes. */
	readonly range: TimeRange;
	readonly stepMinutes: number;
	/** OTLP numbers. */
	readonly kinds: readonly number[];
	/** A series of each operation, else one of all. */
	readonly byOperation: boolean;
}

export interface SpanSeries {
	/** "" for all. */
	readonly operation: string;
	/** By start of the step; steps without a span are left out. */
	readonly steps: ReadonlyMap<UnixNanos, Numbers>;
}

/** Series by operation. Result none for a service without such spans. Cost as `sumRed`. */
export async function spanSeries(
	reader: Pick<RollupReader, "sumRed">,
	question: SpanSeriesQuestion,
	control: QueryControl,
): Promise<readonly SpanSeries[]> {
	const { service, stepMinutes, byOperation } = question;
	const by: readonly RedDimension[] = byOperation ? ["kind", "isError", "operation"] : ["kind", "isError"];
	const kinds = new Set(question.kinds);
	const groups = await reader.sumRed({ range: wholeMinutes(question.range), stepMinutes, by, where: { service } }, control);
	const counted = groups.filter(({ key }) => kinds.has(key.kind ?? 0));
	return [...Map.groupBy(counted, ({ key }) => key.operation ?? "")]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([operation, ofOperation]) => {
			const steps = Map.groupBy(ofOperation, ({ start }) => start);
			return { operation, steps: new Map([...steps].map(([start, ofStep]) => [start, numbersOf(ofStep)])) };
		});
}
