/** What the trace page asks its source for: the collector, or a file. */

import { lateMsLeft } from "@spanglass/shared/analysis/late-spans";
import { spanIdAt } from "@spanglass/shared/analysis/span-tree";
import type { LogRecordJson, SpanAnswerJson } from "@spanglass/shared/api/schemas";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { anyValueText } from "../../api/any-value.ts";
import { ApiError } from "../../api/client.ts";
import { logTime } from "../../api/log-text.ts";
import { createLogMarks, type LogMarks, severityStep } from "../../charts/log-marks.ts";
import type { FlameLayout } from "../../geometry/flame-layout.ts";
import type { TraceModel } from "../../geometry/trace-model.ts";
import { type LayoutWish, layoutLater, layoutNow, loadTrace, releaseLayout } from "./load-trace.ts";
import { type OtlpEvents, useLocalTraces, useTraceSource } from "./trace-source.ts";

/** A trace is looked for again while it may still be arriving. */
const LOOK_AGAIN_MS = 2_000;
const LOOK_AGAIN_TIMES = 15;
const LATE_STEP_MS = 3_000;

/** One trace with everything derived from it. `isMissing`: there is no such trace; while `stillLooking` it is asked for again every two seconds. */
export function useTraceModel(traceId: string) {
	const client = useQueryClient();
	const source = useTraceSource();
	const queryKey = ["trace", source.key, traceId];
	const query = useQuery<TraceModel, Error>({
		queryKey,
		queryFn: ({ signal }) => loadTrace(traceId, source, signal, client.getQueryData(queryKey)),
		structuralSharing: false,
		gcTime: 60_000,
		refetchInterval: ({ state }) => {
			if (source.local !== undefined) return false;
			if (isNotFound(state.error)) return state.errorUpdateCount < LOOK_AGAIN_TIMES ? LOOK_AGAIN_MS : false;
			return state.data !== undefined && isRecent(state.data) ? LATE_STEP_MS : false;
		},
	});
	// each look clears the error of the one before; what it said stays until there is another answer
	const [missing, setMissing] = useState<string | undefined>(undefined);
	const isMissing = isNotFound(query.error);
	if (isMissing && missing !== traceId) setMissing(traceId);
	if (!isMissing && missing !== undefined && !query.isPending) setMissing(undefined);
	return {
		...query,
		isMissing: isMissing || (query.isPending && missing === traceId),
		stillLooking: query.errorUpdateCount < LOOK_AGAIN_TIMES,
	};
}

/** True for the answer "no such trace". */
function isNotFound(error: unknown): boolean {
	return error instanceof ApiError && error.kind === "not_found";
}

function isRecent(model: TraceModel): boolean {
	return msLeft(model) > 0;
}

function msLeft({ skeleton, durationNanos }: TraceModel): number {
	return lateMsLeft({ startTime: skeleton.startTime, durationNanos }, Date.now());
}

/** True while late spans are looked for. */
export function useReceiving(model: TraceModel): boolean {
	const isLocal = useLocalTraces() !== undefined;
	const [over, setOver] = useState<TraceModel | undefined>(undefined);
	useEffect(() => {
		const timer = setTimeout(() => setOver(model), Math.max(msLeft(model), 0));
		return () => clearTimeout(timer);
	}, [model]);
	return !isLocal && over !== model && isRecent(model);
}

/** One span complete. Asked only with an id. */
export function useSpan(traceId: string, spanId: string | undefined) {
	const source = useTraceSource();
	return useQuery<SpanAnswerJson>({
		queryKey: ["span", source.key, traceId, spanId],
		queryFn: ({ signal }) => source.getSpans(traceId, spanId ?? "", signal),
		enabled: spanId !== undefined,
	});
}

export interface TraceLogs {
	readonly records: readonly LogRecordJson[];
	/** Of the trace, at least. */
	readonly total: number;
}

