import { encodeLogsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { sampleLogRecords, sampleSpans } from "../../conformance/requests.ts";
import { sqliteFault } from "../driver.ts";
import { inFlightBytes } from "../shared-cells.ts";
import { byId, countRows, sealedSpans } from "./stored-items.testdata.ts";
import { manualClock, openHarness, requestOf, temporaryFolder, traceOf, traceRequest } from "./writer-harness.testdata.ts";

const walkFault = vi.hoisted(() => ({ walked: 0, atWalk: 0, atItem: 0 }));

/** Lets a test make the nth walk throw after some items, as a bug would. */
vi.mock("../signal-columns.ts", async (importOriginal) => {
	const original = await importOriginal<typeof import("../signal-columns.ts")>();
	return {
		...original,
		walkInto: (...given: Parameters<typeof original.walkInto>) => {
			const [target, body, rejected, range] = given;
			if (++walkFault.walked !== walkFault.atWalk) return original.walkInto(...given);
			original.walkInto(target, body, rejected, { from: range.from, to: walkFault.atItem });
			throw new Error("simulated bug");
		},
	};
});

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
	folder = temporaryFolder();
	Object.assign(walkFault, { walked: 0, atWalk: 0 });
});
afterEach(() => folder.remove());

describe("ingest", () => {
	it("commits concurrent requests in one group and publishes them in order", async () => {
		const commits: string[] = [];
		const probe = (sql: string) => {
			if (sql === "COMMIT") commits.push(sql);
		};
		const harness = openHarness(folder.databasePath, { probe });
		await harness.writer.ingest(traceRequest(99));
		await harness.published();
		commits.length = 0;
		await Promise.all([1, 2, 3, 4].map((number) => harness.writer.ingest(traceRequest(number))));
		expect(commits).toHaveLength(1);
		await harness.published();
		expect(harness.openSpans()).toEqual([99, 1, 2, 3, 4].flatMap((number) => traceOf(number)));
		expect(inFlightBytes(harness.cells)).toBe(0);
		await harness.close();
	});

	it("gives a body's memory back once it is walked where bodies were handed over, else leaves it alone", async () => {
		for (const ownedByMain of [true, false]) {
			const harness = openHarness(folder.databasePath, { ownedByMain });
			const request = traceRequest(1);
			const bytes = request.body.byteLength;
			await harness.writer.ingest(request);
			await harness.published();
			expect(request.body.byteLength).toBe(ownedByMain ? 0 : bytes);
			expect(harness.openSpans()).toEqual(traceOf(1));
			await harness.close();
			folder.remove();
		}
	});

	it("closes a group at its byte limit without waiting", async () => {
		const commits: string[] = [];
		const probe = (sql: string) => void (sql === "COMMIT" && commits.push(sql));
		const harness = openHarness(folder.databasePath, { probe, tempo: { groupBytes: 1, quietMs: 10_000, longestMs: 10_000 } });
		commits.length = 0;
		await Promise.all([harness.writer.ingest(traceRequest(1)), harness.writer.ingest(traceRequest(2))]);
		expect(commits.length).toBeGreaterThanOrEqual(2);
		await harness.close();
	});

	it("refuses over the bound on bytes in flight, with a hint, and admits a larger request alone", async () => {
		const harness = openHarness(folder.databasePath, { limits: { inFlightBytes: 10 } });
		const alone = harness.writer.ingest(traceRequest(1));
		await expect(harness.writer.ingest(traceRequest(2))).rejects.toMatchObject({ kind: "overloaded", retryAfterMs: expect.any(Number) });
		expect((await alone).accepted).toBe(2);
		await harness.published();
		expect((await harness.writer.ingest(traceRequest(2))).accepted).toBe(2);
		await harness.close();
	});

	it("tells listeners what was published and which services are new", async () => {
		const harness = openHarness(folder.databasePath);
		const summary = new Promise((resolve) => harness.writer.onCommit(resolve));
		await harness.writer.ingest(traceRequest(1, "checkout"));
		expect(await summary).toEqual({
			sequence: 1,
			spans: 2,
			logRecords: 0,
			metricPoints: 0,
			rejectedByReason: {},
			newServices: ["checkout"],
		});
		expect(countRows(folder.databasePath, "service")).toBe(1);
		await harness.close();
	});

	it("counts senders and what they sent", async () => {
		const harness = openHarness(folder.databasePath);
		await harness.writer.ingest(traceRequest(1));
		await harness.writer.ingest(traceRequest(1));
		await harness.writer.ingest(requestOf("logs", Uint8Array.of(0x0a, 0x7f))).catch(() => undefined);
		const { senders, received, resent } = await harness.writer.status();
		expect(senders).toMatchObject([{ requests: 3, items: 2, resent: 1, rejected: 0, lastMessage: expect.stringContaining("OTLP logs") }]);
		expect(received.traces).toBe(2);
		expect(resent.traces).toBe(1);
		await harness.close();
	});
});

