/** Time that messages wait: from the end of the producer's span to the start of the consumer's. */
import type { DurationCounts } from "@spanglass/shared/analysis/duration-counts";
import type { GraphNode } from "@spanglass/shared/model/call-graph";
import { unixMillisFromNanos } from "@spanglass/shared/units/time";
import { BucketSum, quantileOf } from "./requests.ts";
import { type AlertKindModule, CellGroups, minuteOf, rangeOf, SlidingWindow, seriesOf, windowMinutes } from "./series.ts";

interface QueueCell {
	readonly durations: DurationCounts[];
}

/** `scope.service` is either side of the queue; `scope.operation` the operation of the edge. */
export const queueTime: AlertKindModule = {
	reachMinutes: windowMinutes,
	load: async (rule, minutes, { source, control }) => {
		const { environment, operation, service } = rule.scope;
		const where = { ...(environment === undefined ? {} : { environment }), ...(operation === undefined ? {} : { operation }) };
		const by = [...(["environment", "caller", "callee"] as const)];
		const touching = service === undefined ? {} : { touching: service };
		const edges = await source.sumEdges({ range: rangeOf(minutes), stepMinutes: 1, by, where, ...touching }, control);
		const groups = new CellGroups<QueueCell>(rule, () => ({ durations: [] }));
		for (const { key, start, queue } of edges) {
			if (queue.count === 0) continue;
			const named = { environment: key.environment, caller: nameOf(key.caller), callee: nameOf(key.callee) };
			groups.at(named, minuteOf(unixMillisFromNanos(start))).durations.push(queue);
		}
		const quantile = quantileOf(rule);
		const series = seriesOf(groups, (cells) => {
			const window = new SlidingWindow(cells, windowMinutes(rule), () => new BucketSum());
			return (at) => {
				const sum = window.moveTo(minuteOf(at));
				return sum && { value: sum.quantile(quantile), sample: sum.count };
			};
		});
		return { series, warnings: [] };
	},
};

function nameOf({ name }: GraphNode): string {
	return name;
}
