/**
 * Spans that were sealed lately, for the numbers of traces that come in pieces: whole generations as they were sealed, as many as fit, and
 * of others single traces, read from their blocks.
 */
import type { RowView } from "../../../../columns/row-view.ts";
import type { EarlierFacts } from "../../../../rollup/roll-up-spans.ts";
import { type SpanFactTable, spanFacts } from "../../../../rollup/span-facts.ts";
import type { Subjects } from "../../../../rollup/subjects.ts";
import { findDemo } from "../../demo-rows.ts";
import type { SealedSpans } from "../sealed-spans.ts";

const KEPT_BYTES = 16 * 1024 * 1024;
/** Tables of single traces. */
const KEPT_TRACES = 4096;

/** Of one partition. */
export class RecentFacts implements EarlierFacts {
	readonly #sealed: SealedSpans;
	readonly #subjects: Subjects;
	readonly #isDemo: boolean;
	/** By the first block of a generation, oldest first. */
	readonly #generations = new Map<number, { readonly blocks: readonly number[]; readonly table: SpanFactTable }>();
	/** By block and trace; least recently made first. */
	readonly #traces = new Map<string, SpanFactTable | undefined>();
	#bytes = 0;

	constructor(sealed: SealedSpans, subjects: Subjects, isDemo: boolean) {
		this.#sealed = sealed;
		this.#subjects = subjects;
		this.#isDemo = isDemo;
	}

	get byteLength(): number {
		return this.#bytes;
	}

	/** A generation has become these blocks. */
	add(blocks: readonly number[], table: SpanFactTable): void {
		const [first] = blocks;
		if (first === undefined || table.count === 0) return;
		this.#generations.set(first, { blocks, table });
		this.#bytes += table.byteLength;
		for (const [id, { table: oldest }] of this.#generations) {
			if (this.#bytes <= KEPT_BYTES) return;
			this.#drop(id, oldest);
		}
	}

	/** These blocks are no more: what they hold is in another one, or gone. */
	forget(blocks: readonly number[]): void {
		for (const [id, generation] of this.#generations) {
			if (generation.blocks.some((block) => blocks.includes(block))) this.#drop(id, generation.table);
		}
		this.#traces.clear();
	}

	tablesOf(words: Uint32Array, at: number): readonly SpanFactTable[] {
		const blocks = this.#sealed.blocksOf(words, at);
		if (blocks.length === 0) return [];
		const tables = new Set<SpanFactTable>();
		for (const block of blocks) {
			const table = this.#generationOf(block) ?? this.#traceIn(block, words, at);
			if (table !== undefined) tables.add(table);
		}
		return [...tables];
	}

	#generationOf(block: number): SpanFactTable | undefined {
		for (const { blocks, table } of this.#generations.values()) if (blocks.includes(block)) return table;
		return undefined;
	}

	#traceIn(block: number, words: Uint32Array, at: number): SpanFactTable | undefined {
		const id = words.slice(at, at + 4);
		const key = `${block} ${id.join(" ")}`;
		if (this.#traces.has(key)) return this.#traces.get(key);
		const table = this.#sealed.read(block, (view) => this.#factsOf(view, id));
		this.#traces.set(key, table);
		const [oldest] = this.#traces.keys();
		if (this.#traces.size > KEPT_TRACES && oldest !== undefined) this.#traces.delete(oldest);
		return table;
	}

	#factsOf(view: RowView, id: Uint32Array): SpanFactTable | undefined {
		const trace = view.findTrace(id);
		if (trace < 0) return undefined;
		const rows = view.rowsOfTrace(trace);
		const [first, last] = [rows[0], rows.at(-1)];
		if (first === undefined || last === undefined) return undefined;
		if ((findDemo(view)?.(first) ?? false) !== this.#isDemo) return undefined;
		const steps = spanFacts({ view, from: first, to: last + 1 }, this.#subjects);
		for (;;) {
			const step = steps.next();
			if (step.done === true) return step.value;
		}
	}

	#drop(id: number, table: SpanFactTable): void {
		this.#generations.delete(id);
		this.#bytes -= table.byteLength;
	}
}
