import { SpanKind } from "../model/span.ts";
import type { CanonicalInput, Protocol } from "./canonical-span.ts";
import { isRpc, rpcSystem } from "./rpc.ts";
import { hasKey, textUnder } from "./text-under.ts";

type Test = (input: CanonicalInput, kind: number) => Protocol | undefined;

const DB_KEYS = ["db.system.name", "db.namespace", "db.query.text", "db.operation.name", "db.collection.name"];
const MESSAGING_KEYS = ["messaging.system", "messaging.destination.name", "messaging.operation.type", "messaging.operation.name"];
const GEN_AI_KEYS = ["gen_ai.provider.name", "gen_ai.operation.name"];

const db: Test = (input) => (DB_KEYS.some((key) => hasKey(input, key)) ? "db" : undefined);
const messaging: Test = (input) => (MESSAGING_KEYS.some((key) => hasKey(input, key)) ? "messaging" : undefined);
const genai: Test = (input) => (GEN_AI_KEYS.some((key) => hasKey(input, key)) ? "genai" : undefined);
const faas: Test = (input) => (input.has("faas.invoked_name") || input.has("faas.trigger") ? "faas" : undefined);
const rpc: Test = (input) => (isRpc(input) ? rpcProtocol(rpcSystem(input)) : undefined);
const http: Test = (input, kind) => (isHttp(input, kind) ? "http" : undefined);
const message: Test = () => "messaging";

/** What is called through something else is what it is: a store that speaks HTTP is a database, a queue behind an RPC is a queue. */
const CALLS: readonly Test[] = [db, messaging, genai, faas, rpc, http];
const MESSAGES: readonly Test[] = [messaging, db, message];
const ANSWERS: readonly Test[] = [rpc, http, messaging, faas, genai, db];

/** What a span speaks, by its kind after repair and by which attributes it has. */
export function protocolOf(input: CanonicalInput, kind: number): Protocol {
	for (const test of testsOf(kind)) {
		const protocol = test(input, kind);
		if (protocol !== undefined) return protocol;
	}
	return "internal";
}

function testsOf(kind: number): readonly Test[] {
	if (kind === SpanKind.producer || kind === SpanKind.consumer) return MESSAGES;
	return kind === SpanKind.server ? ANSWERS : CALLS;
}

function rpcProtocol(system: string): Protocol {
	if (system === "grpc") return "grpc";
	return system === "http" ? "http" : "rpc";
}

/** Steps within a server carry its route or status too: without a method they are no request of their own. */
function isHttp(input: CanonicalInput, kind: number): boolean {
	if (textUnder(input, "http.request.method") !== "") return true;
	if (kind !== SpanKind.client && kind !== SpanKind.server) return false;
	return hasKey(input, "http.response.status_code") || hasKey(input, "url.full");
}
