/** Roll-ups of the rows of one generation and partition, kept up with them: each row is looked at once, not once a question. */
import type { RowView } from "../../../../columns/row-view.ts";
import type { PackRows, RollupTable } from "../../../../rollup/pack.ts";
import { linkedTraces, rollUpSpans } from "../../../../rollup/roll-up-spans.ts";
import { type SpanFactTable, spanFacts } from "../../../../rollup/span-facts.ts";
import type { Subjects } from "../../../../rollup/subjects.ts";
import type { WaitingLinks } from "../../../../rollup/waiting-links.ts";
import type { Partition } from "../../block-row.ts";
import { findDemo } from "../../demo-rows.ts";
import type { Pace } from "../pace.ts";
import type { Part } from "../part.ts";
import { factsInBlocks, traceKey } from "./earlier-blocks.ts";
import { PackPile } from "./pack-pile.ts";
import { runPaced } from "./run-paced.ts";

export interface OpenSpansOptions {
	readonly view: RowView;
	/** The first row. */
	readonly from: number;
	readonly partition: Partition;
	readonly subjects: Subjects;
	/** Rows of requests up to it are in blocks; those of later ones are in `before` or here. */
	readonly watermark: number;
	/** Older generations that are open too. They are complete. */
	readonly before: readonly OpenSpans[];
	/** Links of spans in blocks that wait for theirs. */
	readonly storedLinks: () => WaitingLinks;
}

/** What one step needs of the query that takes it. */
export interface StepContext {
	readonly blocks: readonly Part[];
	readonly pace: Pace;
}

interface FactRange {
	readonly from: number;
	readonly to: number;
	readonly table: SpanFactTable;
}

export class OpenSpans {
	/** Rows below it are in the packs. */
	done: number;
	readonly #options: OpenSpansOptions;
	readonly #before: readonly SpanFactTable[];
	/** What blocks hold of traces that have a span here, or are linked. */
	readonly #inBlocks = new Map<string, readonly SpanFactTable[]>();
	readonly #looked = new Set<string>();
	readonly #links: WaitingLinks;
	/** In order of rows, each of more rows than the one after. */
	#facts: readonly FactRange[] = [];
	readonly #packs = new Map<RollupTable, PackPile>();

	constructor(options: OpenSpansOptions) {
		this.#options = options;
		this.done = options.from;
		this.#before = options.before.flatMap((spans) => spans.#facts.map(({ table }) => table));
		this.#links = options.before.map((spans) => spans.#links.copy()).at(-1) ?? options.storedLinks();
	}

	/** Of its rows, with what they correct. */
	packs(table: RollupTable): readonly PackRows[] {
		return this.#packs.get(table)?.packs ?? [];
	}

	/** Take in the rows up to `to`. After a throw it is of no more use. One at a time. */
	async advance(to: number, context: StepContext): Promise<void> {
		const { view, partition, subjects } = this.#options;
		const from = this.done;
		if (from >= to) return;
		const isDemo = findDemo(view);
		const isWanted = partition === "demo";
		if (isDemo === undefined && isWanted) {
			this.done = to;
			return;
		}
		const has = isDemo && ((row: number) => isDemo(row) === isWanted);
		const facts = await runPaced(spanFacts({ view, from, to, has }, subjects), context.pace);
		if (facts.count > 0) {
			const batch = { facts, view, arrivedAt: 0 };
			await this.#lookBack([...tracesOf(facts), ...linkedTraces(batch)], context);
			const state = { subjects, earlier: this, links: this.#links };
			const packs = await runPaced(rollUpSpans(batch, state), context.pace);
			for (const pack of packs) this.#addPack(pack);
		}
		await this.#addFacts({ from, to, table: facts }, has, context.pace);
		this.done = to;
	}

	/** See `EarlierFacts`. */
	tablesOf(words: Uint32Array, at: number): readonly SpanFactTable[] {
		const stored = this.#inBlocks.size === 0 ? undefined : this.#inBlocks.get(traceKey(words, at));
		const own = this.#facts.map(({ table }) => table);
		return stored === undefined ? [...this.#before, ...own] : [...stored, ...this.#before, ...own];
	}

	async #lookBack(traces: readonly Uint32Array[], { blocks, pace }: StepContext): Promise<void> {
		const { watermark, partition, subjects } = this.#options;
		if (blocks.length === 0) return;
		const unknown = traces.filter((words) => !this.#looked.has(traceKey(words, 0)));
		const found = await factsInBlocks(unknown, { blocks, upTo: watermark, partition, subjects, pace });
		for (const words of unknown) this.#looked.add(traceKey(words, 0));
		for (const [key, tables] of found) this.#inBlocks.set(key, tables);
	}

	/** Small tables of neighbours become one. */
	async #addFacts(added: FactRange, has: ((row: number) => boolean) | undefined, pace: Pace): Promise<void> {
		const { view, subjects } = this.#options;
		const kept = [...this.#facts];
		let from = added.from;
		for (let last = kept.at(-1); last !== undefined && last.to - last.from <= added.to - from; last = kept.at(-1)) {
			from = last.from;
			kept.pop();
		}
		const table = from === added.from ? added.table : await runPaced(spanFacts({ view, from, to: added.to, has }, subjects), pace);
		this.#facts = [...kept, { from, to: added.to, table }];
	}

	#addPack(pack: PackRows): void {
		const pile = this.#packs.get(pack.table) ?? new PackPile();
		pile.add(pack);
		this.#packs.set(pack.table, pile);
	}
}

function tracesOf({ traces, traceCount }: SpanFactTable): readonly Uint32Array[] {
	return Array.from({ length: traceCount }, (_, trace) => traces.subarray(trace * 4, trace * 4 + 4));
}
