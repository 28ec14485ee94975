/** What both listeners do with a fresh connection: count it, refuse it over the caps, and recognise a client that came to the wrong port. */
import type { Socket } from "node:net";
import { LIMITS } from "@spanglass/shared/model/limits";

export interface ConnectionCaps {
	/** False: over a cap, close it. Otherwise it is counted until it closes. */
	admit(socket: Socket): boolean;
	count(): number;
}

export function createConnectionCaps(
	perListener = LIMITS.connectionsPerListener,
	perAddress = LIMITS.connectionsPerAddress,
): ConnectionCaps {
	const byAddress = new Map<string, number>();
	let total = 0;
	const admit = (socket: Socket): boolean => {
		const address = peerOf(socket.remoteAddress);
		const open = byAddress.get(address) ?? 0;
		if (total >= perListener || open >= perAddress) return false;
		total += 1;
		byAddress.set(address, open + 1);
		socket.once("close", () => {
			total -= 1;
			const left = (byAddress.get(address) ?? 1) - 1;
			if (left === 0) byAddress.delete(address);
			else byAddress.set(address, left);
		});
		return true;
	};
	return { admit, count: () => total };
}

/** An address without port and without the IPv4-in-IPv6 prefix. */
export function peerOf(address: string | undefined): string {
	return (address ?? "").replace(/^::ffff:/i, "");
}

export type Protocol = "http2" | "http1" | "tls" | "unknown";

const HTTP1_START = /^(GET|POST|PUT|HEAD|OPTIONS|DELETE|PATCH|CONNECT|TRACE) /;

/** What the first bytes of a connection speak. Eight bytes decide. */
export function protocolOf(first: Uint8Array): Protocol {
	if (first[0] === 0x16 && first[1] === 0x03) return "tls";
	const text = Buffer.from(first.subarray(0, 8)).toString("latin1");
	if (text.startsWith("PRI ")) return "http2";
	return HTTP1_START.test(text) ? "http1" : "unknown";
}
