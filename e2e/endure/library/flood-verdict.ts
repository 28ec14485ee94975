/** Whether everything that a flood was told is stored can be read, and whole. */
import { getTraces, wideRange } from "../../support/api.ts";
import type { Stack } from "../../support/stack.ts";
import { type Check, exactly, fact } from "./check.ts";
import { FLOOD_SPANS } from "./flood.ts";

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
