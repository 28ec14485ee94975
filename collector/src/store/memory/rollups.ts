/** What roll-ups must add up to: every number computed anew from all spans. */
import type { CallEdge } from "@spanglass/shared/analysis/call-edges";
import { type CallSpan, callsOf } from "@spanglass/shared/analysis/call-edges-of";
import { callSpanOf } from "@spanglass/shared/analysis/call-span";
import { DurationSums } from "@spanglass/shared/analysis/duration-counts";
import { isDemoResource } from "@spanglass/shared/model/demo";
import type { Resource } from "@spanglass/shared/model/resource";
import { ItemMark, type Span, SpanKind } from "@spanglass/shared/model/span";
import type { TimeRange } from "@spanglass/shared/query/time-range";
import { environment, serviceInstance, serviceName, serviceNamespace, serviceVersion } from "@spanglass/shared/semconv/identity";
import { compare } from "@spanglass/shared/units/compare";
import { type UnixNanos, unixNanos } from "@spanglass/shared/units/time";
import { deploysOf } from "../../rollup/deploys.ts";
import { countGap, usualGapMs } from "../../rollup/sightings.ts";
import {
	type Deploy,
	type DeployQuery,
	type EdgeGroup,
	type EdgeKey,
	type EdgeQuery,
	type InstanceGroup,
	type InstanceKey,
	type InstanceQuery,
	type InstanceSighting,
	type RedGroup,
	type RedKey,
	type RedQuery,
	type SightingFilter,
	wholeMinutes,
} from "../api/rollup-queries.ts";
import type { MemoryItems } from "./items.ts";

const NANOS_PER_MINUTE = 60_000_000_000n;

interface CountedSpan extends CallSpan {
	readonly span: Span;
}

/** Spans that count and the calls they tell of. The demo's spans and others have nothing to do with each other. */
function callsIn({ spans }: MemoryItems): { readonly counted: readonly CountedSpan[]; readonly edges: readonly CallEdge[] } {
	const firsts = spans.map(({ span }) => span).filter(({ marks }) => (marks & ItemMark.duplicate) === 0);
	const partitions = [true, false].map((demo) => firsts.filter(({ resource }) => isDemoResource(resource.attributes) === demo));
	const calls = partitions.map((partition) => callsOf(partition.map((span) => ({ ...callSpanOf(span), span }))));
	return { counted: calls.flatMap(({ counted }) => counted), edges: calls.flatMap(({ edges }) => edges) };
}

interface Steps {
	readonly range: TimeRange;
	readonly stepMinutes?: number;
}

/** Start of the step that a minute belongs to; undefined outside of the range. */
function stepOf(minute: number, { range, stepMinutes }: Steps): UnixNanos | undefined {
	const { start, end } = wholeMinutes(range);
	const time = BigInt(minute) * NANOS_PER_MINUTE;
	if (time < start || time >= end) return undefined;
	if (stepMinutes === undefined) return start;
	const step = BigInt(stepMinutes) * NANOS_PER_MINUTE;
	return unixNanos(start + ((time - start) / step) * step);
}

interface Placed<Item, Key> {
	readonly item: Item;
	readonly key: Key;
	readonly start: UnixNanos;
}

/** Items by the dimensions that are asked for and by step; those that do not have the values of `where` are left out. */
export function grouped<Item extends { readonly minute: number }, Key extends object>(
	items: readonly { readonly item: Item; readonly key: Key }[],
	{ by, where, ...steps }: Steps & { readonly by: readonly (keyof Key)[]; readonly where: Partial<Key> },
): readonly (readonly Placed<Item, Partial<Key>>[])[] {
	const groups = new Map<string, Placed<Item, Partial<Key>>[]>();
	for (const { item, key } of items) {
		const start = stepOf(item.minute, steps);
		const isWanted = (Object.keys(where) as (keyof Key)[]).every((dimension) => where[dimension] === key[dimension]);
		if (start === undefined || !isWanted) continue;
		const told = Object.fromEntries(by.map((dimension) => [dimension, key[dimension]])) as Partial<Key>;
		const name = JSON.stringify([String(start), by.map((dimension) => comparable(key[dimension]))]);
		const group = groups.get(name) ?? [];
		group.push({ item, key: told, start });
		groups.set(name, group);
	}
	return [...groups.values()];
}

/** Nodes are equal when their fields are, in whatever order they stand. */
function comparable(value: unknown): unknown {
	return typeof value === "object" && value !== null ? Object.entries(value).sort() : value;
}

interface Timed {
	readonly minute: number;
	readonly durationNanos: number;
}

function groupOf<Key>(
	group: readonly Placed<Timed, Key>[],
): { readonly key: Key; readonly start: UnixNanos; readonly durations: ReturnType<DurationSums["counts"]> }[] {
	const [first] = group;
	if (first === undefined) return [];
	const sums = new DurationSums();
	for (const { item } of group) sums.addNanos(item.durationNanos);
	return [{ key: first.key, start: first.start, durations: sums.counts() }];
}

