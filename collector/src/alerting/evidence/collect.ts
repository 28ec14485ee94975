/** Collects what explains an incident, at the moment when its first alert fires. Runs in a query worker. */
import { constants, zstdCompressSync } from "node:zlib";
import { heldByWork, rowsBelow, suspectOfError, suspectOfLatency } from "@spanglass/shared/analysis/suspected-span";
import { ALERT_KIND_FACTS } from "@spanglass/shared/model/alert-rule";
import { messageOf } from "@spanglass/shared/model/errors";
import type { Evidence, EvidenceChart, EvidenceTrace, Incident } from "@spanglass/shared/model/incident";
import type { LogRecord } from "@spanglass/shared/model/log-record";
import type { Span } from "@spanglass/shared/model/span";
import type { TraceSkeleton } from "@spanglass/shared/model/trace-skeleton";
import type { TraceSummary } from "@spanglass/shared/model/trace-summary";
import { encodeLogsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import type { Filter } from "@spanglass/shared/query/filter";
import { MATCH_ALL } from "@spanglass/shared/query/filter";
import { severityOf } from "@spanglass/shared/query/log-level";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { hexFromBytes } from "@spanglass/shared/units/hex";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import type { PinnedTrace } from "../../store/api/alert-store.ts";
import type { QueryControl, TelemetryReader } from "../../store/api/telemetry-store.ts";
import { labelsName, loadSeries, minutesFor, momentOf, SeriesVerdicts } from "../evaluate.ts";
import { MINUTE_MS } from "../kinds/series.ts";
import { type Candidate, chooseTraces, describeSuspect, sharedSuspicion } from "./choose-traces.ts";
import { deployBefore, listCallers, listNearDeploys, listPatterns } from "./circumstances.ts";
import { evidenceFilters } from "./filters.ts";
import type { EvidenceRequest } from "./wanted-evidence.ts";

/** In what selected traces differ from others; handed in, since searching is not alerting's business. */
export type ExplainPort = (
	question: { readonly range: TimeRange; readonly filter: Filter; readonly selected: Filter; readonly since: number },
	control: QueryControl,
) => Promise<{ readonly differences: Evidence["differences"]; readonly warnings: readonly string[] }>;

export interface EvidencePorts {
	readonly reader: TelemetryReader;
	readonly explain: ExplainPort;
	readonly control: QueryControl;
}

export interface CollectedEvidence {
	readonly incident: Incident;
	readonly evidence: Evidence;
	readonly traces: readonly PinnedTrace[];
}

const CANDIDATES = 30;
const USUAL = 30;
/** Larger traces are not kept. */
const SPANS = 20_000;
const RECORDS = 1000;
const BEFORE_MS = 3_600_000;
/** OTLP severity number of WARN. */
const WARN = 13;
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 } };

/**
 * Evidence of an incident.
 *
 * Range   from the window in which the condition began to hold until it fired.
 * Result  what cannot be had is left out with a sentence in `warnings`; the incident with suspicion and deploy.
 * Throws  only what `control` throws.
 * Cost    some searches, up to 60 whole skeletons, and Explain: a second or two.
 */
