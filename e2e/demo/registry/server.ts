/** The registry process: leases and keys behind the paths of etcd's HTTP/JSON gateway. */
import http from "node:http";
import { createLeases } from "./leases.ts";

/** Listens on a free port of loopback; answers the port. */
export function startRegistry(): Promise<number> {
	const leases = createLeases();
	const server = http.createServer((request, response) => {
		let body = "";
		request.on("data", (chunk: Buffer) => {
			body += chunk.toString();
		});
		request.on("end", () => {
			const { status, answer } = respond(request.url ?? "", body);
			response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
		});
	});
	const respond = (path: string, body: string): { readonly status: number; readonly answer: object } => {
		const given = readBody(body);
		const text = (key: string) => (given[key] === undefined ? undefined : String(given[key]));
		const header = { cluster_id: "1", member_id: "1", raft_term: "1" };
		const nowMs = performance.now();
		if (path === "/v3/lease/grant") {
			const ttl = text("TTL") ?? "0";
			return { status: 200, answer: { header, ID: leases.grant(Number(ttl), nowMs), TTL: ttl } };
		}
		if (path === "/v3/lease/keepalive") {
			const id = text("ID") ?? "";
			return { status: 200, answer: { result: { header, ID: id, TTL: String(leases.keepAlive(id, nowMs)) } } };
		}
		if (path === "/v3/lease/revoke" || path === "/v3/kv/lease/revoke") {
			leases.revoke(text("ID") ?? "");
			return { status: 200, answer: { header } };
		}
		if (path === "/v3/kv/put") {
			const kept = leases.put(text("key") ?? "", text("value") ?? "", text("lease") ?? "0");
			return kept ? { status: 200, answer: { header } } : { status: 404, answer: { code: 5, message: "requested lease not found" } };
		}
		if (path === "/v3/kv/range") return { status: 200, answer: { header, ...leases.range(text("key") ?? "", text("range_end"), nowMs) } };
		return { status: 404, answer: { code: 5, message: "Not Found" } };
	};
	return new Promise((resolve) => {
		server.listen(0, "127.0.0.1", () => {
			const address = server.address();
			resolve(typeof address === "object" && address !== null ? address.port : 0);
		});
	});
}

function readBody(body: string): Readonly<Record<string, unknown>> {
	const read: unknown = JSON.parse(body === "" ? "{}" : body);
	return typeof read === "object" && read !== null ? { ...read } : {};
}
