/** The users: seeded requests that arrive at random moments, whatever the answers take. */
import type { TruthEntry } from "./instance.ts";
import { createRandom } from "./random.ts";

export interface Users {
	/** Nothing new; resolves when the requests in flight are answered. */
	stop(): Promise<void>;
}

export interface UsersOptions {
	/** Requests per second. */
	readonly rate: number;
	readonly seed: number;
	/** Sent as `x-client`; a partner only asks for quotes. */
	readonly client: string | undefined;
	/** host:port of each gateway that is up. */
	readonly gateways: () => readonly string[];
	readonly tell: (entry: TruthEntry) => void;
}

interface UserRequest {
	readonly method: "GET" | "POST";
	readonly path: string;
	readonly body?: object;
	readonly client: string;
}

const ACCOUNTS = 400;
const ITEMS = 40;
const CLIENTS = ["web", "ios", "android"];
const TIMEOUT_MS = 10_000;

export function startUsers({ rate, seed, client, gateways, tell }: UsersOptions): Users {
	const random = createRandom(seed);
	const inFlight = new Set<Promise<void>>();
	const paid: string[] = [];
	let turn = 0;
	let orders = 0;
	let timer: NodeJS.Timeout | undefined;

	const items = () => Array.from({ length: 1 + random.below(3) }, () => `item-${random.below(ITEMS)}`);
	function nextRequest(): UserRequest {
		const quote = (): UserRequest => ({ method: "GET", path: `/quote?items=${items().join(",")}`, client: client ?? "web" });
		if (client !== undefined) return quote();
		const chance = random.next();
		const account = `acct-${random.below(ACCOUNTS)}`;
		const from = { client: CLIENTS[random.below(CLIENTS.length)] ?? "web" };
		if (chance < 0.5) {
			orders += 1;
			const body = { order: `order-${seed}-${orders}`, account, cents: 500 + random.below(20_000), items: items() };
			return { method: "POST", path: "/pay", body, ...from };
		}
		if (chance < 0.7) return { method: "GET", path: `/cart/${account}`, ...from };
		if (chance < 0.9) return quote();
		return { method: "GET", path: `/orders/${paid[random.below(paid.length)] ?? "order-0-0"}`, ...from };
	}

	async function send({ method, path, body, client: from }: UserRequest): Promise<void> {
		const addresses = gateways();
		turn += 1;
		const began = performance.now();
		const told = { service: "users", instance: from, version: "", call: `${method} ${path}` };
		try {
			const answer = await fetch(`http://${addresses[turn % addresses.length]}${path}`, {
				method,
				headers: { "x-client": from, ...(body === undefined ? {} : { "content-type": "application/json" }) },
				signal: AbortSignal.timeout(TIMEOUT_MS),
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			});
			await answer.arrayBuffer();
			if (path === "/pay" && answer.ok && body !== undefined && "order" in body) paid.push(String(body.order));
			if (paid.length > ACCOUNTS) paid.shift();
			const outcome = answer.status === 429 ? "limited" : answer.status >= 500 ? "failed" : "first";
			tell({ ...told, outcome, status: String(answer.status), ms: performance.now() - began });
		} catch (error) {
			tell({ ...told, outcome: "failed", status: String(error), ms: performance.now() - began });
		}
	}

	function schedule(): void {
		timer = setTimeout(
			() => {
				const sent = send(nextRequest());
				inFlight.add(sent);
				void sent.finally(() => inFlight.delete(sent));
				schedule();
			},
			(-Math.log(1 - random.next()) * 1000) / rate,
		);
	}

	schedule();
	return {
		stop: async () => {
			clearTimeout(timer);
			await Promise.all(inFlight);
		},
	};
}
