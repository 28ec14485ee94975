import type { DemoJson } from "@spanglass/shared/api/status-schemas";
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FakeError, fakeApi, senderOf, statusOf, storageOf } from "../../testing/fake-api.ts";
import { renderPage } from "../../testing/render.tsx";

afterEach(() => {
	cleanup();
	vi.unstubAllGlobals();
});

const STEPS = Array.from({ length: 360 }, () => 0);
const worker = (id: number, alive = true) => ({ id, alive, running: 1, restarts: 2 });
const TROUBLED = storageOf({
	disk: { state: "low", freeBytes: 2 ** 27, reserveBytes: 5 * 2 ** 30 },
	setAside: [{ path: "/data/spanglass.db.damaged-20261127T040000Z", bytes: 7 * 2 ** 20, time: "1763579647218000000" }],
	quarantinedRequests: 1,
	quarantinedBlocks: 3,
});
const BUSY = statusOf(1_204_000, {
	startedAt: String((Date.now() - 600_500) * 1_000_000),
	received: { traces: 1_204_000, logs: 9_412, metrics: 3 },
	rejected: { traces: 5, logs: 0, metrics: 0 },
	rejectedByReason: { invalid_trace_id: 3, made_up_word: 2 },
	refusedByReason: { too_large: 7 },
	resent: { traces: 2, logs: 0, metrics: 0 },
	repaired: { duplicateKeys: 0, invalidUtf8: 4, duplicateSpans: 0 },
	databaseBytes: 3 * 2 ** 30,
	walBytes: 2 ** 20,
	storage: storageOf({
		disk: { state: "ok", freeBytes: 77 * 2 ** 30, reserveBytes: 5 * 2 ** 30 },
		lastBackup: { path: "/backups/monday.db", bytes: 7, time: String((Date.now() - 90_500) * 1_000_000) },
	}),
	delay: { count: 50, late: 1, p50Nanos: 240_000_000, p99Nanos: 1_100_000_000 },
	history: {
		start: "1763576000000000000",
		stepNanos: 10_000_000_000,
		spans: [...STEPS.slice(7), 100, 200, 300, 400, 500, 600, 7],
		logRecords: STEPS,
		metricPoints: STEPS,
		rejected: STEPS,
	},
	queryWorkers: [worker(0), worker(1)],
	senders: [
		senderOf({ lastSeen: String((Date.now() - 4_500) * 1_000_000) }),
		senderOf({
			peer: "10.0.3.8",
			userAgent: "curl/8.14.1",
			transport: "http",
			encoding: "json",
			compression: "identity",
			rejected: 3,
			lastMessage: "3 spans rejected",
		}),
	],
	refusals: [{ time: "1763579647218000000", transport: "http", peer: "10.0.3.9", reason: "too_large", message: "at most 64 MiB" }],
});

const region = (name: string): HTMLElement => screen.getByRole("region", { name });

