/** Timed queries whose answers are compared with what the data set holds. */
import { API, createApiClient, type Reply, SKELETON_TYPE } from "../api.ts";
import { createLogRandom, logIdOf } from "../dataset/log-plan.ts";
import { Random } from "../dataset/random.ts";
import { idText, operationName, ROLE, SERVER_OPERATIONS, SERVICES, serviceName } from "../dataset/shop.ts";
import { createTraceRandom, fillTrace, TENANTS, TRACE_STEP_NANOS, TracePlan } from "../dataset/trace-plan.ts";
import {
	hasStatusCode,
	hasTenant,
	hasUser,
	isSlowOperation,
	longestTraces,
	newestMatches,
	type SpanTest,
	type TraceSet,
	traceIdOf,
} from "../dataset/truth.ts";
import type { Server } from "../server.ts";

export interface Query {
	readonly path: string;
	readonly accept?: string;
	/** What is wrong with the answer; undefined when it is right. */
	check(reply: Reply): string | undefined;
}

export interface Timings {
	/** Sorted. */
	readonly ms: readonly number[];
	/** CPU time of the server, per query: what a busy machine does not change much. */
	readonly cpuMs: number;
	readonly faults: readonly string[];
}

const LIST_ROWS = 20;
const QUERY_STREAM = 9;
/** A suite that is slow ends after so many queries and the time given. */
const FEWEST = 20;

type Asked = Pick<Server, "ui" | "cpuSeconds">;

/** One after the other over one connection. The first `warm` are not counted. */
export async function runQueries(
	server: Asked,
	queries: readonly Query[],
	options: { readonly warm: number; readonly limitMs: number },
): Promise<Timings> {
	const client = createApiClient(server.ui);
	const cpu = server.cpuSeconds();
	let asked = 0;
	const ms: number[] = [];
	const faults: string[] = [];
	const began = performance.now();
	for (const [place, query] of queries.entries()) {
		if (place >= FEWEST + options.warm && performance.now() - began > options.limitMs) break;
		const reply = await client.get(query.path, query.accept);
		asked++;
		if (place >= options.warm) ms.push(reply.ms);
		const fault = reply.status === 200 ? query.check(reply) : `HTTP ${reply.status} ${reply.body.toString("utf8", 0, 200)}`;
		if (fault !== undefined) faults.push(`${decodeURIComponent(query.path)}: ${fault}`);
	}
	client.close();
	const cpuMs = (1000 * (server.cpuSeconds() - cpu)) / asked;
	return { ms: ms.sort((a, b) => a - b), cpuMs, faults };
}

export function quantileOf(sorted: readonly number[], ratio: number): number {
	return sorted[Math.min(sorted.length - 1, Math.ceil(ratio * sorted.length) - 1)] ?? Number.NaN;
}

export const describeTimings = ({ ms, cpuMs }: Timings): string =>
	`p50 ${quantileOf(ms, 0.5).toFixed(2)}, p95 ${quantileOf(ms, 0.95).toFixed(2)}, p99 ${quantileOf(ms, 0.99).toFixed(2)} ms of ${ms.length}, server ${cpuMs.toFixed(1)} CPU-ms each`;

/** Traces [from, to) of a set by their ids. */
export function traceQueries(set: TraceSet, count: number, from = 0): readonly Query[] {
	const random = new Random(set.seed, QUERY_STREAM);
	random.seekTo(1);
	const plan = new TracePlan();
	const traces = createTraceRandom(set.seed);
	return Array.from({ length: count }, () => {
		fillTrace(plan, traces, from + random.below(set.count - from));
		const spans = plan.spanCount;
		return { path: `${API}/traces/${traceIdOf(plan)}`, accept: SKELETON_TYPE, check: (reply) => checkSkeleton(reply, spans) };
	});
}

function checkSkeleton({ body }: Reply, spans: number): string | undefined {
	const header: { readonly spanCount?: number } = JSON.parse(body.toString("utf8", 0, body.indexOf(0x0a)));
	return header.spanCount === spans ? undefined : `${header.spanCount} spans, ${spans} were sent`;
}

interface ListBody {
	readonly data: readonly { readonly traceId: string }[];
}

function listQuery(q: string, range: string, ids: readonly string[], sort = "newest"): Query {
	return {
		path: `${API}/traces?q=${encodeURIComponent(q)}&${range}&sort=${sort}&limit=${LIST_ROWS}`,
		check: ({ body }) => {
			const { data }: ListBody = JSON.parse(body.toString());
			const got = data.map(({ traceId }) => traceId).join(" ");
			return got === ids.join(" ")
				? undefined
				: `${data.length} traces (${got.slice(0, 70)}…), right are ${ids.length} (${ids.join(" ").slice(0, 70)}…)`;
		},
	};
}

/** The range that holds every span of the traces [0, count): it ends ten minutes after the last one began. */
export function rangeOf(set: TraceSet, baseMs: number, laterNanos = 0): string {
	const start = BigInt(Math.floor(baseMs)) * 1_000_000n;
	const end = start + BigInt(set.count) * BigInt(TRACE_STEP_NANOS) + 600_000_000_000n + BigInt(laterNanos);
	return `from=${Math.floor(baseMs)}&to=${end}`;
}

