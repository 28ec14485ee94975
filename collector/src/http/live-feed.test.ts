import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type CommitCounts, LiveFeed, type LiveTopic, type NewsRequest } from "./live-feed.ts";

const commit = (sequence: number): CommitCounts => ({
	sequence,
	spans: 1,
	logRecords: 0,
	metricPoints: 0,
	rejectedByReason: {},
	newServices: [],
});

function listen(feed: LiveFeed, topics: LiveTopic[], lastId?: number, q = "", env?: string) {
	const events: [string, number][] = [];
	const unsubscribe = feed.subscribe(
		{ topics: new Set(topics), query: { q, env }, send: (topic, sequence) => events.push([topic, sequence]), end: () => undefined },
		lastId,
	);
	return { events, unsubscribe };
}

function createFeed(everyMs = 5) {
	const asked: NewsRequest[] = [];
	const feed = new LiveFeed(10, {
		everyMs,
		findNews: async (request) => {
			asked.push(request);
			if (request.q === "broken") throw new Error("no worker");
			return request.q === "nothing" ? "" : "{}";
		},
	});
	return { feed, asked };
}

describe("LiveFeed", () => {
	it("asks once per round and filter for what came since the round before", async () => {
		const { feed, asked } = createFeed();
		const all = listen(feed, ["traces"]);
		const some = listen(feed, ["traces", "ingest"], undefined, "error");
		feed.commit(commit(11));
		feed.commit(commit(12));
		await expect
			.poll(() => some.events)
			.toEqual([
				["ingest", 11],
				["ingest", 12],
				["traces", 12],
			]);
		expect(all.events).toEqual([["traces", 12]]);
		expect(asked).toEqual([
			{ topic: "traces", since: 10, until: 12, q: "", env: undefined },
			{ topic: "traces", since: 10, until: 12, q: "error", env: undefined },
		]);
		all.unsubscribe();
		feed.commit(commit(15));
		await expect.poll(() => asked.at(-1)).toMatchObject({ since: 12, until: 15, q: "error" });
		expect(all.events.length).toBe(1);
	});

	it("sends again what a client missed, traces from the round before its last id", async () => {
		const { feed, asked } = createFeed();
		const first = listen(feed, ["traces"]);
		feed.commit(commit(11));
		await expect.poll(() => first.events.length).toBe(1);
		first.unsubscribe();
		feed.commit(commit(12));
		feed.commit(commit(13));
		const back = listen(feed, ["ingest", "traces"], 11);
		await expect
			.poll(() => back.events)
			.toEqual([
				["ingest", 12],
				["ingest", 13],
				["traces", 13],
			]);
		expect(asked[1]).toMatchObject({ since: 10, until: 13 });
	});

	it("says gap for an id that it does not remember, and when traces cannot be had", async () => {
		const { feed } = createFeed();
		expect(listen(feed, ["ingest"], 3).events).toEqual([["gap", 10]]);
		expect(listen(feed, ["ingest"], 99).events).toEqual([["gap", 10]]);
		expect(listen(feed, ["ingest"], 10).events).toEqual([]);
		const broken = listen(feed, ["traces"], undefined, "broken");
		feed.commit(commit(11));
		await expect.poll(() => broken.events).toEqual([["gap", 11]]);
	});

	it("follows logs as it follows traces, and asks apart for each environment", async () => {
		const { feed, asked } = createFeed();
		const logs = listen(feed, ["logs"], undefined, "error", "prod");
		const both = listen(feed, ["logs", "traces"], undefined, "error", "prod");
		const stage = listen(feed, ["logs"], undefined, "error", "stage");
		feed.commit(commit(11));
		await expect.poll(() => stage.events).toEqual([["logs", 11]]);
		expect(logs.events).toEqual([["logs", 11]]);
		expect(both.events).toEqual([
			["traces", 11],
			["logs", 11],
		]);
		expect(asked.map(({ topic, env }) => [topic, env])).toEqual([
			["traces", "prod"],
			["logs", "prod"],
			["logs", "stage"],
		]);
		both.unsubscribe();
		const back = listen(feed, ["logs"], 11, "error", "prod");
		await expect.poll(() => back.events).toEqual([["logs", 11]]);
	});

	it("tells nothing to who left while news was asked for", async () => {
		const { promise, resolve } = Promise.withResolvers<string>();
		let asked = 0;
		const feed = new LiveFeed(10, {
			everyMs: 1,
			findNews: () => {
				asked++;
				return promise;
			},
		});
		const { events } = listen(feed, ["traces", "logs"]);
		feed.commit(commit(11));
		await expect.poll(() => asked).toBe(2);
		feed.close();
		resolve("{}");
		await promise;
		await nextTurn();
		expect(events).toEqual([]);
	});

	/** A feed whose questions with the query `slow…` are answered when a test says so. */
	function createSlowFeed() {
		const slow: { readonly request: NewsRequest; readonly signal: AbortSignal; readonly answer: () => void }[] = [];
		const feed = new LiveFeed(10, {
			everyMs: 1,
			findNews: async (request, signal) => {
				if (request.q.startsWith("slow")) await new Promise<void>((resolve) => slow.push({ request, signal, answer: resolve }));
				return "{}";
			},
		});
		return { feed, slow };
	}

	it("a slow filter holds up nobody else", async () => {
		const { feed, slow } = createSlowFeed();
		const waiting = listen(feed, ["logs"], undefined, "slow");
		const fast = listen(feed, ["logs"]);
		for (let sequence = 11; sequence <= 13; sequence++) {
			feed.commit(commit(sequence));
			await expect.poll(() => fast.events.at(-1)).toEqual(["logs", sequence]);
		}
		expect([waiting.events, slow.length]).toEqual([[], 1]);
		slow[0]?.answer();
		await expect.poll(() => slow[1]?.request).toMatchObject({ since: 11, until: 13 });
		expect(waiting.events).toEqual([["logs", 11]]);
		feed.close();
	});

	it("a client that goes while its question is asked gets the answer when it comes back", async () => {
		const { feed, slow } = createSlowFeed();
		const first = listen(feed, ["ingest", "logs"], undefined, "slow");
		feed.commit(commit(11));
		await expect.poll(() => slow.length).toBe(1);
		feed.commit(commit(12));
		expect(first.events.at(-1)).toEqual(["ingest", 12]);
		first.unsubscribe();
		expect(slow[0]?.signal.aborted).toBe(true);
		slow[0]?.answer();
		listen(feed, ["ingest", "logs"], 12, "slow");
		await expect.poll(() => slow[1]?.request).toMatchObject({ since: 10, until: 12 });
		feed.close();
	});

	it("asks four questions at once", async () => {
		const { feed, slow } = createSlowFeed();
		const subscribers = Array.from({ length: 10 }, (_, index) => listen(feed, ["logs"], undefined, `slow ${index}`));
		feed.commit(commit(11));
		for (let asked = 4; asked <= 10; asked++) {
			await expect.poll(() => slow.length).toBe(asked);
			slow[asked - 4]?.answer();
		}
		for (const { answer } of slow) answer();
		await expect.poll(() => subscribers.every(({ events }) => events.length === 1)).toBe(true);
		feed.close();
	});

	it("is silent about rounds without news", async () => {
		const { feed, asked } = createFeed(1);
		const { events } = listen(feed, ["traces", "ingest"], undefined, "nothing");
		feed.commit(commit(11));
		await expect.poll(() => asked.length).toBe(1);
		feed.commit(commit(12));
		await expect.poll(() => asked.length).toBe(2);
		expect(events).toEqual([
			["ingest", 11],
			["ingest", 12],
		]);
		feed.close();
	});
});