/** The log records of a trace in order of time, at most 5,000. */
export function useTraceLogs(traceId: string, logCount: number) {
	const source = useTraceSource();
	return useQuery<TraceLogs>({
		queryKey: ["trace-logs", source.key, traceId, logCount],
		enabled: logCount > 0,
		queryFn: async ({ signal }) => {
			const { records, total } = await source.findLogs(traceId, logCount, signal);
			return { records: records.toSorted((a, b) => compareTimes(logTime(a), logTime(b))), total };
		},
	});
}

function compareTimes(a: string, b: string): number {
	return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Row of each span id that occurs in logs or events. Cost: only rows that have some are looked at. */
export function rowsById({ skeleton }: TraceModel, counts: Uint32Array): ReadonlyMap<string, number> {
	const rows = new Map<string, number>();
	for (let row = skeleton.spanCount - 1; row >= 0; row--) {
		if ((counts[row] ?? 0) > 0) rows.set(spanIdAt(skeleton.spanIds, row), row);
	}
	return rows;
}

/** Nanoseconds from the trace's start. */
export function sinceStart({ skeleton }: TraceModel, time: string): number {
	return Number(BigInt(time) - skeleton.startTime);
}

/** Log records as ticks. */
export function useLogMarks(model: TraceModel, logs: TraceLogs | undefined): LogMarks | undefined {
	return useMemo(() => {
		if (logs === undefined) return undefined;
		const rows = rowsById(model, model.skeleton.spanLogCount);
		const { records } = logs;
		return createLogMarks(
			{
				nanos: Float64Array.from(records, (record) => sinceStart(model, logTime(record))),
				row: Int32Array.from(records, (record) => rows.get(record.spanId) ?? -1),
				severity: Uint8Array.from(records, (record) => severityStep(record.severityNumber)),
			},
			model.skeleton.spanCount,
		);
	}, [model, logs]);
}

/** An event of a span, for the list of logs. */
export interface TraceEvent {
	readonly row: number;
	readonly nanos: number;
	readonly time: string;
	readonly name: string;
	readonly text: string;
}

/** Traces beyond this keep their events to the drawer. */
export const EVENTS_MAX_SPANS = 20_000;

/** All events of a trace's spans, out of its OTLP form. Asked only when `wanted`. */
export function useTraceEvents(model: TraceModel, wanted: boolean) {
	const { skeleton } = model;
	const source = useTraceSource();
	const has = skeleton.spanCount <= EVENTS_MAX_SPANS && skeleton.eventCount.some((count) => count > 0);
	return useQuery<readonly TraceEvent[]>({
		queryKey: ["trace-events", source.key, skeleton.traceId, skeleton.spanCount],
		enabled: wanted && has,
		queryFn: async ({ signal }) => eventsFromOtlp(model, await source.getOtlp(skeleton.traceId, signal)),
	});
}

function eventsFromOtlp(model: TraceModel, otlp: OtlpEvents): readonly TraceEvent[] {
	const rows = rowsById(model, model.skeleton.eventCount);
	const events: TraceEvent[] = [];
	for (const span of (otlp.resourceSpans ?? []).flatMap((resource) => (resource.scopeSpans ?? []).flatMap((scope) => scope.spans ?? []))) {
		for (const event of span.events ?? []) {
			const time = event.timeUnixNano ?? "0";
			const text = (event.attributes ?? []).map(({ key, value }) => `${key}=${anyValueText(value)}`).join(" ");
			events.push({ row: rows.get(span.spanId ?? "") ?? -1, nanos: sinceStart(model, time), time, name: event.name ?? "", text });
		}
	}
	return events;
}

/** The layout for what is folded and hidden; the former one stays while a large trace is laid out again. */
export function useLayout(model: TraceModel, wish: LayoutWish): FlameLayout {
	const [late, setLate] = useState<FlameLayout | undefined>(undefined);
	const now = useMemo(() => layoutNow(model, wish), [model, wish]);
	useEffect(() => {
		if (now !== undefined) return;
		const abort = new AbortController();
		layoutLater(model, wish, abort.signal).then(setLate, () => undefined);
		return () => abort.abort(new Error("another layout is wanted"));
	}, [now, model, wish]);
	useEffect(() => releaseLayout, []);
	return now ?? (late?.lane.length === model.tree.nodeCount ? late : model.layout);
}
