import { decodeSkeleton } from "@spanglass/shared/api/skeleton-codec";
import { EMPTY_LOG_RECORD } from "@spanglass/shared/model/log-record";
import { assignServiceColor } from "@spanglass/shared/model/service-color";
import { ItemMark, type Span } from "@spanglass/shared/model/span";
import { readTraceFile, type TraceFile } from "@spanglass/shared/otlp/trace-file";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { unixNanos } from "@spanglass/shared/units/time";
import { expect, test } from "vitest";
import { createLocalTraces } from "./local-traces.ts";

const SPANS = traceFromText(`
	gateway: POST /pay {kind=server}  [==============]
	  bank: debit {kind=server}         [====!]
	  bank: check                            [==]
	  mailer: send                              [==]
`);
const OTHER = traceFromText("batch: nightly [====]", { traceId: "b".repeat(32), start: 1_700_000_100_000_000_000n });
const TRACE = SPANS[0]?.traceId ?? "";
const START = SPANS[0]?.startTime ?? 0n;
const log = (traceId: string, afterMs: number, spanId = "") => ({
	...EMPTY_LOG_RECORD,
	traceId,
	spanId,
	time: unixNanos(START + BigInt(afterMs) * 1_000_000n),
	resource: SPANS[1]?.resource ?? EMPTY_LOG_RECORD.resource,
});
const file = (spans: readonly Span[], records: TraceFile["records"] = []): TraceFile => ({
	formats: ["otlp"],
	spans,
	records,
	warnings: [],
});

test("files together answer as the collector would: summaries, skeletons, spans, logs in order of time", () => {
	const second = SPANS[1]?.spanId ?? "";
	const local = createLocalTraces([file([...SPANS, ...OTHER]), file([], [log(TRACE, 9), log(TRACE, 2, second), log("c".repeat(32), 1)])]);
	expect(local.summary.traces.map(({ traceId, spanCount, errorCount }) => [traceId, spanCount, errorCount])).toEqual([
		["b".repeat(32), 1, 0],
		[TRACE, 4, 1],
	]);
	expect(local.summary).toMatchObject({ spanCount: 5, strayLogs: 1, formats: ["otlp"] });
	const skeleton = decodeSkeleton(local.skeleton(TRACE) ?? new Uint8Array());
	expect([skeleton.spanCount, skeleton.logCount, skeleton.spanLogCount.reduce((sum, count) => sum + count, 0)]).toEqual([4, 2, 1]);
	expect(local.spans(TRACE, second)).toMatchObject([{ name: "debit", service: "bank", marks: [] }]);
	expect(local.logs(TRACE).map(({ time }) => BigInt(time) - START)).toEqual([2_000_000n, 9_000_000n]);
	expect([local.skeleton("d".repeat(32)), local.spans("d".repeat(32), second), local.logs("d".repeat(32))]).toEqual([undefined, [], []]);
});

test("colours follow the registry's rule over services by number of spans, in every trace of the file", () => {
	const local = createLocalTraces([file([...OTHER, ...SPANS])]);
	const bank = assignServiceColor("bank", []);
	const rest: number[] = [bank];
	for (const name of ["batch", "gateway", "mailer"]) rest.push(assignServiceColor(name, rest));
	const colors = new Map(local.summary.traces.flatMap(({ services }) => services.map(({ name, color }) => [name, color])));
	expect(["bank", "batch", "gateway", "mailer"].map((name) => colors.get(name))).toEqual(rest);
});

test("a span id that repeats is marked", () => {
	const first = SPANS[0];
	if (first === undefined) throw new Error("no span");
	const local = createLocalTraces([file([first, { ...first, name: "again" }, ...SPANS.slice(1)])]);
	const marks = decodeSkeleton(local.skeleton(TRACE) ?? new Uint8Array()).marks;
	expect([...marks].filter((mark) => (mark & ItemMark.duplicate) !== 0)).toHaveLength(1);
});

test("what is exported of a file is the same trace when it is opened again", () => {
	const local = createLocalTraces([file(SPANS, [log(TRACE, 2)])]);
	const again = createLocalTraces([readTraceFile(JSON.stringify(local.otlp(TRACE)))]);
	expect(again.skeleton(TRACE)).toEqual(local.skeleton(TRACE));
	expect(again.logs(TRACE)).toEqual(local.logs(TRACE));
	for (const { spanId } of SPANS) expect(again.spans(TRACE, spanId)).toEqual(local.spans(TRACE, spanId));
});