export function sumSpans(items: MemoryItems, query: RedQuery): readonly RedGroup[] {
	const counted = callsIn(items).counted.map((call) => {
		const { operation, kind, protocol, statusClass, isError } = call.canonical;
		const version = serviceVersion(call.span.resource.attributes) ?? "";
		const { environment: env, namespace, service } = call;
		const key: RedKey = { environment: env, namespace, service, version, operation, kind, protocol, statusClass, isError };
		return { item: { minute: call.start.minute, durationNanos: call.durationNanos }, key };
	});
	return grouped(counted, query).flatMap(groupOf);
}

export function sumSpansByInstance(items: MemoryItems, query: InstanceQuery): readonly InstanceGroup[] {
	const counted = callsIn(items).counted.map((call) => {
		const { kind, isError } = call.canonical;
		const { attributes } = call.span.resource;
		const key: InstanceKey = {
			environment: call.environment,
			namespace: call.namespace,
			service: call.service,
			version: serviceVersion(attributes) ?? "",
			instance: serviceInstance(attributes) ?? "",
			isRequest: kind === SpanKind.server || kind === SpanKind.consumer,
			isError,
		};
		return { item: { minute: call.start.minute, durationNanos: call.durationNanos }, key };
	});
	return grouped(counted, query).flatMap(groupOf);
}

export function sumCalls(items: MemoryItems, query: EdgeQuery): readonly EdgeGroup[] {
	const { touching } = query;
	const edges = callsIn(items)
		.edges.filter(({ caller, callee }) => touching === undefined || caller.name === touching || callee.name === touching)
		.map((item) => {
			const { environment: env, caller, callee, type, evidence, operation, statusClass, isError } = item;
			const key: EdgeKey = { environment: env, caller, callee, type, evidence, operation, statusClass, isError };
			return { item, key };
		});
	const by = [...new Set([...query.by, "caller", "callee"] as const)];
	const { range, where } = query;
	const steps = query.stepMinutes === undefined ? { range } : { range, stepMinutes: query.stepMinutes };
	return grouped<CallEdge, EdgeKey>(edges, { ...steps, by, where }).flatMap((group) => {
		const [first] = group;
		if (first === undefined) return [];
		const { caller, callee } = first.item;
		const durations = (nanosOf: (edge: CallEdge) => number | undefined) => {
			const sums = new DurationSums();
			for (const { item } of group) {
				const nanos = nanosOf(item);
				if (nanos !== undefined) sums.addNanos(nanos);
			}
			return sums.counts();
		};
		return [
			{
				key: { ...first.key, caller, callee },
				start: first.start,
				attempts: group.length,
				resends: group.filter(({ item }) => item.isResend).length,
				client: durations(({ clientNanos }) => clientNanos),
				server: durations(({ serverNanos }) => serverNanos),
				queue: durations(({ queueNanos }) => queueNanos),
			},
		];
	});
}

/** Who sent something, of any signal; by service, namespace, environment, version, instance. */
export function sightingsIn({ spans, logs, points, arrivals }: MemoryItems, filter: SightingFilter): readonly InstanceSighting[] {
	const sent = [
		...spans.map(({ sequence, span }) => ({ sequence, resource: span.resource })),
		...logs.map(({ sequence, record }) => ({ sequence, resource: record.resource })),
		...points.map(({ sequence, point }) => ({ sequence, resource: point.series.resource })),
	].map(({ sequence, resource }) => ({ sequence, emitter: emitterOf(resource) }));
	const wanted = sent.filter(({ emitter }) =>
		(["environment", "namespace", "service"] as const).every((field) => filter[field] === undefined || filter[field] === emitter[field]),
	);
	const groups = Map.groupBy(wanted, ({ emitter }) => JSON.stringify(emitter));
	return [...groups.values()]
		.flatMap((group) => {
			const [first] = group;
			const sequences = [...new Set(group.map(({ sequence }) => sequence))].sort((a, b) => a - b);
			const times = sequences.map((sequence) => arrivals.get(sequence) ?? 0);
			const gaps: number[] = [];
			times.forEach((time, at) => {
				if (at > 0) countGap(gaps, time - (times[at - 1] ?? time));
			});
			const span = { firstSeen: Math.min(...times), lastSeen: Math.max(...times), usualIntervalMs: usualGapMs(gaps) };
			return first === undefined ? [] : [{ ...first.emitter, ...span }];
		})
		.sort(
			(a, b) =>
				compare(a.service, b.service) ||
				compare(a.namespace, b.namespace) ||
				compare(a.environment, b.environment) ||
				compare(a.version, b.version) ||
				compare(a.instance, b.instance),
		);
}

function emitterOf({ attributes }: Resource) {
	return {
		environment: environment(attributes) ?? "",
		namespace: serviceNamespace(attributes),
		service: serviceName(attributes),
		version: serviceVersion(attributes) ?? "",
		instance: serviceInstance(attributes) ?? "",
	};
}

export function deploysIn(items: MemoryItems, { range, ...filter }: DeployQuery): readonly Deploy[] {
	return deploysOf(sightingsIn(items, filter)).filter(({ at }) => at >= range.start && at < range.end);
}
