import { describe, expect, it } from "vitest";
import { type CommitCounts, LiveFeed, type LiveTopic } from "./live-feed.ts";

const commit = (sequence: number): CommitCounts => ({
	sequence,
	spans: 1,
	logRecords: 0,
	metricPoints: 0,
	rejectedByReason: {},
	newServices: [],
});

function listen(feed: LiveFeed, topics: LiveTopic[], lastId?: number, filter = "") {
	const events: [string, number][] = [];
	const unsubscribe = feed.subscribe(
		{ topics: new Set(topics), filter, send: (topic, sequence) => events.push([topic, sequence]), end: () => undefined },
		lastId,
	);
	return { events, unsubscribe };
}

function createFeed(everyMs = 5) {
	const asked: [number, string][] = [];
	const feed = new LiveFeed(10, {
		everyMs,
		findTraces: async (since, filter) => {
			asked.push([since, filter]);
			if (filter === "broken") throw new Error("no worker");
			return '{"traces":[],"skipped":1}';
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
			[10, ""],
			[10, "error"],
		]);
		all.unsubscribe();
		feed.commit(commit(15));
		await expect.poll(() => asked.at(-1)).toEqual([12, "error"]);
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
		expect(asked[1]).toEqual([10, ""]);
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

	it("is silent about rounds without traces", async () => {
		const feed = new LiveFeed(1, { everyMs: 1, findTraces: async () => '{"traces":[],"skipped":0}' });
		const { events } = listen(feed, ["traces", "ingest"]);
		feed.commit(commit(2));
		await new Promise((resolve) => setTimeout(resolve, 20));
		expect(events).toEqual([["ingest", 2]]);
		feed.close();
	});
});