describe("resends", () => {
	it("waits for the first copy while that is uncommitted, and stores it once", async () => {
		const harness = openHarness(folder.databasePath);
		const [first, copy] = await Promise.all([harness.writer.ingest(traceRequest(1)), harness.writer.ingest(traceRequest(1))]);
		expect(copy).toEqual({ ...first, resent: true });
		expect(countRows(folder.databasePath, "journal")).toBe(1);
		await harness.close();
	});

	it("knows them after a restart, and forgets them after the window", async () => {
		const clock = manualClock();
		const before = openHarness(folder.databasePath, { clock });
		await before.writer.ingest(traceRequest(1));
		await before.close();
		clock.advance(14 * 60_000);
		const after = openHarness(folder.databasePath, { clock });
		expect((await after.writer.ingest(traceRequest(1))).resent).toBe(true);
		clock.advance(2 * 60_000);
		expect((await after.writer.ingest(traceRequest(1))).resent).toBe(false);
		await after.close();
	});

	it("tells signal and encoding apart", async () => {
		const harness = openHarness(folder.databasePath);
		const body = encodeLogsRequest(sampleLogRecords(5, 1));
		await harness.writer.ingest(requestOf("logs", body));
		expect((await harness.writer.ingest(requestOf("logs", body, { compression: "gzip" }))).resent).toBe(true);
		const json = new TextEncoder().encode('{"resourceSpans":[]}');
		expect((await harness.writer.ingest(requestOf("traces", json, { encoding: "json" }))).accepted).toBe(0);
		expect(countRows(folder.databasePath, "journal")).toBe(1);
		await harness.close();
	});
});

