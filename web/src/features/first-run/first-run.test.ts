import { expect, test } from "vitest";
import { reachableEndpoints } from "../../api/endpoints.ts";
import { countsOf, eventsAfter } from "./live-counts.ts";
import { LANGUAGES, snippetFor } from "./snippets.ts";

test("an address bound to every interface is shown as the host of the page", () => {
	expect(reachableEndpoints({ grpc: "0.0.0.0:4317", http: "http://[::]:4318" }, "box.lan")).toEqual({
		grpc: "box.lan:4317",
		http: "http://box.lan:4318",
	});
	expect(reachableEndpoints({ grpc: "127.0.0.1:4317", http: "http://127.0.0.1:4318" }, "localhost")).toEqual({
		grpc: "127.0.0.1:4317",
		http: "http://127.0.0.1:4318",
	});
});

test.each(LANGUAGES)("the block for %s names the collector's address", (language) => {
	expect(snippetFor(language, { grpc: "box:4317", http: "http://box:4318" })).toMatch(/box:431[78]/);
});

test("counters count every item once, whatever comes first: the status or the event", () => {
	const event = (sequence: number, spans: number) => ({
		sequence,
		spans,
		logRecords: 1,
		metricPoints: 0,
		rejectedByReason: {},
		newServices: [],
		refusal: null,
	});
	const events = [event(5, 10), event(6, 20)];
	expect(countsOf({ received: { traces: 0, logs: 0, metrics: 3 }, sequence: 4 }, events)).toEqual({ spans: 30, logs: 2, metrics: 3 });
	expect(countsOf({ received: { traces: 10, logs: 1, metrics: 3 }, sequence: 5 }, events)).toEqual({ spans: 30, logs: 2, metrics: 3 });
	expect(eventsAfter(5, events)).toEqual([events[1]]);
});
