/** Whom a span calls or hears from, as far as its attributes say (handbook: domain §2 "Ours", rules 2 to 5). */
import type { GraphNode } from "../model/call-graph.ts";
import { SpanKind } from "../model/span.ts";
import { hostOfAddress, hostOfUrl } from "./address.ts";
import type { CanonicalInput, CanonicalPeer, Protocol } from "./canonical-span.ts";
import { keyNames } from "./renames.ts";
import { rpcService } from "./rpc.ts";
import { firstText, textUnder } from "./text-under.ts";

const PEER_NAME = "service.peer.name";
const SERVER_ADDRESS = "server.address";
/** On the calling side the name of the host is the caller's own. */
const SERVER_ADDRESS_OF_CALL = keyNames(SERVER_ADDRESS).filter((name) => name !== "net.host.name");
const OPERATION_WORDS = "create|send|publish|receive|poll|process|deliver|consume|settle|ack|nack";
const OPERATION_FIRST = new RegExp(`^(?:${OPERATION_WORDS}) (\\S+)$`);
const OPERATION_LAST = new RegExp(`^(\\S+) (?:${OPERATION_WORDS})$`);

/** Of CLIENT, PRODUCER and CONSUMER spans; undefined when they name nobody. */
export function peerOf(input: CanonicalInput, kind: number, protocol: Protocol): CanonicalPeer | undefined {
	const isMessage = kind === SpanKind.producer || kind === SpanKind.consumer;
	if (kind !== SpanKind.client && !isMessage) return undefined;
	switch (protocol) {
		case "db":
			return kind === SpanKind.consumer ? undefined : databasePeer(input);
		case "messaging":
			return topicPeer(input, isMessage);
		case "genai":
			return providerPeer(input) ?? externalPeer(input);
		case "faas":
			return functionPeer(input) ?? externalPeer(input);
		default:
			return externalPeer(input);
	}
}

function peer(edge: CanonicalPeer["edge"], node: Partial<GraphNode> & Pick<GraphNode, "type" | "name">): CanonicalPeer | undefined {
	return node.name === "" ? undefined : { node: { namespace: "", system: "", ...node }, edge, evidence: "peer" };
}

function databasePeer(input: CanonicalInput): CanonicalPeer | undefined {
	const system = textUnder(input, "db.system.name");
	return peer("database", { type: "database", name: databasePlace(input) || system, system });
}

/** Of a call of a database that does not say so: what the attributes leave open is concluded. */
export function inferredDatabase(input: CanonicalInput, system: string): CanonicalPeer {
	const name = databasePlace(input) || input.name;
	return { node: { type: "database", namespace: "", name, system }, edge: "database", evidence: "inferred" };
}

function databasePlace(input: CanonicalInput): string {
	return textUnder(input, PEER_NAME) || textUnder(input, "db.namespace") || serverAddress(input) || networkAddress(input, true);
}

/** Without a destination the span's name tells it, as the conventions build names: `send orders`, `orders process`. */
function topicPeer(input: CanonicalInput, isMessage: boolean): CanonicalPeer | undefined {
	const system = textUnder(input, "messaging.system");
	const told = textUnder(input, "messaging.destination.name") || textUnder(input, "messaging.destination.template");
	if (told !== "" || !isMessage) return peer("messaging", { type: "topic", name: told, system });
	const name = (OPERATION_FIRST.exec(input.name) ?? OPERATION_LAST.exec(input.name))?.[1] ?? "";
	const inferred = peer("messaging", { type: "topic", name, system });
	return inferred && { ...inferred, evidence: "inferred" };
}

function providerPeer(input: CanonicalInput): CanonicalPeer | undefined {
	const provider = textUnder(input, "gen_ai.provider.name");
	return peer("genai", { type: "genai", name: provider, system: provider });
}

function functionPeer(input: CanonicalInput): CanonicalPeer | undefined {
	return peer("faas", { type: "faas", name: textUnder(input, "faas.invoked_name"), system: textUnder(input, "faas.invoked_provider") });
}

function externalPeer(input: CanonicalInput): CanonicalPeer | undefined {
	const service = textUnder(input, PEER_NAME);
	if (service !== "") return peer("external", { type: "service", namespace: textUnder(input, "service.peer.namespace"), name: service });
	const name = serverAddress(input) || textUnder(input, "url.full", hostOfUrl) || rpcService(input) || networkAddress(input, false);
	return peer("external", { type: "external", name });
}

function serverAddress(input: CanonicalInput): string {
	return firstText(input, SERVER_ADDRESS_OF_CALL, { key: SERVER_ADDRESS, part: hostOfAddress });
}

/** A port is a number, whether it was sent as one or as text. */
function networkAddress(input: CanonicalInput, withPort: boolean): string {
	const address = textUnder(input, "network.peer.address", hostOfAddress);
	if (address === "" || !withPort) return address;
	const port = textUnder(input, "network.peer.port").trim();
	if (!/^\d{1,5}$/.test(port)) return address;
	return address.includes(":") ? `[${address}]:${Number(port)}` : `${address}:${Number(port)}`;
}
