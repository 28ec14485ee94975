import type { RedGroup, RollupReader } from "../store/api/rollup-queries.ts";
import type { QueryControl } from "../store/api/telemetry-store.ts";
import { type Compared, compareGroups, numbersOf } from "./red-numbers.ts";
import { both, errorClassesOf, type ServiceQuestion, whereOf } from "./service-question.ts";

export interface OperationNumbers extends Compared {
	readonly operation: string;
	readonly kind: number;
	readonly protocol: string;
	/** 0..1 of the time of all operations of the service. */
	readonly timeShare: number;
	readonly errorClasses: readonly { readonly statusClass: string; readonly count: number }[];
}

/** Operations by the time that their spans take, most first; those of the range compared with that are gone come last. */
export async function serviceOperations(
	reader: RollupReader,
	question: ServiceQuestion,
	control: QueryControl,
): Promise<readonly OperationNumbers[]> {
	const by = ["operation", "kind", "protocol", "statusClass", "isError"] as const;
	const [groups, before] = await both(question, (range) => reader.sumRed({ range, by, where: whereOf(question) }, control));
	const total = groups.reduce((sum, { durations }) => sum + durations.sumNanos, 0);
	const idOf = ({ key }: RedGroup) => JSON.stringify([key.operation, key.kind, key.protocol]);
	return compareGroups(groups, before, idOf)
		.map(({ example, now, earlier }) => {
			const numbers = numbersOf(now);
			const { operation = "", kind = 0, protocol = "" } = example.key;
			return {
				...{ operation, kind, protocol, numbers, before: earlier && numbersOf(earlier) },
				timeShare: total === 0 ? 0 : numbers.durations.sumNanos / total,
				errorClasses: errorClassesOf(now, ({ statusClass }) => ({ statusClass: statusClass ?? "" })),
			};
		})
		.sort((a, b) => b.numbers.durations.sumNanos - a.numbers.durations.sumNanos || (a.operation < b.operation ? -1 : 1));
}
