/** Whether everything that a flood was told is stored can be read, and whole. */
import { getTraces, wideRange } from "../../support/api.ts";
import type { Stack } from "../../support/stack.ts";
import { type Check, exactly, fact } from "./check.ts";
import { FLOOD_SPANS, type FloodCounts } from "./flood.ts";

/** `others`: ids of traces that somebody else judges. */
export async function floodVerdict(stack: Stack, stored: ReadonlySet<string>, others: readonly string[] = []): Promise<readonly Check[]> {
	const listed = (await getTraces(stack, wideRange())).filter(({ traceId }) => !others.includes(traceId));
	const seen = new Map(listed.map(({ traceId, spanCount }) => [String(traceId), spanCount]));
	const missing = [...stored].filter((id) => !seen.has(id)).length;
	const broken = [...seen.values()].filter((count) => count !== FLOOD_SPANS).length;
	return [
		fact("acknowledged requests of 1,024 spans", stored.size),
		exactly("acknowledged and missing", missing, 0),
		exactly("traces that are not whole", broken, 0),
	];
}

/** The rules of being refused, over all phases of a flood. */
export function refusalChecks(phases: readonly FloodCounts[]): readonly Check[] {
	const sum = (pick: (counts: FloodCounts) => number) => phases.reduce((total, counts) => total + pick(counts), 0);
	return [
		fact(
			"refused with a time to come back",
			sum(({ fates }) => fates.refused),
		),
		exactly(
			"refused without one",
			sum(({ fates }) => fates.unhinted),
			0,
		),
		exactly(
			"broken connections",
			sum(({ fates }) => fates.broken),
			0,
		),
		exactly(
			"other answers",
			sum(({ fates }) => fates.wrong),
			0,
		),
		...phases.flatMap(({ messages }) => messages).map((message) => fact("such an answer", message)),
	];
}
