/** The query that finds the traces in which a call was made. Pure. */
import type { EdgeJson } from "@spanglass/shared/api/rollup-schemas";
import { quoteText } from "@spanglass/shared/query/fields";

/** Spans of caller and callee where both are stored; else spans of the side that is, with what it says of the other. */
export function edgeQuery({ caller, callee }: Pick<EdgeJson, "caller" | "callee">, isFailed = false): string {
	const failed = isFailed ? " status:error" : "";
	const from = `service:${quoteText(caller.name)}`;
	const to = `service:${quoteText(callee.name)}`;
	if (caller.type === "service" && callee.type === "service") return isFailed ? `${from} > (${to}${failed})` : `${from} > ${to}`;
	if (caller.type === "user") return `${to} kind:server${failed}`;
	if (caller.type !== "service") return `${to} kind:consumer${failed}`;
	const name = quoteText(callee.name);
	switch (callee.type) {
		case "topic":
			return `${from} kind:producer${failed}`;
		case "database": {
			const system = callee.system === "" ? "*" : quoteText(callee.system);
			return `${from} (db.system.name:${system} OR db.system:${system})${failed}`;
		}
		default:
			return `${from} kind:client (server.address:${name} OR peer.service:${name} OR net.peer.name:${name})${failed}`;
	}
}
