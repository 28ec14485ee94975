/**
 * Which attribute keys are names of the same thing in different versions of the semantic conventions.
 *
 * One row per canonical (newest) key: `[canonical, ...older names]`. An older name may stand in several rows when its meaning depended on
 * the span's kind (`net.peer.name` was the client's address on a server and the server's on a client): a search for one canonical key
 * finds it, a search for the old key finds every canonical one. Composite renames list the part that carries the text.
 * Source: schema files and deprecation notes of the semantic conventions up to 1.44.
 */
export const RENAMES: readonly (readonly [string, ...string[]])[] = [
	["http.request.method", "http.method"],
	["http.response.status_code", "http.status_code"],
	["url.full", "http.url"],
	["url.path", "http.target"],
	["url.query", "http.target"],
	["url.scheme", "http.scheme"],
	["user_agent.original", "http.user_agent"],
	["client.address", "http.client_ip", "net.peer.name"],
	["server.address", "net.host.name", "net.peer.name", "http.host"],
	["server.port", "net.host.port", "net.peer.port"],
	["network.peer.address", "net.sock.peer.addr", "net.peer.ip"],
	["network.peer.port", "net.sock.peer.port", "net.peer.port"],
	["network.local.address", "net.sock.host.addr", "net.host.ip"],
	["network.local.port", "net.sock.host.port"],
	["network.protocol.name", "net.protocol.name", "net.app.protocol.name"],
	["network.protocol.version", "net.protocol.version", "net.app.protocol.version", "http.flavor"],
	["network.transport", "net.transport"],
	["network.type", "net.sock.family"],
	["http.request.resend_count", "http.resend_count", "http.retry_count"],
	["http.request.body.size", "http.request_content_length"],
	["http.response.body.size", "http.response_content_length"],
	["db.system.name", "db.system"],
	["db.namespace", "db.name", "db.cassandra.keyspace", "db.hbase.namespace", "db.redis.database_index"],
	["db.query.text", "db.statement"],
	["db.operation.name", "db.operation"],
	["db.collection.name", "db.sql.table", "db.mongodb.collection", "db.cassandra.table", "db.cosmosdb.container"],
	["db.response.status_code", "db.cosmosdb.status_code"],
	["rpc.system.name", "rpc.system"],
	["rpc.status_code", "rpc.response.status_code", "rpc.grpc.status_code", "rpc.connect_rpc.error_code", "rpc.jsonrpc.error_code"],
	["service.peer.name", "peer.service"],
	["service.peer.namespace", "peer.service.namespace"],
	["messaging.destination.name", "messaging.destination"],
	["messaging.destination.temporary", "messaging.temp_destination"],
	["messaging.message.id", "messaging.message_id"],
	["messaging.message.conversation_id", "messaging.conversation_id"],
	["messaging.message.body.size", "messaging.message.payload_size_bytes", "messaging.message_payload_size_bytes"],
	["messaging.operation.type", "messaging.operation"],
	["messaging.operation.name", "messaging.operation"],
	["messaging.client.id", "messaging.client_id", "messaging.consumer_id"],
	[
		"messaging.consumer.group.name",
		"messaging.kafka.consumer.group",
		"messaging.kafka.consumer_group",
		"messaging.rocketmq.client_group",
		"messaging.eventhubs.consumer.group",
	],
	["messaging.destination.partition.id", "messaging.kafka.destination.partition", "messaging.kafka.partition"],
	["messaging.kafka.offset", "messaging.kafka.message.offset"],
	["faas.invocation_id", "faas.execution"],
	["cloud.resource_id", "faas.id"],
	["deployment.environment.name", "deployment.environment"],
	["code.function.name", "code.function"],
	["code.file.path", "code.filepath"],
	["code.line.number", "code.lineno"],
	["user.id", "enduser.id"],
	["user.roles", "enduser.role"],
	["gen_ai.provider.name", "gen_ai.system"],
	["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"],
	["gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"],
	["gen_ai.input.messages", "gen_ai.prompt"],
	["gen_ai.output.messages", "gen_ai.completion"],
	["container.runtime.name", "container.runtime"],
	["otel.scope.name", "otel.library.name"],
	["otel.scope.version", "otel.library.version"],
];

