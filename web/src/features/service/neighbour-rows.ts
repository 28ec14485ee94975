/** Callers and callees of a service as rows. Pure. */
import type { DurationsJson, NeighbourJson } from "@spanglass/shared/api/rollup-schemas";
import { quoteText } from "@spanglass/shared/query/fields";
import { edgeText, nodeText } from "../../state/url/map.ts";

/** The part of an edge's numbers by which it is judged: as the callee measured it, else as the caller did; of messages, the time in queue. */
export function latencyOf({ calls }: Pick<NeighbourJson, "calls">): DurationsJson & { readonly side: "server" | "client" | "queue" } {
	const side = calls.server.count > 0 ? "server" : calls.client.count > 0 ? "client" : "queue";
	return { ...calls[side], side };
}

/** The same part of the range before. */
export function earlierLatency({ before, calls }: Pick<NeighbourJson, "calls" | "before">): DurationsJson | undefined {
	return before?.[latencyOf({ calls }).side];
}

/** The part of an address that opens an edge on the map. */
export function edgeSelection({ caller, callee }: Pick<NeighbourJson, "caller" | "callee">): string {
	return edgeText(nodeText(caller), nodeText(callee));
}

/** The query for a service's traces. */
export function serviceQueryText(name: string): string {
	return `service:${quoteText(name)}`;
}

/** 0..1 of all the time that the service waits for its callees; null when it was not measured. */
export function waitShare(callee: NeighbourJson, callees: readonly NeighbourJson[]): number | null {
	const wait = ({ calls }: NeighbourJson): number => (calls.client.average ?? 0) * calls.client.count;
	const total = callees.reduce((sum, one) => sum + wait(one), 0);
	return total === 0 || callee.calls.client.count === 0 ? null : wait(callee) / total;
}
