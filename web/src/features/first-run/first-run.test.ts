import { parseFilter } from "@spanglass/shared/query/filter-parse";
import { expect, test } from "vitest";
import { reachableEndpoints } from "../../api/endpoints.ts";
import { CONNECT_LANGUAGES } from "../../state/url/connect.ts";
import { senderOf } from "../../testing/fake-api.ts";
import { countsOf, eventsAfter } from "./live-counts.ts";
import { proofQuery, stepsFor } from "./steps.ts";
import { contactOf } from "./use-proofs.ts";

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

const SAMPLE = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };

test.each(CONNECT_LANGUAGES)("the first block for %s names the collector's address, and every step has its own proof", (language) => {
	const steps = stepsFor(language, { grpc: "box:4317", http: "http://box:4318" }, SAMPLE);
	expect(steps[0]?.block).toMatch(/box:431[78]/);
	expect(new Set(steps.map(({ proof }) => proof)).size).toBe(steps.length);
	expect(parseFilter(proofQuery(language) ?? "")).not.toHaveProperty("message");
});

test("the blocks for curl are JSON once the shell has put in the time", () => {
	for (const { block = "" } of stepsFor("curl", { grpc: "box:4317", http: "http://box:4318" }, SAMPLE)) {
		const json = block.slice(block.indexOf("-d '") + 4, -1).replace(/'\$now'|'\$\(\(now - 60\)\)'/g, "1795740252");
		expect(() => JSON.parse(json)).not.toThrow();
		expect(JSON.stringify(JSON.parse(json))).toContain('"stringValue":"hello-curl"');
	}
});

test("the exporter heard last is the proof of contact, and only one of the language's own", () => {
	const sender = (userAgent: string, lastSeen: string) => senderOf({ userAgent, lastSeen });
	const senders = [sender("OTel-OTLP-Exporter-Java/1.65.0", "1000000000"), sender("OTel-OTLP-Exporter-Java/1.66.0", "12000000000")];
	expect(contactOf("java", { senders })).toEqual({ name: "OpenTelemetry Java 1.66.0", nanos: "12000000000", link: undefined });
	expect(contactOf("go", { senders })).toBeUndefined();
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