/** Values that were renamed, by canonical key: `[canonical, ...older values]`. Readers of the canonical record take the newest. */
export const VALUE_RENAMES: Readonly<Record<string, readonly (readonly [string, ...string[]])[]>> = {
	"db.system.name": [
		["microsoft.sql_server", "mssql"],
		["oracle.db", "oracle"],
		["aws.dynamodb", "dynamodb"],
		["azure.cosmosdb", "cosmosdb"],
		["gcp.spanner", "spanner"],
		["ibm.db2", "db2"],
		["sap.hana", "hanadb"],
		["aws.redshift", "redshift"],
		["h2database", "h2"],
		["intersystems.cache", "cache"],
		["ibm.informix", "informix"],
		["softwareag.adabas", "adabas"],
		["sap.maxdb", "maxdb"],
	],
	"rpc.system.name": [
		["dubbo", "apache_dubbo"],
		["connectrpc", "connect_rpc"],
	],
	"gen_ai.provider.name": [
		["azure.ai.inference", "az.ai.inference"],
		["azure.ai.openai", "az.ai.openai"],
		["gcp.gemini", "gemini"],
		["gcp.vertex_ai", "vertex_ai"],
		["x_ai", "xai"],
	],
	"network.transport": [
		["tcp", "ip_tcp"],
		["udp", "ip_udp"],
	],
	"network.type": [
		["ipv4", "inet"],
		["ipv6", "inet6"],
	],
};

/** Keys whose last part is a header's name: `rpc.request.metadata.x` was `rpc.grpc.request.metadata.x`. */
const RENAMED_PREFIXES: readonly (readonly [string, string])[] = [
	["rpc.request.metadata.", "rpc.grpc.request.metadata."],
	["rpc.response.metadata.", "rpc.grpc.response.metadata."],
];

const NAMES_BY_KEY = namesByKey();

function namesByKey(): ReadonlyMap<string, readonly string[]> {
	const names = new Map<string, Set<string>>();
	const add = (key: string, other: readonly string[]) => {
		const set = names.get(key) ?? new Set([key]);
		for (const name of other) set.add(name);
		names.set(key, set);
	};
	for (const row of RENAMES) {
		for (const key of row) {
			// An old name of two canonical keys must not join their groups: the canonical key answers its own row only.
			add(key, row);
		}
	}
	return new Map([...names].map(([key, set]) => [key, [...set]]));
}

/**
 * Every name under which the value of `key` may have been sent, `key` itself first. One entry for a key that was never renamed.
 *
 * Cost    one map lookup; a fresh array only for keys that were not renamed.
 */
export function keyNames(key: string): readonly string[] {
	const names = NAMES_BY_KEY.get(key);
	if (names !== undefined) return names;
	for (const [canonical, old] of RENAMED_PREFIXES) {
		if (key.startsWith(canonical)) return [key, old + key.slice(canonical.length)];
		if (key.startsWith(old)) return [key, canonical + key.slice(old.length)];
	}
	return [key];
}

const CANONICAL_BY_KEY = new Map(RENAMES.flatMap(([canonical, ...old]) => old.map((name) => [name, canonical] as const)).reverse());

/** The newest name of an old key (the first row that lists it); the key itself when it is not an old name. */
export function canonicalKey(key: string): string {
	return CANONICAL_BY_KEY.get(key) ?? key;
}

const CANONICAL_VALUES: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
	Object.entries(VALUE_RENAMES).map(([key, rows]) => [
		key,
		new Map(rows.flatMap(([canonical, ...old]) => old.map((value) => [value, canonical] as const))),
	]),
);

/** The newest spelling of a value of a canonical key; the value itself when it was never renamed. */
export function canonicalValue(key: string, value: string): string {
	return CANONICAL_VALUES.get(key)?.get(value) ?? value;
}
