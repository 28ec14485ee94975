/**
 * go-micro v4 and v5, plugin wrapper/trace/opentelemetry: no attributes at all, everything is in the name.
 *
 *   go.micro.srv.greeter.Say.Hello   a call: service, struct, method; services have dots, so it is split at the last two
 *   Pub to <topic>, Sub from <topic>  sent as CLIENT and SERVER, or without a kind
 */
import { SpanKind } from "../../model/span.ts";
import type { CanonicalPeer } from "../canonical-span.ts";
import type { FrameworkAdapter, SpanRepair } from "./adapter.ts";

const PUBLISH = "Pub to ";
const SUBSCRIBE = "Sub from ";

export const goMicro: FrameworkAdapter = {
	name: "go-micro",
	scope: /(^|\/)(go-)?micro(\.dev)?\//,
	repair({ name, kind }) {
		if (name.startsWith(PUBLISH)) return message(SpanKind.producer, name.slice(PUBLISH.length));
		if (name.startsWith(SUBSCRIBE)) return message(SpanKind.consumer, name.slice(SUBSCRIBE.length));
		const split = splitOf(name);
		if (split < 0 || (kind !== SpanKind.client && kind !== SpanKind.server)) return undefined;
		return { protocol: "rpc", ...(kind === SpanKind.client && { peer: inferred("external", "service", name.slice(0, split)) }) };
	},
	operation(name) {
		const split = splitOf(name);
		return split < 0 ? name : `${name.slice(0, split)}/${name.slice(split + 1)}`;
	},
};

function message(kind: number, topic: string): SpanRepair {
	return { kind, protocol: "messaging", peer: topic === "" ? undefined : inferred("messaging", "topic", topic) };
}

function inferred(edge: "external" | "messaging", type: "service" | "topic", name: string): CanonicalPeer {
	return { node: { type, namespace: "", name, system: "" }, edge, evidence: "inferred" };
}

/** Where the service ends; -1 when the name is not built so. */
function splitOf(name: string): number {
	if (name.includes(" ")) return -1;
	const last = name.lastIndexOf(".");
	const split = last > 0 ? name.lastIndexOf(".", last - 1) : -1;
	return split > 0 ? split : -1;
}
