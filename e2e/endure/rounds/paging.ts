/**
 * Paging to the end of the list of traces by each sort, while senders send and the writer seals and compacts: every trace that was
 * acknowledged before the first page comes once, none comes twice. Traces that are listed already get further spans meanwhile, which make
 * them longer, larger and faulty: by every sort they would stand elsewhere.
 */

import type { ListJson } from "@spanglass/shared/api/answer-schemas";
import { API_BASE, PATHS } from "@spanglass/shared/api/paths";
import type { TraceSummaryJson } from "@spanglass/shared/api/schemas";
import { parseSpanId } from "@spanglass/shared/model/ids";
import type { Span } from "@spanglass/shared/model/span";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import { getJson, wideRange } from "../../support/api.ts";
import { createDataFolder, type Stack, startStack } from "../../support/stack.ts";
import { makeSpans, traceIdOf } from "../../support/synthetic.ts";
import { AckJournal } from "../library/ack-journal.ts";
import { type Check, exactly, fact } from "../library/check.ts";
import { removeUnlessFaulty } from "../library/kept-folders.ts";
import { createRandom, pickInt } from "../library/random.ts";
import { createHttpSender, sendByHttp } from "../library/send.ts";
import { Senders } from "../library/senders.ts";
import { SMALL_STORE } from "../library/test-settings.ts";
import { wait, waitUntil } from "../library/wait.ts";
import type { Round, RoundContext } from "../round.ts";

const SORTS = ["newest", "longest", "spans", "errors"] as const;
/** Traces that are there before the first walk. */
const TRACES_FIRST = 1500;

export const PAGING: Round = {
	id: "PAGING",
	title: "paging to the end while ingesting, sealing and compacting",
	times: { test: 1, short: 1, night: 10 },
	run,
};

class Walks {
	pages = 0;
	missing = 0;
	twice = 0;
	incomplete = 0;
	expected = 0;
}

async function run({ times, seed, say }: RoundContext): Promise<readonly Check[]> {
	const random = createRandom(seed);
	const journal = new AckJournal();
	const senders = new Senders({ journal, pauseMs: 20 });
	const stack = await startStack({ folder: createDataFolder(), env: SMALL_STORE });
	const end = senders.run(stack);
	await waitUntil(() => senders.fates.stored >= TRACES_FIRST * 2, 120_000);
	const grower = grow(stack, random, [...journal.read().traces]);
	const checks: Check[] = [];
	for (const sort of SORTS) {
		const walks = new Walks();
		for (let at = 0; at < times; at++) await walk(stack, sort, { journal, walks, limit: pickInt(random, 20, 200) });
		say(`${sort}: ${walks.pages} pages, ${walks.missing} missing, ${walks.twice} twice`);
		checks.push(
			fact(`${sort}: walks / pages / traces that had to come`, `${times} / ${walks.pages} / ${walks.expected}`),
			exactly(`${sort}: missing`, walks.missing, 0),
			exactly(`${sort}: twice`, walks.twice, 0),
			exactly(`${sort}: pages that say they are not complete`, walks.incomplete, 0),
		);
	}
	const grown = await grower.end();
	await end();
	await stack.stop();
	const all = [...checks, fact("traces that grew meanwhile", grown), fact("requests stored meanwhile", senders.fates.stored)];
	await journal.remove();
	removeUnlessFaulty(all, say, stack.folder);
	return all;
}

/** Add a span to a random trace, fifty times a second. */
function grow(stack: Stack, random: () => number, numbers: readonly number[]): { end(): Promise<number> } {
	const sender = createHttpSender(stack.http);
	const state = { running: true, grown: 0 };
	const loop = async () => {
		while (state.running) {
			const traceId = traceIdOf(numbers[pickInt(random, 0, numbers.length)] ?? 1);
			const [root] = makeSpans({ traceId, service: "grower", spans: 1, start: unixNanosFromMillis(Date.now()) });
			const spanId = parseSpanId(
				pickInt(random, 2 ** 20, 2 ** 40)
					.toString(16)
					.padStart(16, "0"),
			);
			if (root === undefined || spanId === undefined) return;
			const span: Span = { ...root, spanId, parentSpanId: root.spanId, status: { code: 2, message: "it grew" } };
			if ((await sendByHttp(sender, "traces", encodeTraceRequest([span]))).fate === "stored") state.grown++;
			await wait(20);
		}
	};
	const looping = loop();
	return {
		end: async () => {
			state.running = false;
			await looping;
			sender.agent.destroy();
			return state.grown;
		},
	};
}

interface Walk {
	readonly journal: AckJournal;
	readonly walks: Walks;
	readonly limit: number;
}

async function walk(stack: Stack, sort: (typeof SORTS)[number], { journal, walks, limit }: Walk): Promise<void> {
	const expected = [...journal.read().traces].map((number) => String(traceIdOf(number)));
	const seen = new Map<string, number>();
	const base = `${stack.ui}${API_BASE}${PATHS.traces}?${wideRange()}&sort=${sort}&limit=${limit}`;
	let cursor: string | null = "";
	while (cursor !== null) {
		const url: string = cursor === "" ? base : `${base}&cursor=${encodeURIComponent(cursor)}`;
		const page: ListJson<TraceSummaryJson> = await getJson<ListJson<TraceSummaryJson>>(url);
		walks.pages++;
		if (!page.complete) walks.incomplete++;
		for (const { traceId } of page.data) seen.set(traceId, (seen.get(traceId) ?? 0) + 1);
		cursor = page.cursor;
	}
	walks.expected += expected.length;
	walks.missing += expected.filter((id) => !seen.has(id)).length;
	walks.twice += [...seen.values()].filter((count) => count > 1).length;
}
