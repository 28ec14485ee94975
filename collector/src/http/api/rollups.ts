/** Services in detail and the call graph: everything that roll-ups answer. */

import { DURATION_ERROR, durationQuantile, ROWS_PER_OCTAVE } from "@spanglass/shared/analysis/duration-counts";
import { rangeFromParams } from "@spanglass/shared/api/codec";
import type { RedGroupName } from "@spanglass/shared/api/rollup-schemas";
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { unixMillisFromNanos, unixNanos } from "@spanglass/shared/units/time";
import type { Control, QueryServices, SpanSummary } from "../../query/query-services.ts";
import type { ServiceQuestion } from "../../query/service-question.ts";
import { OTHER_GROUP, type RedQuestion } from "../../query/service-red.ts";
import type { VersionSide } from "../../query/version-comparison.ts";
import { wholeMinutes } from "../../store/api/rollup-queries.ts";
import type { Answer } from "../answer.ts";
import { jsonAnswer, type RouteRequest, tookMs } from "./json-answer.ts";
import { comparedToJson, edgeToJson, numbersToJson, passedOf, stepAt, stillToCount } from "./rollup-json.ts";

const NANOS_PER_MINUTE = 60_000_000_000n;
const NANOS_PER_MS = 1_000_000n;
/** Steps of one answer. */
const MOST_STEPS = 1500;

export const REQUESTS =
	"Requests: SERVER and CONSUMER spans, all spans of a service that has neither, by the minute in which they start. Repeated spans and CLIENT spans that only wrap another are not counted. Failed: status Error.";
const SPANS =
	"Spans by the minute in which they start. Repeated spans and CLIENT spans that only wrap another are not counted. Failed: status Error.";
const CALLS =
	"Calls by the minute in which the caller's span starts, else the callee's. Evidence: paired, both spans are stored; link, one links the other; peer, one side names the other; inferred, concluded from one side. Failed: either side has status Error.";

type Ranged = { readonly from: string; readonly to: string; readonly compare?: string | undefined };

/** The range asked for, in whole minutes, and the one that it is to be compared with. */
function rangesOf({ from, to, compare }: Ranged, services: QueryServices): Pick<ServiceQuestion, "range" | "compareWith"> {
	const range = wholeMinutes(rangeFromParams({ from, to }, services.now()));
	if (compare === undefined) return { range, compareWith: undefined };
	if (compare === "previous") {
		const length = range.end - range.start;
		const start = range.start > length ? range.start - length : 0n;
		return { range, compareWith: { start: unixNanos(start), end: range.start } };
	}
	const [start, end, ...rest] = compare.split("..");
	if (start === undefined || end === undefined || rest.length > 0) {
		throw new SpanglassError("invalid_input", "compare is 'previous' or a range like now-2h..now-1h", { field: "compare" });
	}
	return { range, compareWith: wholeMinutes(rangeFromParams({ from: start, to: end }, services.now())) };
}

type ServiceRoute = "service" | "serviceOperations" | "serviceInstances" | "serviceVersions";

function questionOf(request: RouteRequest<ServiceRoute>, services: QueryServices): ServiceQuestion {
	const { ns, env, from, to, compare } = request.query;
	return { service: request.path.name, namespace: ns, environment: env, ...rangesOf({ from, to, compare }, services) };
}

export interface Told extends Pick<ServiceQuestion, "range" | "compareWith"> {
	readonly definition: string;
	readonly startedMs: number;
}

export async function frameOf({ range, compareWith, definition, startedMs }: Told, services: QueryServices, control: Control) {
	const { partnerLate, droppedEarly, blocksToRollUp } = await services.rollups.pairingCounters(control);
	const late = partnerLate + droppedEarly;
	const doubt =
		late === 0 || definition !== CALLS ? [] : [`${late} spans came too late to be joined with their trace: some calls may be missing.`];
	return {
		range: rangeJson(range),
		comparedWith: compareWith === undefined ? null : rangeJson(compareWith),
		errorBound: DURATION_ERROR,
		definition,
		complete: blocksToRollUp === 0,
		warnings: [...stillToCount(blocksToRollUp), ...doubt],
		tookMs: tookMs(startedMs),
	};
}

function rangeJson({ start, end }: TimeRange) {
	return { from: start.toString(), to: end.toString() };
}