export async function collectEvidence(request: EvidenceRequest, ports: EvidencePorts): Promise<CollectedEvidence> {
	const { incident, rule, alert, at } = request;
	const { reader, control } = ports;
	const from = incident.startedAt - rule.windowSeconds * 1000 - rule.delaySeconds * 1000;
	const range = { start: unixNanosFromMillis(from), end: unixNanosFromMillis(at) };
	const warnings: string[] = [];
	const attempt = async <T>(what: string, fallback: T, work: () => Promise<T>): Promise<T> => {
		await control.checkpoint();
		return work().catch((error: unknown) => {
			warnings.push(`${what}: ${messageOf(error)}`);
			return fallback;
		});
	};
	const candidates = await attempt<readonly Candidate[]>("traces", [], () => findCandidates(request, range, ports));
	const chosen = chooseTraces(candidates);
	const kept = await attempt("copies of traces", NOTHING_KEPT, () => keepTraces(incident.id, chosen, ports, warnings));
	const suspicion = sharedSuspicion(candidates);
	const { scope, shows } = evidenceFilters(rule, alert);
	const wide = { start: unixNanosFromMillis(from - BEFORE_MS), end: range.end };
	const question = { range: wide, filter: scope, selected: shows, since: from };
	const explained = await attempt("differences", { differences: [], warnings: [] }, () => ports.explain(question, control));
	warnings.push(...explained.warnings);
	const deploys = await attempt("deploys", [], () => listNearDeploys(reader, { incident, control }));
	const services = new Set(chosen.flatMap(({ skeleton }) => skeleton.services));
	if (suspicion !== undefined) services.add(suspicion.service);
	const around = { incident, range, services, control };
	const patterns = await attempt("log patterns", [], () => listPatterns(reader, around));
	const callers = await attempt("callers", [], () => listCallers(reader, around));
	const chart = await attempt("chart", undefined, () => chartOf(request, ports));
	const evidence = {
		capturedAt: at,
		from,
		to: at,
		traces: kept.traces,
		differences: explained.differences,
		patterns,
		deploys,
		callers,
		chart,
		warnings,
	};
	const deploy = deployBefore(deploys, services, suspicion?.service ?? incident.service);
	return { incident: { ...incident, suspicion, deploy, evidence: "kept", evidenceMessage: undefined }, evidence, traces: kept.pinned };
}

const NOTHING_KEPT: { readonly traces: readonly EvidenceTrace[]; readonly pinned: readonly PinnedTrace[] } = { traces: [], pinned: [] };

async function findCandidates(
	{ rule, alert }: EvidenceRequest,
	range: TimeRange,
	{ reader, control }: EvidencePorts,
): Promise<readonly Candidate[]> {
	const { scope, shows, looksFor } = evidenceFilters(rule, alert);
	const sort = looksFor === "slow" ? "longest" : "newest";
	const usual = looksFor === "slow" ? await usualOf(scope, range, { reader, control }) : NO_USUAL;
	const candidates: Candidate[] = [];
	for (const { traceId, spanCount } of await findTraces(shows, range, { reader, control, sort, limit: CANDIDATES })) {
		if (spanCount > SPANS) continue;
		const skeleton = await reader.getTraceSkeleton(traceId, control);
		if (skeleton === undefined) continue;
		const suspect = looksFor === "slow" ? suspectOfLatency(skeleton, usual) : suspectOfError(skeleton);
		candidates.push({ skeleton, suspect });
		await control.checkpoint();
	}
	return candidates;
}

interface Search {
	readonly reader: TelemetryReader;
	readonly control: QueryControl;
	readonly sort: "longest" | "newest";
	readonly limit: number;
}

async function findTraces(filter: Filter, range: TimeRange, { reader, control, sort, limit }: Search): Promise<readonly TraceSummary[]> {
	const { traces } = await reader.findTraces({ range, filter, sort, limit, cursor: undefined }, control);
	return traces;
}

const NO_USUAL: ReadonlyMap<string, number> = new Map();

/** Medians, by kind of work, of what it held in traces of the hour before. */
async function usualOf(
	filter: Filter,
	{ start }: TimeRange,
	{ reader, control }: Pick<Search, "reader" | "control">,
): Promise<ReadonlyMap<string, number>> {
	const before = { start: unixNanosFromMillis(Number(start / 1_000_000n) - BEFORE_MS), end: start };
	const all = new Map<string, number[]>();
	for (const { traceId, spanCount } of await findTraces(filter, before, { reader, control, sort: "newest", limit: USUAL })) {
		const skeleton = spanCount > SPANS ? undefined : await reader.getTraceSkeleton(traceId, control);
		if (skeleton === undefined) continue;
		for (const [work, nanos] of heldByWork(skeleton)) all.set(work, [...(all.get(work) ?? []), nanos]);
		await control.checkpoint();
	}
	return new Map([...all].map(([work, each]) => [work, each.sort((a, b) => a - b)[each.length >> 1] ?? 0]));
}