describe("status", () => {
	test("the headline: health, age, version, delay, where to send to", async () => {
		fakeApi({ "/status": () => BUSY });
		renderPage("/status");
		expect((await screen.findByRole("heading", { name: "healthy" })).dataset.health).toBe("ok");
		expect(document.body.textContent).toMatch(/up 10m\s\d\ds/);
		expect(document.body.textContent).toContain("p50 240\u00a0ms p99 ~1.1\u00a0s");
		expect(screen.getByRole("button", { name: "Copy 127.0.0.1:4317" })).toBeTruthy();
		expect(screen.getByRole("button", { name: "Copy http://127.0.0.1:4318" })).toBeTruthy();
	});

	test("ingest: the rate of the last full minute, the bars by pointer, by key and as a table", async () => {
		fakeApi({ "/status": () => BUSY });
		renderPage("/status");
		const chart = await screen.findByRole("application", { name: /^Spans\. 120 steps .* 2,107 in all, at most 1,107 in one step$/ });
		const figure = chart.closest("figure");
		expect(figure?.querySelector("figcaption")?.textContent).toBe("Spans35/s");
		fireEvent.keyDown(chart, { key: "ArrowLeft" });
		expect(figure?.querySelector("figcaption")?.textContent).toMatch(/^Spans\d\d:\d\d:\d\d · 1,107 spans$/);
		fireEvent.keyDown(chart, { key: "ArrowLeft" });
		expect(figure?.querySelector("output")?.textContent).toContain("900 spans");
		fireEvent.keyDown(chart, { key: "Escape" });
		expect(figure?.querySelector("output")).toBeNull();
		fireEvent.keyDown(chart, { key: "b" });
		expect(figure?.querySelectorAll("tr")).toHaveLength(120);
		expect(screen.getByRole("application", { name: "Log records. nothing yet" })).toBeTruthy();
	});

	test("what was turned away is said in sentences, unknown words as they are", async () => {
		fakeApi({ "/status": () => BUSY });
		renderPage("/status");
		await screen.findByRole("heading", { name: "healthy" });
		const text = region("Rejected, refused, repaired").textContent;
		expect(text).toContain("Trace id missing, all zero or not 16 bytes3");
		expect(text).toContain("made_up_word2");
		expect(text).toContain("The body or a header is too large7");
		expect(text).toContain("Text that is not UTF-8: replaced by a mark4");
		expect(text).not.toContain("twice");
	});

	test("storage and query workers", async () => {
		fakeApi({ "/status": () => BUSY });
		renderPage("/status");
		await screen.findByRole("heading", { name: "healthy" });
		const storage = region("Storage");
		expect(within(storage).getByRole("img").getAttribute("aria-label")).toBe("3\u00a0GiB used by Spanglass, 77\u00a0GiB free on the disk");
		expect(storage.textContent).toContain("2 of 2 running · 2 queries at work · 4 restarts");
	});

	test("senders by name and version, with what could be better", async () => {
		fakeApi({ "/status": () => BUSY });
		renderPage("/status");
		await screen.findByRole("heading", { name: "healthy" });
		const [, first, second] = within(region("Connected senders")).getAllByRole("row");
		expect(first?.textContent).toContain("OpenTelemetry Python 1.38.0");
		expect(first?.textContent).toContain("grpc · protobuf · gzip");
		expect(first?.textContent).toContain("s ago");
		expect(first?.textContent).not.toContain("▲");
		expect(second?.textContent).toContain("sends JSON uncompressed");
		expect(second?.textContent).toContain("3 items rejected");
		expect(second?.textContent).toContain("last answer: 3 spans rejected");
		expect(region("Latest refusals").textContent).toContain("at most 64 MiB");
	});

	test("a new collector: every part says that there is nothing", async () => {
		fakeApi({ "/status": () => statusOf(0, { queryWorkers: [worker(0)] }) });
		renderPage("/status");
		await screen.findByRole("heading", { name: "healthy" });
		for (const text of ["Nothing was rejected", "Nobody has sent anything", "No request has been refused"]) {
			expect(document.body.textContent).toContain(text);
		}
		expect(screen.queryByRole("region", { name: "Demo" })).toBeNull();
	});

	test("trouble is named", async () => {
		fakeApi({ "/status": () => statusOf(7, { storage: TROUBLED, queryWorkers: [worker(0), worker(1, false)] }) });
		renderPage("/status");
		expect((await screen.findByRole("heading", { name: "critical" })).dataset.health).toBe("error");
		expect(document.body.textContent).toContain("The disk is full: 128\u00a0MiB are free and 5\u00a0GiB are kept free");
		expect(document.body.textContent).toContain("1 of 2 query workers are not running");
		expect(document.body.textContent).toContain("3 stored blocks are damaged");
		expect(document.body.textContent).toContain("npm run spanglass -- salvage /data/spanglass.db.damaged-20261127T040000Z");
		expect(document.body.textContent).toContain("1 request · 3 blocks");
	});

	test("no answer: said with a way to try again", async () => {
		let broken = true;
		fakeApi({
			"/status": () => {
				if (broken) throw new FakeError(503, { kind: "unavailable", message: "starting", requestId: "req-1" });
				return BUSY;
			},
		});
		renderPage("/status");
		expect((await screen.findByRole("alert")).textContent).toContain("starting");
		broken = false;
		await userEvent.click(screen.getByRole("button", { name: "Retry" }));
		await screen.findByRole("heading", { name: "healthy" });
	});
});

