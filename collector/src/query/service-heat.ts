/** How long requests of a service took, over time: counts by step and by row of durations. */
import { addDurations, type DurationRows, durationRows } from "@spanglass/shared/analysis/duration-counts";
import type { UnixNanos } from "@spanglass/shared/units/time";
import type { InstanceGroup, RedGroup, RollupReader } from "../store/api/rollup-queries.ts";
import type { QueryControl } from "../store/api/telemetry-store.ts";
import { requestsAmong } from "./red-numbers.ts";
import { whereOf } from "./service-question.ts";
import type { RedQuestion } from "./service-red.ts";

export interface ServiceHeat {
	/** SERVER and CONSUMER spans; false: all spans of the operation, or of a service that has no requests. */
	readonly areRequests: boolean;
	/** Steps with spans, in order of time. */
	readonly steps: readonly (DurationRows & { readonly at: UnixNanos })[];
}

/** The spans that `serviceRed` counts. Cost: as `serviceRed`. */
export async function serviceHeat(reader: RollupReader, question: Omit<RedQuestion, "by">, control: QueryControl): Promise<ServiceHeat> {
	const { range, stepMinutes, operation } = question;
	const where = whereOf(question);
	if (operation !== undefined) {
		const spans = await reader.sumRed({ range, stepMinutes, by: [], where: { ...where, operation } }, control);
		return { areRequests: false, steps: stepsOf(spans) };
	}
	const groups = await reader.sumInstances({ range, stepMinutes, by: ["isRequest"], where }, control);
	const areRequests = groups.some(({ key }) => key.isRequest === true);
	return { areRequests, steps: stepsOf(requestsAmong(groups)) };
}

function stepsOf(groups: readonly (Pick<RedGroup, "start" | "durations"> | Pick<InstanceGroup, "start" | "durations">)[]) {
	return [...Map.groupBy(groups, ({ start }) => start)]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([at, ofStep]) => ({ at, ...durationRows(addDurations(ofStep.map(({ durations }) => durations))) }));
}
