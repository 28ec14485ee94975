import { traceProbe } from "../../../../columns/trace-filter.ts";
import { type SpanFactTable, spanFacts } from "../../../../rollup/span-facts.ts";
import type { Subjects } from "../../../../rollup/subjects.ts";
import type { Partition } from "../../block-row.ts";
import { findDemo } from "../../demo-rows.ts";
import type { Pace } from "../pace.ts";
import { type Part, type Rows, rowsOf } from "../part.ts";
import { runPaced } from "./run-paced.ts";

/** Newest blocks in which spans of open traces are looked for: so many, and so many rows. What lies further back is found at the seal. */
const BLOCKS = 256;
const ROWS = 1_000_000;

export interface EarlierBlocksOptions {
	/** Of a snapshot, in order of their first sequence. */
	readonly blocks: readonly Part[];
	/** Rows of requests with a later sequence do not count. */
	readonly upTo: number;
	readonly partition: Partition;
	readonly subjects: Subjects;
	readonly pace: Pace;
}

/** By a trace's 4 words. */
export function traceKey(words: Uint32Array, at: number): string {
	return `${words[at]} ${words[at + 1]} ${words[at + 2]} ${words[at + 3]}`;
}

/**
 * What blocks hold of some traces: tables by `traceKey`, oldest block first. Traces without a span there are left out.
 *
 * Cost  20 ns a trace and block; the traces of a block that may hold one of them, and the rows of those that it does hold.
 */
export async function factsInBlocks(traces: readonly Uint32Array[], options: EarlierBlocksOptions): Promise<Map<string, SpanFactTable[]>> {
	const found = new Map<string, SpanFactTable[]>();
	if (traces.length === 0) return found;
	const probes = traces.map((words) => ({ words, probe: traceProbe(words) }));
	const tables: SpanFactTable[] = [];
	let rowsLeft = ROWS;
	for (const part of options.blocks.slice(-BLOCKS).reverse()) {
		if (rowsLeft <= 0) break;
		rowsLeft -= part.rowCount ?? 0;
		const wanted = probes.filter(({ probe }) => part.mayHold(probe)).map(({ words }) => words);
		const table = wanted.length === 0 ? undefined : await factsOf(wanted, part, options);
		if (table !== undefined) tables.push(table);
		if (options.pace.isDue()) await options.pace.rest();
	}
	for (const table of tables.reverse()) {
		for (let trace = 0; trace < table.traceCount; trace++) {
			const key = traceKey(table.traces, trace * 4);
			found.set(key, [...(found.get(key) ?? []), table]);
		}
	}
	return found;
}

async function factsOf(traces: readonly Uint32Array[], part: Part, options: EarlierBlocksOptions): Promise<SpanFactTable | undefined> {
	const { upTo, partition, subjects, pace } = options;
	const rows = await part.open({ after: -1, upTo });
	const wanted = rowsOfTraces(traces, rows, partition);
	if (wanted.size === 0) return undefined;
	const [from, to] = [Math.min(...wanted), Math.max(...wanted) + 1];
	return await runPaced(spanFacts({ view: rows.view, from, to, has: (row) => wanted.has(row) }, subjects), pace);
}

function rowsOfTraces(traces: readonly Uint32Array[], rows: Rows, partition: Partition): ReadonlySet<number> {
	const wanted = new Set<number>();
	const held = traces.map((words) => rows.view.findTrace(words)).filter((trace) => trace >= 0);
	if (held.length === 0 || rows.from >= rows.to) return wanted;
	const isDemo = findDemo(rows.view);
	for (const trace of held) {
		for (const row of rowsOf(rows, trace)) {
			if ((isDemo?.(row) ?? false) === (partition === "demo")) wanted.add(row);
		}
	}
	return wanted;
}