export async function getService(request: RouteRequest<"service">, services: QueryServices, control: Control): Promise<Answer> {
	const question = questionOf(request, services);
	const detail = await services.rollups.detail(question, control);
	const passed = passedOf(question, services.now());
	if (detail === undefined) throw new SpanglassError("not_found", `no service is called "${question.service}"`, { field: "name" });
	return jsonAnswer({
		...(await frameOf({ ...question, definition: REQUESTS, startedMs: request.startedMs }, services, control)),
		service: {
			name: question.service,
			namespace: question.namespace ?? detail.namespaces[0] ?? "",
			color: services.colors.lookup()(question.service),
			environments: detail.environments,
		},
		...comparedToJson(detail, passed),
		errors: detail.errorClasses,
		callers: detail.callers.map((edge) => ({ ...edgeToJson(edge, passed), share: edge.share ?? null })),
		callees: detail.callees.map((edge) => ({ ...edgeToJson(edge, passed), share: edge.share ?? null })),
		deploys: detail.deploys.map(({ environment, version, at }) => ({ environment, version, at: at.toString() })),
	});
}

export async function listServiceOperations(
	request: RouteRequest<"serviceOperations">,
	services: QueryServices,
	control: Control,
): Promise<Answer> {
	const question = questionOf(request, services);
	const rows = await services.rollups.operations(question, control);
	const wanted = rows.map(({ operation, kind, numbers }) => ({ operation, kind, nearNanos: durationQuantile(numbers.durations, 0.95) }));
	const passed = passedOf(question, services.now());
	const exemplars = await services.spans.findOperationExemplars(question, wanted, control);
	return jsonAnswer({
		...(await frameOf({ ...question, definition: SPANS, startedMs: request.startedMs }, services, control)),
		data: rows.map((row, at) => ({
			...{ operation: row.operation, kind: row.kind, protocol: row.protocol, timeShare: row.timeShare, errors: row.errorClasses },
			exemplar: exemplarToJson(exemplars[at]),
			...comparedToJson(row, passed),
		})),
	});
}

function exemplarToJson(span: SpanSummary | undefined) {
	if (span === undefined) return null;
	const { traceId, spanId, startTime, duration } = span;
	return { traceId, spanId, startTime: startTime.toString(), durationNanos: Number(duration) };
}

export async function listServiceInstances(
	request: RouteRequest<"serviceInstances">,
	services: QueryServices,
	control: Control,
): Promise<Answer> {
	const question = questionOf(request, services);
	const rows = await services.rollups.instances({ ...question, now: unixMillisFromNanos(services.now()) }, control);
	const passed = passedOf(question, services.now());
	return jsonAnswer({
		...(await frameOf({ ...question, definition: REQUESTS, startedMs: request.startedMs }, services, control)),
		data: rows.map(({ sighting, liveness, gone, silent, ...compared }) => ({
			...{ environment: sighting.environment, version: sighting.version, instance: sighting.instance, liveness, gone, silent },
			...{
				firstSeen: nanosText(sighting.firstSeen),
				lastSeen: nanosText(sighting.lastSeen),
				usualIntervalMs: sighting.usualIntervalMs ?? null,
			},
			...comparedToJson(compared, passed),
		})),
	});
}

export async function listServiceVersions(
	request: RouteRequest<"serviceVersions">,
	services: QueryServices,
	control: Control,
): Promise<Answer> {
	const question = questionOf(request, services);
	const rows = await services.rollups.versions({ ...question, now: unixMillisFromNanos(services.now()) }, control);
	const passed = passedOf(question, services.now());
	return jsonAnswer({
		...(await frameOf({ ...question, definition: REQUESTS, startedMs: request.startedMs }, services, control)),
		data: rows.map(({ environment, version, firstSeen, lastSeen, instances, share, ...compared }) => ({
			...{ environment, version, share, instances, firstSeen: nanosText(firstSeen), lastSeen: nanosText(lastSeen) },
			...comparedToJson(compared, passed),
		})),
	});
}

/** Unix ms as nanoseconds. */
function nanosText(ms: number): string;
function nanosText(ms: number | undefined): string | null;
function nanosText(ms: number | undefined): string | null {
	return ms === undefined ? null : (BigInt(ms) * NANOS_PER_MS).toString();
}

export async function compareServiceVersions(
	request: RouteRequest<"serviceVersionComparison">,
	services: QueryServices,
	control: Control,
): Promise<Answer> {
	const { ns, env, from, to, a, b } = request.query;
	const { range } = rangesOf({ from, to }, services);
	const question = { service: request.path.name, namespace: ns, environment: env, range, compareWith: undefined };
	const found = await services.services.compareVersions({ ...question, a, b }, control);
	const passed = passedOf(question, services.now()).range;
	const frame = await frameOf({ ...question, definition: REQUESTS, startedMs: request.startedMs }, services, control);
	const partial = found.errorsComplete ? [] : ["Not every failed span could be looked at: some errors that are new may be missing."];
	const sideToJson = ({ version, firstSeen, lastSeen, numbers }: VersionSide) => ({
		...{ version, firstSeen: nanosText(firstSeen), lastSeen: nanosText(lastSeen) },
		numbers: numbersToJson(numbers, passed),
	});
	return jsonAnswer({
		...{ ...frame, warnings: [...frame.warnings, ...partial] },
		...{ a: sideToJson(found.a), b: sideToJson(found.b) },
		operations: found.operations.map((row) => ({
			...{ operation: row.operation, kind: row.kind, protocol: row.protocol },
			...{ a: row.a === undefined ? null : numbersToJson(row.a, passed), b: row.b === undefined ? null : numbersToJson(row.b, passed) },
		})),
		newErrors: found.newErrors?.map(({ fingerprint, type, template, count }) => ({ fingerprint, type, template, count })) ?? null,
		edges: found.edges ?? null,
	});
}