/** Copies of the chosen traces with their logs. */
async function keepTraces(
	incident: number,
	chosen: readonly Candidate[],
	{ reader, control }: EvidencePorts,
	warnings: string[],
): Promise<typeof NOTHING_KEPT> {
	const traces: EvidenceTrace[] = [];
	const pinned: PinnedTrace[] = [];
	for (const candidate of chosen) {
		const { skeleton } = candidate;
		const { traceId } = skeleton;
		const spans: Span[] = [];
		for await (const batch of reader.streamTrace(traceId, control)) spans.push(...batch);
		const query = {
			range: { start: unixNanosFromMillis(0), end: skeleton.startTime },
			filter: MATCH_ALL,
			traceId,
			order: "oldest",
			limit: RECORDS,
			cursor: undefined,
		} as const;
		const page = await reader.findLogs(query, control);
		if (page.cursor !== undefined) warnings.push(`trace ${traceId} has more log records than are kept`);
		const records = page.records.map(({ record }) => record);
		pinned.push({
			traceId,
			incident,
			spanCount: skeleton.spanCount,
			spans: zstdCompressSync(encodeTraceRequest(spans), ZSTD),
			logs: records.length === 0 ? new Uint8Array(0) : zstdCompressSync(encodeLogsRequest(records), ZSTD),
		});
		traces.push(describeTrace(candidate, records));
		await control.checkpoint();
	}
	return { traces, pinned };
}

function describeTrace(candidate: Candidate, records: readonly LogRecord[]): EvidenceTrace {
	const { skeleton, suspect } = candidate;
	const row = rootRow(skeleton);
	const service = skeleton.services[skeleton.service[row] ?? 0];
	return {
		traceId: skeleton.traceId,
		start: skeleton.startTime.toString(),
		durationNanos: skeleton.durationNanos,
		spanCount: skeleton.spanCount,
		errorCount: skeleton.status.reduce((sum, code) => sum + (code === 2 ? 1 : 0), 0),
		services: skeleton.services,
		root: service === undefined ? undefined : { service, operation: skeleton.operations[skeleton.operation[row] ?? 0] ?? "" },
		suspected: describeSuspect(candidate, suspect !== undefined && hasWarnings(skeleton, suspect.row, records)),
	};
}

function rootRow({ parent }: TraceSkeleton): number {
	return Math.max(
		0,
		parent.findIndex((row) => row < 0),
	);
}

function hasWarnings(skeleton: TraceSkeleton, row: number, records: readonly LogRecord[]): boolean {
	const ids = new Set([...rowsBelow(skeleton, row)].map((each) => hexFromBytes(skeleton.spanIds.subarray(each * 8, each * 8 + 8))));
	return records.some(
		({ spanId, severityNumber, severityText }) => ids.has(spanId ?? "") && (severityOf(severityNumber, severityText) ?? 0) >= WARN,
	);
}

/** The alert's value of each minute of the hour before, and until it fired. */
async function chartOf({ rule, alert, at }: EvidenceRequest, { reader, control }: EvidencePorts): Promise<EvidenceChart | undefined> {
	const start = (Math.floor(momentOf(rule, at) / MINUTE_MS) - BEFORE_MS / MINUTE_MS) * MINUTE_MS;
	const { series } = await loadSeries(rule, minutesFor(rule, start, at), { source: reader, control, ingest: undefined });
	const own = series.find(({ labels }) => labelsName(labels) === labelsName(alert.labels));
	if (own === undefined) return undefined;
	const verdicts = new SeriesVerdicts(rule, own);
	const values: (number | null)[] = [];
	for (let moment = start; moment <= at; moment += MINUTE_MS) {
		const verdict = verdicts.at(moment + rule.delaySeconds * 1000, true)?.verdict;
		values.push(verdict?.type === "value" ? verdict.value : null);
	}
	return { start, stepSeconds: MINUTE_MS / 1000, values, threshold: rule.threshold, unit: ALERT_KIND_FACTS[rule.condition.kind].unit };
}
