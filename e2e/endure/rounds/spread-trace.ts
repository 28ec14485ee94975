/**
 * One trace whose spans arrive over twenty minutes of the product's clock, in many requests and blocks, in no order, children before
 * parents, some twice: in the same bytes, in other requests soon after, and in other requests long after. Between the parts other
 * telemetry fills generations, and the process is killed or stopped. It reads back whole, each span once; copies are marked.
 */
import { API_BASE } from "@spanglass/shared/api/paths";
import { ItemMark, type Span } from "@spanglass/shared/model/span";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanos, unixNanosFromMillis } from "@spanglass/shared/units/time";
import { getJson, getStatus, getTraces, wideRange } from "../../support/api.ts";
import { createDataFolder, type Stack, startStack } from "../../support/stack.ts";
import { makeSpans, traceIdOf } from "../../support/synthetic.ts";
import { AckJournal } from "../library/ack-journal.ts";
import { type Check, exactly, fact } from "../library/check.ts";
import { removeUnlessFaulty } from "../library/kept-folders.ts";
import { createRandom, pickInt, shuffled } from "../library/random.ts";
import { createHttpSender, type HttpSender, sendByHttp } from "../library/send.ts";
import { Senders } from "../library/senders.ts";
import { SMALL_STORE, shiftedClock } from "../library/test-settings.ts";
import { verdictChecks, verifyFolder } from "../library/verify.ts";
import { wait } from "../library/wait.ts";
import type { Round, RoundContext } from "../round.ts";

const SPANS = 240;
const PARTS = 5;
const MINUTES_BETWEEN = 5;
const SPANS_PER_REQUEST = 8;
const SPAN_STEP_NANOS = 5_000_000_000n;
const NUMBER = 2 ** 41;

export const SPREAD_TRACE: Round = {
	id: "SPREAD",
	title: "a trace that arrives over minutes, in many blocks, partly twice",
	times: { test: 1, short: 1, night: 5 },
	run: async (context) => {
		const checks: Check[] = [];
		for (let at = 0; at < context.times; at++) checks.push(...(await runOnce(context, context.seed + at)));
		return checks;
	},
};

async function runOnce({ say }: RoundContext, seed: number): Promise<readonly Check[]> {
	const random = createRandom(seed);
	const folder = createDataFolder();
	const journal = new AckJournal();
	const senders = new Senders({ journal });
	const spans = shuffled(longSpans(), random);
	const sent: Uint8Array[] = [];
	let copies = 0;
	for (let part = 0; part < PARTS; part++) {
		const env = { ...SMALL_STORE, ...shiftedClock(-(PARTS - 1 - part) * MINUTES_BETWEEN * 60_000) };
		const stack = await startStack({ folder, env });
		const end = senders.run(stack);
		const own = spans.slice((part * SPANS) / PARTS, ((part + 1) * SPANS) / PARTS);
		const earlier = spans.slice(0, (part * SPANS) / PARTS);
		const repeated = [...shuffled(earlier, random).slice(0, 6), ...shuffled(own, random).slice(0, 4)];
		const http = createHttpSender(stack.http);
		for (const body of requestsOf(own)) await store(http, body, sent, () => wait(pickInt(random, 50, 300)));
		// The same bytes: recognised, not stored. Not those of parts whose copies are no longer remembered.
		for (const body of shuffled(sent.slice(-3), random)) await store(http, body, [], () => wait(20));
		await store(http, encodeTraceRequest(repeated), [], () => wait(20));
		copies += repeated.length;
		http.agent.destroy();
		if (part % 2 === 0) await stack.kill();
		await end();
		if (part % 2 === 1) await stack.stop();
	}
	const last = await startStack({ folder, env: SMALL_STORE });
	await senders.settle(last);
	const checks = [...(await judge(last, copies)), fact("spans stored in all", (await getStatus(last)).stored.traces)];
	await last.stop();
	// The trace itself is none of the senders': its own rules are above, theirs below.
	const verdict = await verifyFolder(folder, journal.read(), SMALL_STORE, [traceIdOf(NUMBER)]);
	const all = [...checks, ...verdictChecks(verdict)];
	say(`seed ${seed}: ${checks.filter(({ holds }) => holds === false).length} rules broken`);
	await journal.remove();
	removeUnlessFaulty(all, say, folder);
	return all;
}

/** Twenty minutes of spans, three children each, ending now. */
function longSpans(): readonly Span[] {
	const start = unixNanosFromMillis(Date.now() - PARTS * MINUTES_BETWEEN * 60_000);
	return makeSpans({ traceId: traceIdOf(NUMBER), service: "spread", spans: SPANS, start, fanOut: 3 }).map((span, index) => {
		const startTime = start + BigInt(index) * SPAN_STEP_NANOS;
		return { ...span, startTime: unixNanos(startTime), endTime: unixNanos(startTime + SPAN_STEP_NANOS) };
	});
}

function requestsOf(spans: readonly Span[]): readonly Uint8Array[] {
	const count = Math.ceil(spans.length / SPANS_PER_REQUEST);
	return Array.from({ length: count }, (_, at) => encodeTraceRequest(spans.slice(at * SPANS_PER_REQUEST, (at + 1) * SPANS_PER_REQUEST)));
}

/** Until it is acknowledged; then remembered and a pause. */
async function store(http: HttpSender, body: Uint8Array, sent: Uint8Array[], pause: () => Promise<void>): Promise<void> {
	for (let tries = 0; tries < 100; tries++) {
		const { fate, message } = await sendByHttp(http, "traces", body);
		if (fate === "stored") {
			sent.push(body);
			return pause();
		}
		if (fate !== "refused") throw new Error(`the trace could not be sent: ${fate} ${message}`);
		await wait(100);
	}
	throw new Error("the trace was refused 100 times");
}

interface Skeleton {
	readonly spanCount: number;
	readonly complete: boolean;
	readonly warnings: readonly string[];
	readonly spanIds: readonly string[];
	readonly marks: readonly number[];
	readonly parent: readonly number[];
}

async function judge(stack: Stack, copies: number): Promise<readonly Check[]> {
	const id = traceIdOf(NUMBER);
	const trace = await getJson<Skeleton>(`${stack.ui}${API_BASE}/traces/${id}`);
	const once = new Map<string, number>();
	const isCopy = (row: number): boolean => ((trace.marks[row] ?? 0) & ItemMark.duplicate) !== 0;
	trace.spanIds.forEach((spanId, row) => {
		if (!isCopy(row)) once.set(spanId, (once.get(spanId) ?? 0) + 1);
	});
	const listed = (await getTraces(stack, `${wideRange()}&q=${encodeURIComponent("service:spread")}`)).filter(
		({ traceId }) => traceId === id,
	);
	return [
		exactly("different spans of the trace", once.size, SPANS),
		exactly("spans that are there more than once without a mark", [...once.values()].filter((count) => count > 1).length, 0),
		exactly("copies marked as such", trace.spanIds.filter((_, row) => isCopy(row)).length, copies),
		exactly("spans without a parent, copies left out", trace.parent.filter((parent, row) => parent < 0 && !isCopy(row)).length, 1),
		exactly("complete", String(trace.complete), "true"),
		exactly("times it is listed", listed.length, 1),
		fact("spans in the list's line", listed[0]?.spanCount ?? 0),
	];
}
