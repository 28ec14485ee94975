/** Which services call which, in the narrow sense of Jaeger: pairs of spans that are parent and child. */
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { compareTexts } from "../store/api/suggestion-queries.ts";
import type { QueryControl, ServiceEdge, TelemetryReader } from "../store/api/telemetry-store.ts";

/**
 * Pairs of different services, by parent, then child.
 *
 * Result  of the whole minutes of the range, by the minute in which the parent starts; while blocks of an earlier version are still to be
 *         counted, of the range itself, by the child's start.
 * Cost    what is stored of the range's minutes; in the latter case one pass over the spans of the range.
 */
export async function listServicePairs(
	reader: Pick<TelemetryReader, "sumEdges" | "pairingCounters" | "listServiceEdges">,
	range: TimeRange,
	control: QueryControl,
): Promise<readonly ServiceEdge[]> {
	const { blocksToRollUp } = await reader.pairingCounters(control);
	if (blocksToRollUp > 0) return (await reader.listServiceEdges(range, control)).filter(({ parent, child }) => parent !== child);
	const groups = await reader.sumEdges({ range, by: ["caller", "callee"], where: { evidence: "paired" } }, control);
	const pairs = new Map<string, ServiceEdge>();
	for (const { key, attempts } of groups) {
		const [parent, child] = [key.caller.name, key.callee.name];
		const id = JSON.stringify([parent, child]);
		if (parent !== child) pairs.set(id, { parent, child, count: attempts + (pairs.get(id)?.count ?? 0) });
	}
	return [...pairs.values()].sort((a, b) => compareTexts(a.parent, b.parent) || compareTexts(a.child, b.child));
}
