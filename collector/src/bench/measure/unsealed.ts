/** E16: queries while the newest spans are still open columns, as many as fit before a seal; and E13: what a killed server needs to come back. */
import { storedCounts } from "../api.ts";
import type { TraceSet } from "../dataset/truth.ts";
import { rounded } from "../report.ts";
import { type Server, startServer } from "../server.ts";
import { type Bench, CLOSED_LOOP, expectAllAcked, median } from "./bench.ts";
import { describeTimings, quantileOf, rangeOf, runQueries, searchQueries, type Timings, traceQueries } from "./queries.ts";
import { conclude, type QueryTimes } from "./search.ts";
import { createSpanStock } from "./span-stock.ts";

/** About 62,000 spans: a block is 65,536 rows. */
const OPEN_TRACES = 1770;
const QUERIES = 100;
const WARM = 10;
const RESTARTS = 3;

/** Fill the open columns of a quiet server and ask again. Answers the data set that is stored afterwards. */
export async function measureUnsealed(bench: Bench, server: Server, set: TraceSet, sealed: QueryTimes): Promise<TraceSet> {
	const stock = await createSpanStock(bench, set.count, OPEN_TRACES);
	const sent = await stock.generator.send({ transport: "grpc", address: server.grpc, ...CLOSED_LOOP });
	stock.generator.stop();
	expectAllAcked(bench, "E16", stock, sent);
	const grown = { seed: set.seed, count: set.count + OPEN_TRACES };
	if (!bench.wants("E16")) return grown;
	const options = { warm: WARM, limitMs: 8_000 };
	const byId = await runQueries(server, traceQueries(grown, QUERIES + WARM, set.count), options);
	const search = await runQueries(server, searchQueries(grown, rangeOf(grown, bench.baseMs), QUERIES + WARM), options);
	compare(bench, "E16.id", byId, sealed.trace);
	compare(bench, "E16.search", search, sealed.search);
	return grown;
}

function compare(bench: Bench, key: string, open: Timings, sealed: Timings | undefined): void {
	conclude(bench, `${key} with open columns`, open);
	if (sealed === undefined) return;
	const value = quantileOf(open.ms, 0.5) / quantileOf(sealed.ms, 0.5);
	bench.report.figure({ key, value, note: `of the p50; open ${describeTimings(open)}; sealed ${describeTimings(sealed)}` });
}

export interface Restarted {
	readonly server: Server;
	readonly readySeconds: number;
	/** The first trace by id after each start. */
	readonly firstMs: number;
}

/** Kill the server and start it on the same folder, three times. `items` must be there afterwards. */
export async function measureRestart(bench: Bench, old: Server, set: TraceSet, items: number): Promise<Restarted> {
	const ready: number[] = [];
	const first: number[] = [];
	let server = old;
	for (let restart = 0; restart < RESTARTS; restart++) {
		await server.kill();
		server = await startServer({ folder: old.folder, profileFolder: bench.options.profileFolder });
		ready.push(server.readyMs / 1000);
		const timings = await runQueries(server, traceQueries(set, restart + 1).slice(restart), { warm: 0, limitMs: 0 });
		first.push(quantileOf(timings.ms, 1));
		conclude(bench, "first trace after start", timings);
	}
	const { traces } = await storedCounts(server.ui);
	if (traces !== items) bench.report.fault(`E13: ${items} spans were acknowledged before kill -9, ${traces} are stored`);
	const slowest = `slowest ${rounded(Math.max(...ready))} s`;
	bench.report.remark(
		`start to ready after kill -9, ${items} spans: ${rounded(median(ready))} s (${slowest}); first trace ${rounded(median(first))} ms`,
	);
	return { server, readySeconds: median(ready), firstMs: median(first) };
}
