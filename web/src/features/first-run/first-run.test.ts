import type { Attribute } from "@spanglass/shared/model/attributes";
import { DEMO_ATTRIBUTE } from "@spanglass/shared/model/demo";
import type { Span } from "@spanglass/shared/model/span";
import { evaluateSpan } from "@spanglass/shared/query/filter-eval";
import { parseItemFilterOrThrow } from "@spanglass/shared/query/filter-parse";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { expect, test } from "vitest";
import { reachableEndpoints } from "../../api/endpoints.ts";
import { CONNECT_LANGUAGES, type ConnectLanguage } from "../../state/url/connect.ts";
import { senderOf } from "../../testing/fake-api.ts";
import { contactsOf } from "./contacts.ts";
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

/** A span of a service in that language, and the same of the demo. */
function spansOf(language: ConnectLanguage): readonly Span[] {
	const [span] = traceFromText("hello-curl: GET /hello [==]");
	if (span === undefined) throw new Error("nothing was drawn");
	const sdk = { key: "telemetry.sdk.language", value: { type: "string", value: language === "node" ? "nodejs" : language } } as const;
	const demo = { key: DEMO_ATTRIBUTE, value: { type: "bool", value: true } } as const;
	const withAttributes = (...more: readonly Attribute[]): Span => ({
		...span,
		resource: { ...span.resource, attributes: [...span.resource.attributes, ...more] },
	});
	return [withAttributes(sdk), withAttributes(sdk, demo)];
}

const SAMPLE = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };

test.each(CONNECT_LANGUAGES)("the first block for %s names the collector's address, and every step has its own proof", (language) => {
	const steps = stepsFor(language, { grpc: "box:4317", http: "http://box:4318" }, SAMPLE);
	expect(steps[0]?.block).toMatch(/box:431[78]/);
	expect(new Set(steps.map(({ proof }) => proof)).size).toBe(steps.length);
	const filter = parseItemFilterOrThrow(proofQuery(language), "log record");
	expect(spansOf(language).map((span) => evaluateSpan(filter, span))).toEqual([true, false]);
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
	const demo = senderOf({ userAgent: "OTel-OTLP-Exporter-JavaScript/0.220.0", demo: true });
	expect(contactOf("node", { senders: [demo] })).toBeUndefined();
	expect(contactOf("node", { senders: [demo, { ...demo, demo: false }] })).toBeDefined();
});

test("contacts: the newest first, at most eight, each with a key of its own that it keeps", () => {
	const refusal = { time: "5", transport: "http", peer: "10.0.0.1", reason: "wrong_type", message: "415" } as const;
	const sender = senderOf({ lastSeen: "6" });
	const keysOf = (...given: Parameters<typeof contactsOf>) => contactsOf(...given).map(({ key }) => key);
	const before = keysOf({ senders: [sender, { ...sender, lastSeen: "4", demo: true }], refusals: [refusal, refusal] });
	expect(new Set(before).size).toBe(4);
	const later = { ...refusal, time: "9" };
	const after = keysOf({ senders: [{ ...sender, lastSeen: "8", requests: 13 }], refusals: [later, refusal, refusal] });
	expect(after.slice(1)).toEqual(before.slice(0, 3));
	expect(contactsOf({ senders: [], refusals: Array.from({ length: 12 }, () => refusal) })).toHaveLength(8);
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
	const removed = { traces: 0, logs: 0, metrics: 0 };
	const counts = { spans: 30, logs: 2, metrics: 3 };
	expect(countsOf({ received: { traces: 0, logs: 0, metrics: 3 }, removed, sequence: 4 }, events)).toEqual(counts);
	expect(countsOf({ received: { traces: 10, logs: 1, metrics: 3 }, removed, sequence: 5 }, events)).toEqual(counts);
	expect(eventsAfter(5, events)).toEqual([events[1]]);
});

test("what was removed with the demo does not count as arrived", () => {
	const all = { traces: 42_000, logs: 310, metrics: 9 };
	expect(countsOf({ received: all, removed: all, sequence: 7 }, [])).toEqual({ spans: 0, logs: 0, metrics: 0 });
});
