import type { IngestEventJson } from "@spanglass/shared/api/status-schemas";
import { expect, test, vi } from "vitest";
import { EMPTY_INGEST, ingestState, noteIngest } from "./ingest-monitor.ts";
import { createLive, type EventStream } from "./live.ts";

function fakeStreams() {
	const streams: { url: string; closed: boolean; readyState: number; fire: (type: string, data?: unknown) => void }[] = [];
	const open = (url: string): EventStream => {
		const listeners: Record<string, (event: { readonly data?: string }) => void> = {};
		const stream = {
			url,
			closed: false,
			readyState: 0,
			addEventListener: (type: string, listener: (event: { readonly data?: string }) => void) => {
				listeners[type] = listener;
			},
			close: () => {
				stream.closed = true;
			},
			fire: (type: string, data?: unknown) => listeners[type]?.({ data: JSON.stringify(data) }),
		};
		streams.push(stream);
		return stream;
	};
	return { streams, open };
}

const tick = () => Promise.resolve();

test("one stream serves all subscribers, and follows their topics and filter", async () => {
	const { streams, open } = fakeStreams();
	const live = createLive(open);
	const seen: unknown[] = [];
	live.subscribe("ingest", (event) => seen.push(event));
	const stop = live.subscribe("traces", (event) => seen.push(event), { q: "service:checkout" });
	await tick();
	expect(streams.map((stream) => stream.url)).toEqual(["/api/spanglass/v1/live?topics=ingest%2Ctraces&q=service%3Acheckout"]);
	expect(live.state()).toBe("connecting");
	streams[0]?.fire("open");
	streams[0]?.fire("traces", { traces: [], skipped: 0 });
	expect(seen).toEqual([{ traces: [], skipped: 0 }]);
	expect(live.state()).toBe("open");
	stop();
	await tick();
	expect(streams.map((stream) => [stream.url, stream.closed])).toEqual([
		["/api/spanglass/v1/live?topics=ingest%2Ctraces&q=service%3Acheckout", true],
		["/api/spanglass/v1/live?topics=ingest", false],
	]);
});

test("logs come over the same stream, of the newest subscriber's query and environment", async () => {
	const { streams, open } = fakeStreams();
	const live = createLive(open);
	const seen: unknown[] = [];
	live.subscribe("traces", () => undefined, { q: "service:checkout" });
	const stop = live.subscribe("logs", (event) => seen.push(event), { q: "", env: "prod" });
	await tick();
	streams[0]?.fire("logs", { records: [], skipped: 4 });
	expect(seen).toEqual([{ records: [], skipped: 4 }]);
	stop();
	await tick();
	expect(streams.map((stream) => stream.url)).toEqual([
		"/api/spanglass/v1/live?topics=logs%2Ctraces&env=prod",
		"/api/spanglass/v1/live?topics=traces&q=service%3Acheckout",
	]);
});

test("a refused stream is opened again, and what was missed is announced", async () => {
	vi.useFakeTimers();
	const { streams, open } = fakeStreams();
	const live = createLive(open);
	let gaps = 0;
	live.onGap(() => gaps++);
	live.subscribe("ingest", () => undefined);
	await tick();
	const [first] = streams;
	if (first !== undefined) first.readyState = 2;
	first?.fire("error");
	expect(live.state()).toBe("offline");
	await vi.advanceTimersByTimeAsync(1_000);
	expect(streams).toHaveLength(2);
	streams[1]?.fire("open");
	expect([live.state(), gaps]).toEqual(["open", 1]);
	streams[1]?.fire("gap");
	expect(gaps).toBe(2);
	vi.useRealTimers();
});

test("the last subscriber closes the stream", async () => {
	const { streams, open } = fakeStreams();
	const live = createLive(open);
	const stop = live.subscribe("ingest", () => undefined);
	await tick();
	stop();
	await tick();
	expect([streams[0]?.closed, live.state()]).toEqual([true, "idle"]);
});

const event = (spans: number, refusal: string | null = null): IngestEventJson => ({
	sequence: 1,
	spans,
	logRecords: 0,
	metricPoints: 0,
	rejectedByReason: {},
	newServices: [],
	refusal: refusal === null ? null : { reason: "type", message: refusal },
});

test("the dot says flowing, silent, refusing or offline", () => {
	const flowing = noteIngest(noteIngest(EMPTY_INGEST, event(40), 1_000), event(60), 2_000);
	expect(ingestState(flowing, "open", 3_000)).toEqual({ word: "flowing", spansPerSecond: 10, refusal: undefined });
	expect(ingestState(flowing, "open", 40_000).word).toBe("silent");
	expect(ingestState(flowing, "offline", 3_000).word).toBe("offline");
	expect(ingestState(EMPTY_INGEST, "connecting", 0).word).toBe("connecting");
	const refused = noteIngest(flowing, event(0, "HTTP 415"), 4_000);
	expect(ingestState(refused, "open", 5_000)).toMatchObject({ word: "refusing", refusal: "HTTP 415" });
	expect(ingestState(refused, "open", 70_000).word).toBe("silent");
});
