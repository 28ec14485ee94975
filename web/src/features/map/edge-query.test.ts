import { parseFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import { expect, test } from "vitest";
import { nodeOf } from "../../testing/fake-rollups.ts";
import { edgeQuery } from "./edge-query.ts";

const A = nodeOf("a");
const other = (type: "database" | "topic" | "external" | "user", system = "") => nodeOf("x y", { type, namespace: "", system });

test.each([
	[A, nodeOf("b"), 'service:"a" > service:"b"', 'service:"a" > (service:"b" status:error)'],
	[
		A,
		other("database", "postgresql"),
		'service:"a" (db.system.name:"postgresql" OR db.system:"postgresql")',
		'service:"a" (db.system.name:"postgresql" OR db.system:"postgresql") status:error',
	],
	[A, other("database"), 'service:"a" (db.system.name:* OR db.system:*)', 'service:"a" (db.system.name:* OR db.system:*) status:error'],
	[A, other("topic", "kafka"), 'service:"a" kind:producer', 'service:"a" kind:producer status:error'],
	[other("topic", "kafka"), A, 'service:"a" kind:consumer', 'service:"a" kind:consumer status:error'],
	[other("user"), A, 'service:"a" kind:server', 'service:"a" kind:server status:error'],
	[
		A,
		other("external"),
		'service:"a" kind:client (server.address:"x y" OR peer.service:"x y" OR net.peer.name:"x y")',
		'service:"a" kind:client (server.address:"x y" OR peer.service:"x y" OR net.peer.name:"x y") status:error',
	],
] as const)("from $name to $name", (caller, callee, all, failed) => {
	expect(edgeQuery({ caller, callee })).toBe(all);
	expect(edgeQuery({ caller, callee }, true)).toBe(failed);
	for (const text of [all, failed]) expect(() => parseFilterOrThrow(text)).not.toThrow();
});