describe("restart", () => {
	it("replays what was published, equal in every field, and goes on with the next sequence", async () => {
		const before = openHarness(folder.databasePath);
		for (let seed = 1; seed <= 5; seed++) await before.writer.ingest(requestOf("traces", encodeTraceRequest(sampleSpans(40, seed))));
		await before.published();
		const spans = before.openSpans();
		await before.close();
		const after = openHarness(folder.databasePath);
		expect(after.publishedSequence()).toBe(5);
		expect(after.openSpans()).toEqual(spans);
		await after.writer.ingest(traceRequest(77));
		expect((await after.writer.status()).sequence).toBe(6);
		expect((await after.writer.status()).stored.traces).toBe(202);
		await after.close();
	});

	it("walks a large request in slices, shows it whole, and replays it the same, without the items that were rejected", async () => {
		const spans = Array.from({ length: 2500 }, (_, at) => traceOf(at + 1)).flat();
		const bad = new Set([0, 2047, 2048, 4999]);
		const sent = spans.map((span, at) => (bad.has(at) ? { ...span, spanId: "0".repeat(16) as typeof span.spanId } : span));
		const before = openHarness(folder.databasePath);
		const [result] = await Promise.all([
			before.writer.ingest(requestOf("traces", encodeTraceRequest(sent))),
			before.writer.ingest(traceRequest(9000)),
		]);
		expect(result).toMatchObject({ accepted: 4996, rejected: 4 });
		await before.published();
		const expected = [...spans.filter((_, at) => !bad.has(at)), ...traceOf(9000)];
		expect(before.openSpans()).toEqual(expected);
		await before.close();
		const after = openHarness(folder.databasePath);
		expect(after.openSpans()).toEqual(expected);
		await after.close();
	});

	it("replays JSON as it was received", async () => {
		const span = {
			traceId: "5b8efff798038103d269b633813fc60c",
			spanId: "eee19b7ec3c1b174",
			name: "支付",
			startTimeUnixNano: "1",
			endTimeUnixNano: "2",
		};
		const json = new TextEncoder().encode(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
		const before = openHarness(folder.databasePath);
		expect((await before.writer.ingest(requestOf("traces", json, { encoding: "json" }))).accepted).toBe(1);
		await before.published();
		const spans = before.openSpans();
		expect(spans).toMatchObject([{ name: "支付", traceId: span.traceId }]);
		await before.close();
		const after = openHarness(folder.databasePath);
		expect(after.openSpans()).toEqual(spans);
		await after.close();
	});

	it("lets only one writer own the folder", async () => {
		const first = openHarness(folder.databasePath);
		expect(() => openHarness(folder.databasePath)).toThrowError(expect.objectContaining({ kind: "conflict" }));
		await first.close();
		await openHarness(folder.databasePath).close();
	});
});

describe("a walk that throws", () => {
	it("takes the request's rows back, quarantines it, goes on, and tries it again at the next start", async () => {
		const before = openHarness(folder.databasePath);
		await before.writer.ingest(traceRequest(1));
		await before.published();
		Object.assign(walkFault, { atWalk: 2, atItem: 1 });
		expect((await before.writer.ingest(traceRequest(2))).accepted).toBe(2);
		await before.writer.ingest(traceRequest(3));
		await before.published();
		expect(before.openSpans()).toEqual([...traceOf(1), ...traceOf(3)]);
		expect((await before.writer.status()).rejectedByReason).toEqual({ quarantined: 2 });
		expect(before.warnings).toHaveLength(1);
		await before.close();
		const after = openHarness(folder.databasePath);
		expect(after.openSpans()).toEqual([1, 2, 3].flatMap((number) => traceOf(number)));
		await after.close();
	});

	it("gives a quarantined request that was left below the watermark a new place", async () => {
		const before = openHarness(folder.databasePath, { limits: { generationRows: 2 } });
		Object.assign(walkFault, { atWalk: 1, atItem: 1 });
		await before.writer.ingest(traceRequest(1));
		await before.writer.ingest(traceRequest(2));
		await before.published();
		await vi.waitFor(() => expect(sealedSpans(folder.databasePath)).toEqual(byId(traceOf(2))));
		await vi.waitFor(() => expect(countRows(folder.databasePath, "journal")).toBe(1), { timeout: 5000 });
		await before.close();
		const after = openHarness(folder.databasePath);
		expect(after.openSpans()).toEqual(traceOf(1));
		expect((await after.writer.status()).sequence).toBe(3);
		expect((await after.writer.ingest(traceRequest(1))).resent).toBe(true);
		await after.close();
	});
});

describe("a disk that fails", () => {
	/** Statements of one commit, from BEGIN to COMMIT. */
	it.each([1, 2, 3, 4, 5, 6])("at statement %i of a commit refuses the group and loses nothing acknowledged", async (nth) => {
		let countdown = 0;
		const probe = () => {
			if (countdown > 0 && --countdown === 0) throw sqliteFault("SQLITE_FULL");
		};
		const before = openHarness(folder.databasePath, { probe });
		await before.writer.ingest(traceRequest(1));
		await before.published();
		countdown = nth;
		await expect(before.writer.ingest(traceRequest(2))).rejects.toMatchObject({ kind: "unavailable", retryAfterMs: expect.any(Number) });
		expect(countRows(folder.databasePath, "journal")).toBe(1);
		expect(inFlightBytes(before.cells)).toBe(0);
		const again = () => before.writer.ingest(traceRequest(2));
		await vi.waitFor(async () => expect(await again()).toMatchObject({ accepted: 2, resent: false }), { timeout: 5000 });
		await before.published();
		const spans = [1, 2].flatMap((number) => traceOf(number));
		expect(before.openSpans()).toEqual(spans);
		await before.close();
		const after = openHarness(folder.databasePath);
		expect(after.openSpans()).toEqual(spans);
		expect((await after.writer.status()).stored.traces).toBe(4);
		await after.close();
	});
});
