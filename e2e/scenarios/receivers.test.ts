/** Receivers on the real product: a change that was stored is told, whatever happens to the product or to the receiver in between. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { DeliveryJson } from "@spanglass/shared/api/incident-schemas";
import { API_BASE } from "@spanglass/shared/api/paths";
import type { ReceiverJson } from "@spanglass/shared/api/receiver-schemas";
import { afterEach, expect, it } from "vitest";
import { getJson } from "../support/api.ts";
import { removeDataFolder, type Stack, startStack } from "../support/stack.ts";

const stacks: Stack[] = [];
const closing: (() => void)[] = [];
afterEach(async () => {
	for (const close of closing.splice(0)) close();
	for (const stack of stacks.splice(0)) {
		await stack.kill();
		removeDataFolder(stack.folder);
	}
});

async function start(...args: Parameters<typeof startStack>): Promise<Stack> {
	const stack = await startStack(...args);
	stacks.push(stack);
	return stack;
}

interface Payload {
	readonly alerts: readonly { readonly dedupKey: string; readonly sequence: number; readonly links: Readonly<Record<string, string>> }[];
}

/** What it was sent, and how it answers: at first not at all. */
async function startHook() {
	const heard: Payload[] = [];
	const hook = { url: "", heard, answer: (_response: ServerResponse): void => undefined };
	const server = createServer((request, response) => {
		let text = "";
		request.on("data", (chunk: Buffer) => {
			text += chunk.toString();
		});
		request.on("end", () => {
			heard.push(JSON.parse(text) as Payload);
			hook.answer(response);
		});
	});
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	closing.push(() => {
		server.closeAllConnections();
		server.close();
	});
	hook.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	return hook;
}

async function post(stack: Stack, path: string, body: unknown): Promise<void> {
	const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
	expect((await fetch(`${stack.ui}${API_BASE}${path}`, init)).status).toBe(201);
}

const read = async <T>(stack: Stack, path: string) => (await getJson<{ readonly data: T }>(`${stack.ui}${API_BASE}${path}`)).data;

/** Holds at once: there is no traffic at all. */
const QUIET = {
	name: "quiet",
	condition: { kind: "throughput" },
	comparison: "below",
	threshold: 1,
	windowSeconds: 60,
	intervalSeconds: 10,
};

it("a message that was on its way when the product was killed goes out again, with the same key", { timeout: 120_000 }, async () => {
	const hook = await startHook();
	const first = await start();
	const options = { url: hook.url, allowPrivate: ["127.0.0.1"], groupWaitSeconds: 0 };
	await post(first, "/alerts/receivers", { name: "hook", channel: "webhook", options, secrets: { signingKey: "a secret key" } });
	await post(first, "/alerts/rules", { rule: QUIET });
	await expect.poll(() => hook.heard.length, { timeout: 45_000 }).toBe(1);
	await first.kill();
	hook.answer = (response) => response.end("thank you");
	const second = await start({ folder: first.folder });
	await expect.poll(() => hook.heard.length, { timeout: 45_000 }).toBe(2);
	const [lost, taken] = hook.heard.map(({ alerts }) => alerts[0]);
	expect(taken).toMatchObject({ dedupKey: lost?.dedupKey, sequence: 1 });
	expect(taken?.links.incident).toBe(`${second.ui}/alerts/i/1`);
	const delivered = () => read<readonly DeliveryJson[]>(second, "/alerts/deliveries?from=now-1h");
	await expect.poll(async () => (await delivered())[0]?.state).toBe("delivered");
	const text = await (await fetch(`${second.ui}${API_BASE}/alerts/receivers`)).text();
	expect(text).not.toContain("a secret key");
	const { data } = JSON.parse(text) as { readonly data: readonly ReceiverJson[] };
	expect(data[0]).toMatchObject({ name: "hook", secretsSet: ["signingKey"], waiting: 0, lastDelivery: { ok: true, status: 200 } });
});

it("stops in time although a receiver hangs", { timeout: 120_000 }, async () => {
	const hook = await startHook();
	const stack = await start();
	const options = { url: hook.url, allowPrivate: ["127.0.0.1"], groupWaitSeconds: 0 };
	await post(stack, "/alerts/receivers", { name: "hook", channel: "webhook", options });
	await post(stack, "/alerts/rules", { rule: QUIET });
	await expect.poll(() => hook.heard.length, { timeout: 45_000 }).toBe(1);
	expect(await stack.stop()).toBe(0);
});
