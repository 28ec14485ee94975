/** A service's view of the registry: its own lease, kept alive, and the addresses of others, read again every second. */
import type { Instance, ServiceName } from "../instance.ts";
import { sleep } from "../sleep.ts";
import { LEASE_SECONDS, type RangeAnswer } from "./wire.ts";

const KEEP_ALIVE_MS = 5000;
const READ_MS = 1000;

export interface Address {
	readonly id: string;
	/** host:port */
	readonly address: string;
}

export interface RegistryClient {
	/** Announce this instance until `leave`. */
	register(port: number): Promise<void>;
	/** The live instances of a service in order of their ids; waits up to 10 s for the first one. */
	find(service: ServiceName): Promise<readonly Address[]>;
	leave(): Promise<void>;
}

export function createRegistryClient(instance: Instance): RegistryClient {
	const known = new Map<ServiceName, { readonly readAt: number; readonly addresses: readonly Address[] }>();
	let lease: string | undefined;
	let keepAlive: NodeJS.Timeout | undefined;
	const post = (path: string, body: object) => postJson(`${instance.registry}${path}`, body);
	const read = async (service: ServiceName): Promise<readonly Address[]> => {
		const prefix = `/shop/${service}/`;
		const answer: RangeAnswer = await post("/v3/kv/range", { key: encode(prefix), range_end: encode(`/shop/${service}0`) });
		const addresses = answer.kvs.map(({ key, value }) => ({ id: decode(key).slice(prefix.length), address: decode(value) }));
		known.set(service, { readAt: performance.now(), addresses });
		return addresses;
	};
	return {
		register: async (port) => {
			const granted = await post("/v3/lease/grant", { TTL: String(LEASE_SECONDS) });
			lease = String(granted.ID);
			const key = encode(`/shop/${instance.service}/${instance.id}`);
			await post("/v3/kv/put", { key, value: encode(`127.0.0.1:${port}`), lease });
			keepAlive = setInterval(() => void post("/v3/lease/keepalive", { ID: lease }).catch(() => undefined), KEEP_ALIVE_MS);
		},
		find: async (service) => {
			const cached = known.get(service);
			if (cached !== undefined && cached.addresses.length > 0 && performance.now() - cached.readAt < READ_MS) return cached.addresses;
			for (let tries = 0; tries < 100; tries += 1) {
				const addresses = await read(service).catch(() => cached?.addresses ?? []);
				if (addresses.length > 0) return addresses;
				await sleep(100);
			}
			throw new Error(`the registry knows no instance of ${service}`);
		},
		leave: async () => {
			clearInterval(keepAlive);
			if (lease !== undefined) await post("/v3/lease/revoke", { ID: lease }).catch(() => undefined);
		},
	};
}

async function postJson(url: string, body: object) {
	const answer = await fetch(url, { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } });
	if (!answer.ok) throw new Error(`the registry answered ${answer.status} to ${new URL(url).pathname}`);
	return answer.json();
}

function encode(text: string): string {
	return Buffer.from(text).toString("base64");
}

function decode(base64: string): string {
	return Buffer.from(base64, "base64").toString();
}