describe("the demo", () => {
	const demo = (more: Partial<DemoJson>): DemoJson => ({
		state: "running",
		command: "",
		incident: "retry-storm",
		message: "",
		hasData: true,
		...more,
	});

	test("is removed in one click, which says what is gone; then everything is asked again", async () => {
		let current = demo({});
		const gone = Promise.withResolvers<void>();
		const asked = fakeApi({
			"/status": () => statusOf(7, { demo: current }),
			"DELETE /admin/demo": async () => {
				await gone.promise;
				current = demo({ state: "stopped", incident: null, hasData: false });
				return { data: current, removed: { traces: 42_000, logs: 1, metrics: 350 } };
			},
		});
		renderPage("/status");
		const strip = await screen.findByRole("region", { name: "Demo" });
		expect(strip.textContent).toContain("Running and sending data.");
		expect(strip.textContent).toContain("incident retry-storm");
		const before = asked.length;
		await userEvent.click(within(strip).getByRole("button", { name: "Remove demo" }));
		expect(strip.textContent).toContain("Stopping and removing…");
		expect(strip.textContent).not.toContain("Running");
		gone.resolve();
		const toast = await screen.findByText("The demo and its data are removed");
		expect(toast.parentElement?.textContent).toContain("42,000 spans · 1 record · 350 points");
		await waitFor(() => expect(screen.queryByRole("region", { name: "Demo" })).toBeNull());
		const [removal, ...again] = asked.slice(before).map((url) => url.pathname);
		expect(removal).toBe("/api/spanglass/v1/admin/demo");
		expect(again).toContain("/api/spanglass/v1/status");
	});

	test("what was removed with it is not missing", async () => {
		const sender = senderOf({ demo: true });
		const removed = { traces: 42_000, logs: 0, metrics: 0 };
		fakeApi({ "/status": () => statusOf(6, { received: { ...removed, traces: 42_006 }, removed, senders: [sender, senderOf()] }) });
		renderPage("/status");
		await screen.findByRole("heading", { name: "healthy" });
		expect(region("Ingest").textContent).toContain("received42kstored6removed with the demo42k");
		expect(region("Ingest").textContent?.match(/removed/g)).toHaveLength(1);
		const [, first, second] = within(region("Connected senders")).getAllByRole("row");
		expect(first?.textContent).toContain("1.38.0 demo");
		expect(second?.textContent).not.toContain("demo");
	});

	test("after it nobody is left who sent anything, and that is said", async () => {
		const removed = { traces: 42_000, logs: 0, metrics: 0 };
		fakeApi({ "/status": () => statusOf(0, { received: removed, removed }) });
		renderPage("/status");
		await screen.findByText("Nobody but the removed demo has sent anything since this start.");
	});

	test("what cannot be removed says why and stays", async () => {
		fakeApi({
			"/status": () => statusOf(7, { demo: demo({ state: "failed", message: "port in use", hasData: true }) }),
			"DELETE /admin/demo": () => {
				throw new FakeError(503, { kind: "unavailable", message: "the writer is busy", requestId: "req-2" });
			},
		});
		renderPage("/status");
		const strip = await screen.findByRole("region", { name: "Demo" });
		expect(strip.textContent).toContain("It failed: port in use");
		await userEvent.click(within(strip).getByRole("button", { name: "Remove demo" }));
		expect((await screen.findByText("The demo was not removed")).parentElement?.textContent).toContain("the writer is busy");
		expect(within(strip).getByRole("button", { name: "Remove demo" })).toBeTruthy();
	});
});