const DIMENSION = {
	operation: "operation",
	kind: "kind",
	status: "statusClass",
	version: "version",
	environment: "environment",
	error: "isError",
} as const satisfies Record<RedGroupName, RedQuestion["by"]>;

/** The question of a chart over time, in the steps that were asked for or in as many as it can show. */
function steppedOf(request: RouteRequest<"serviceRed" | "serviceHeat">, services: QueryServices): Omit<RedQuestion, "by"> {
	const { ns, env, from, to, op, step } = request.query;
	const { range } = rangesOf({ from, to }, services);
	const minutes = Number((range.end - range.start) / NANOS_PER_MINUTE);
	const stepMinutes = step ?? Math.max(1, Math.ceil(minutes / 120));
	if (minutes / stepMinutes > MOST_STEPS) {
		throw new SpanglassError("invalid_input", `the range has more than ${MOST_STEPS} steps of ${stepMinutes} min`, {
			field: "step",
			advice: "Ask for longer steps or a shorter range.",
		});
	}
	const question = { service: request.path.name, namespace: ns, environment: env, range, compareWith: undefined };
	return { ...question, stepMinutes, operation: op };
}

export async function listServiceRed(request: RouteRequest<"serviceRed">, services: QueryServices, control: Control): Promise<Answer> {
	const { op, by } = request.query;
	const question = steppedOf(request, services);
	const { stepMinutes } = question;
	const { lines, folded } = await services.rollups.red({ ...question, by: by && DIMENSION[by] }, control);
	const passed = passedOf(question, services.now());
	const definition = op === undefined ? REQUESTS : SPANS;
	const frame = await frameOf({ ...question, definition, startedMs: request.startedMs }, services, control);
	const tooMany = folded === 0 ? [] : [`${folded} smaller groups are counted together as ${OTHER_GROUP}.`];
	return jsonAnswer({
		...{ ...frame, warnings: [...frame.warnings, ...tooMany] },
		stepMinutes,
		data: lines.map(({ group, points }) => ({
			group,
			points: points.map(({ at, numbers }) => ({ at: at.toString(), numbers: numbersToJson(numbers, stepAt(at, stepMinutes, passed)) })),
		})),
	});
}

export async function listServiceHeat(request: RouteRequest<"serviceHeat">, services: QueryServices, control: Control): Promise<Answer> {
	const question = steppedOf(request, services);
	const { areRequests, steps } = await services.rollups.heat(question, control);
	const definition = areRequests ? REQUESTS : SPANS;
	return jsonAnswer({
		...(await frameOf({ ...question, definition, startedMs: request.startedMs }, services, control)),
		...{ stepMinutes: question.stepMinutes, rowsPerOctave: ROWS_PER_OCTAVE, counted: areRequests ? "requests" : "spans" },
		data: steps.map(({ at, rows, counts }) => ({ at: at.toString(), rows, counts })),
	});
}

export async function getGraph(request: RouteRequest<"graph">, services: QueryServices, control: Control): Promise<Answer> {
	const { from, to, compare, env, focus, hops, topics, evidence } = request.query;
	const ranges = rangesOf({ from, to, compare }, services);
	const view = { topics: topics === "fold" ? "folded" : "shown", pairedOnly: evidence === "paired" } as const;
	const graph = await services.rollups.graph({ ...ranges, environment: env, focus, hops, ...view }, control);
	const passed = passedOf(ranges, services.now());
	if (graph === undefined) throw new SpanglassError("not_found", `nothing is called "${focus}" in this range`, { field: "focus" });
	const colorOf = services.colors.lookup();
	return jsonAnswer({
		...(await frameOf({ ...ranges, definition: CALLS, startedMs: request.startedMs }, services, control)),
		nodes: graph.nodes.map(({ node, ...compared }) => ({ node, color: colorOf(node.name), ...comparedToJson(compared, passed) })),
		edges: graph.edges.map((edge) => edgeToJson(edge, passed)),
	});
}
