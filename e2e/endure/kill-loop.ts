/**
 * D01: senders of all three signals over both transports, SIGKILL at a random moment, start again on the same folder, many times; at the end
 * every acknowledged item is there exactly once, every other request is there wholly or not at all, and the database is sound.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { API_BASE } from "@spanglass/shared/api/paths";
import type { TraceId } from "@spanglass/shared/model/ids";
import { getJson, getLogs, getTraces, wideRange } from "../support/api.ts";
import { createGrpcClient, sendHttp } from "../support/otlp-client.ts";
import { createDataFolder, type Stack, startStack } from "../support/stack.ts";
import { logsRequest, metricsRequest, RECORDS_PER_REQUEST, SPANS_PER_TRACE, traceIdOf, traceRequest } from "../support/synthetic.ts";

const SENDERS = 8;

export interface KillLoopResult {
	readonly cycles: number;
	readonly seed: number;
	readonly acknowledged: { readonly traces: number; readonly logs: number; readonly points: number };
	/** Requests whose items are missing, doubled or partly there. */
	readonly missing: number;
	readonly doubled: number;
	readonly partial: number;
	readonly integrity: string;
	readonly slowestReadyMs: number;
	readonly folder: string;
}

interface Acknowledged {
	readonly traces: Set<TraceId>;
	readonly logs: Set<number>;
	/** Metric name -> values. */
	readonly points: Map<string, Set<number>>;
}

/** Run the loop. The data folder is left for the caller to remove. */
export async function runKillLoop(cycles: number, seed: number): Promise<KillLoopResult> {
	const random = createRandom(seed);
	const folder = createDataFolder();
	const acknowledged: Acknowledged = { traces: new Set(), logs: new Set(), points: new Map() };
	let number = 1;
	let slowestReadyMs = 0;
	for (let cycle = 0; cycle < cycles; cycle++) {
		const stack = await startStack({ folder });
		slowestReadyMs = Math.max(slowestReadyMs, stack.readyMs);
		const load = startLoad(stack, acknowledged, () => number++, cycle);
		await sleep(200 + random() * 2800);
		await stack.kill();
		await load.end();
	}
	const stack = await startStack({ folder });
	const counted = await countItems(stack, acknowledged);
	await stack.stop();
	return { cycles, seed, ...counted, integrity: checkIntegrity(folder), slowestReadyMs, folder };
}

function startLoad(stack: Stack, acknowledged: Acknowledged, next: () => number, cycle: number) {
	let running = true;
	const senders = Array.from({ length: SENDERS }, async (_, index) => {
		const client = createGrpcClient(stack.grpc, { gzip: index % 4 === 0 });
		while (running) {
			const sent = await sendOne(stack, client, { index, number: next(), cycle }, acknowledged).catch(() => false);
			if (!sent) await sleep(5);
		}
		client.close();
	});
	return {
		end: async () => {
			running = false;
			await Promise.all(senders);
		},
	};
}

interface Turn {
	readonly index: number;
	readonly number: number;
	readonly cycle: number;
}

/** Send one request and remember it when it was acknowledged. Senders 0-3 send traces, 4-5 logs, 6-7 metrics; odd ones use HTTP. */
async function sendOne(
	stack: Stack,
	client: ReturnType<typeof createGrpcClient>,
	turn: Turn,
	acknowledged: Acknowledged,
): Promise<boolean> {
	const { index, number } = turn;
	const signal = index < 4 ? "traces" : index < 6 ? "logs" : "metrics";
	const service = `sender-${index}`;
	const metric = `kill.${index}.${turn.cycle}.${Math.floor(number / 500)}`;
	const body =
		signal === "traces"
			? traceRequest(number, service)
			: signal === "logs"
				? logsRequest(number, service)
				: metricsRequest(number, service, metric);
	const accepted =
		index % 2 === 1
			? (await sendHttp(stack.http, signal, body, { type: "application/x-protobuf", gzip: index % 4 === 1 })).status === 200
			: (await client.send(signal, body)).code === 0;
	if (!accepted) return false;
	if (signal === "traces") acknowledged.traces.add(traceIdOf(number));
	else if (signal === "logs") acknowledged.logs.add(number);
	else acknowledged.points.set(metric, (acknowledged.points.get(metric) ?? new Set()).add(number));
	return true;
}

async function countItems(stack: Stack, acknowledged: Acknowledged) {
	const range = wideRange();
	const tally = { missing: 0, doubled: 0, partial: 0 };
	const judge = (seen: number, whole: number, wasAcknowledged: boolean) => {
		if (wasAcknowledged && seen === 0) tally.missing++;
		else if (seen > whole) tally.doubled++;
		else if (seen > 0 && seen < whole) tally.partial++;
	};
	const traces = new Map((await getTraces(stack, range)).map((trace) => [trace.traceId, trace.spanCount]));
	for (const id of new Set([...traces.keys(), ...acknowledged.traces])) {
		judge(traces.get(id) ?? 0, SPANS_PER_TRACE, acknowledged.traces.has(id as TraceId));
	}
	const logs = new Map<number, number>();
	for (const record of await getLogs(stack, range)) {
		const number = Number(/request (\d+) /.exec(String(record.body?.stringValue))?.[1]);
		logs.set(number, (logs.get(number) ?? 0) + 1);
	}
	for (const number of new Set([...logs.keys(), ...acknowledged.logs]))
		judge(logs.get(number) ?? 0, RECORDS_PER_REQUEST, acknowledged.logs.has(number));
	let points = 0;
	for (const [metric, values] of acknowledged.points) {
		const seen = await readPoints(stack, metric, range);
		for (const value of new Set([...seen.keys(), ...values])) judge(seen.get(value) ?? 0, 1, values.has(value));
		points += values.size;
	}
	return { acknowledged: { traces: acknowledged.traces.size, logs: acknowledged.logs.size, points }, ...tally };
}

async function readPoints(stack: Stack, metric: string, range: string): Promise<ReadonlyMap<number, number>> {
	interface Page {
		readonly data: readonly { readonly point: { readonly asInt: string } }[];
	}
	const seen = new Map<number, number>();
	const page = await getJson<Page>(`${stack.ui}${API_BASE}/metrics/${metric}/points?${range}&limit=1000`).catch(() => undefined);
	for (const { point } of page?.data ?? []) seen.set(Number(point.asInt), (seen.get(Number(point.asInt)) ?? 0) + 1);
	return seen;
}

/** `PRAGMA integrity_check` by another SQLite than the product's own. */
function checkIntegrity(folder: string): string {
	const file = readdirSync(folder).find((name) => name.endsWith(".db"));
	if (file === undefined) return "no database file";
	const database = new DatabaseSync(join(folder, file), { readOnly: true });
	try {
		return String(Object.values(database.prepare("PRAGMA integrity_check").get() ?? {})[0]);
	} finally {
		database.close();
	}
}

/** mulberry32: 0 <= x < 1 from a seed. */
function createRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

function sleep(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
