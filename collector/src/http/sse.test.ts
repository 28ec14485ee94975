import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type Response } from "express";
import { afterEach, expect, it } from "vitest";
import type { LiveSubscriber } from "./live-feed.ts";
import { createLive } from "./sse.ts";

const closing: (() => void)[] = [];
afterEach(() => {
	for (const close of closing.splice(0)) close();
});

/** Tabs that are open and read nothing. */
async function stage(tabs: number) {
	const subscribers = new Set<LiveSubscriber>();
	const responses: Response[] = [];
	const subscribe = (subscriber: LiveSubscriber) => {
		subscribers.add(subscriber);
		return () => subscribers.delete(subscriber);
	};
	const app = express();
	app.use((_request, response, next) => {
		responses.push(response);
		next();
	});
	app.get("/live", createLive({ subscribe }));
	const server = createServer(app);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	for (let tab = 0; tab < tabs; tab++) {
		const request = get({ host: "127.0.0.1", port, path: "/live", agent: false });
		const answer = await new Promise<IncomingMessage>((resolve) => request.once("response", resolve));
		answer.on("error", () => undefined).pause();
		closing.push(() => request.destroy());
	}
	closing.push(() => server.close());
	return { subscribers, responses, port };
}

/** What the open tabs owe. */
const owedBy = (responses: readonly Response[]) =>
	responses.filter(({ destroyed }) => !destroyed).reduce((sum, { writableLength }) => sum + writableLength, 0);

it("cuts the slowest tabs when all together owe too much", async () => {
	const { subscribers, responses } = await stage(40);
	const event = "x".repeat(256 * 1024);
	let most = 0;
	for (let sequence = 1; responses.every(({ destroyed }) => !destroyed) && sequence <= 80; sequence++) {
		for (const { send } of [...subscribers]) send("logs", sequence, event);
		most = Math.max(most, owedBy(responses));
	}
	expect(most).toBeGreaterThan(16 * 1024 * 1024);
	expect(most).toBeLessThanOrEqual(32 * 1024 * 1024);
	expect(responses.filter(({ destroyed }) => !destroyed).length).toBeGreaterThan(20);
});

it("follows traces by several of their spans, and refuses to follow logs so", async () => {
	const { subscribers, port } = await stage(0);
	const statusOf = async (search: string) => {
		const request = get({ host: "127.0.0.1", port, path: `/live?${search}`, agent: false });
		closing.push(() => request.destroy());
		const answer = await new Promise<IncomingMessage>((resolve) => request.once("response", resolve));
		answer.on("error", () => undefined).pause();
		return answer.statusCode;
	};
	expect(await statusOf("topics=ingest,traces&q=root.service:a")).toBe(200);
	expect([...subscribers].map(({ query }) => query.q)).toEqual(["root.service:a"]);
	expect(await statusOf("topics=ingest,logs&q=root.service:a")).toBe(422);
	expect(await statusOf("topics=ingest,logs&q=service:a")).toBe(200);
});