/** Service + operation + least duration: from half of an operation's spans to one in a thousand. */
export function searchQueries(set: TraceSet, range: string, count: number): readonly Query[] {
	const random = new Random(set.seed, QUERY_STREAM);
	random.seekTo(2);
	const durations = sampleDurations(set);
	const asked: { readonly q: string; readonly test: SpanTest }[] = [];
	while (asked.length < count) {
		const service = random.skewed(SERVICES.length);
		const operation = random.skewed(SERVER_OPERATIONS);
		const sample = durations.get(service * SERVER_OPERATIONS + operation) ?? [];
		if (sample.length < 20) continue;
		const place = Math.floor(sample.length * (1 - 0.5 * random.next() ** 3));
		const micros = Math.floor((sample[Math.min(place, sample.length - 1)] ?? 0) / 1000) + (asked.length % 7);
		const name = operationName(ROLE.server, service, operation);
		asked.push({
			q: `service:${serviceName(service)} name:"${name}" duration:>=${micros}us`,
			test: isSlowOperation(service, operation, micros * 1000),
		});
	}
	const right = newestMatches(
		set,
		asked.map(({ test }) => test),
		LIST_ROWS,
	);
	return asked.map(({ q }, place) => listQuery(q, range, right[place] ?? []));
}

function sampleDurations(set: TraceSet): ReadonlyMap<number, readonly number[]> {
	const byOperation = new Map<number, number[]>();
	const plan = new TracePlan();
	const random = createTraceRandom(set.seed);
	for (let n = 0; n < Math.min(set.count, 5000); n++) {
		fillTrace(plan, random, n);
		for (let row = 0; row < plan.spanCount; row++) {
			if (plan.role[row] !== ROLE.server) continue;
			const key = (plan.service[row] ?? 0) * SERVER_OPERATIONS + (plan.operation[row] ?? 0);
			byOperation.set(key, [...(byOperation.get(key) ?? []), plan.length[row] ?? 0]);
		}
	}
	for (const sample of byOperation.values()) sample.sort((a, b) => a - b);
	return byOperation;
}

/** Attribute = value by turns: an order (one trace), nothing at all, a user (few), a tenant or a status code (many). */
export function attributeQueries(set: TraceSet, range: string, count: number): readonly Query[] {
	const random = new Random(set.seed, QUERY_STREAM);
	random.seekTo(3);
	const plan = new TracePlan();
	const traces = createTraceRandom(set.seed);
	const asked = Array.from({ length: count }, (_, place): { readonly q: string; readonly test: SpanTest | readonly string[] } => {
		do fillTrace(plan, traces, random.below(set.count));
		while (plan.orderWords[0] === 0);
		const [high = 0, low = 0] = plan.orderWords;
		if (place % 4 === 0) return { q: `app.order.id:ord-${idText(high, low)}`, test: [traceIdOf(plan)] };
		if (place % 4 === 1) return { q: `app.order.id:ord-${idText(random.bits(), random.bits())}`, test: [] };
		if (place % 4 === 2) return { q: `user.id:u-${plan.user}`, test: hasUser(plan.user) };
		if (place === 3) return { q: "http.response.status_code:503", test: hasStatusCode(503) };
		const tenant = place % TENANTS;
		return { q: `app.tenant:tenant-${tenant}`, test: hasTenant(tenant) };
	});
	const tests = asked.flatMap(({ test }) => (typeof test === "function" ? [test] : []));
	const right = newestMatches(set, tests, LIST_ROWS);
	return asked.map(({ q, test }) => listQuery(q, range, typeof test === "function" ? (right[tests.indexOf(test)] ?? []) : test));
}

/** Longest first over everything; each range ends a little later, so that no answer is kept from the one before. */
export function longestQueries(set: TraceSet, baseMs: number, count: number): readonly Query[] {
	const ids = longestTraces(set, LIST_ROWS);
	return Array.from({ length: count }, (_, place) => listQuery("", rangeOf(set, baseMs, place), ids, "longest"));
}

/** A part of an id inside a body: of one record, or of none. The part is not a whole word. */
export function logQueries(seed: number, records: number, baseMs: number, count: number): readonly Query[] {
	const random = new Random(seed, QUERY_STREAM);
	random.seekTo(4);
	const logs = createLogRandom(seed);
	const range = `from=${Math.floor(baseMs)}&to=${Math.floor(baseMs) + records + 3_600_000}`;
	return Array.from({ length: count }, (_, place) => {
		const rare = place % 2 === 0;
		const id = rare ? logIdOf(logs, random.below(records)) : idText(random.bits(), random.bits());
		return {
			path: `${API}/logs?q=${encodeURIComponent(`"${id.slice(2, 11)}"`)}&${range}&limit=${LIST_ROWS}`,
			check: ({ body }) => {
				const { data }: { readonly data: readonly { readonly body: { readonly stringValue?: string } | null }[] } = JSON.parse(
					body.toString(),
				);
				const right = data.length === (rare ? 1 : 0) && data.every((record) => record.body?.stringValue?.includes(id) === true);
				return right ? undefined : `${data.length} records`;
			},
		};
	});
}
