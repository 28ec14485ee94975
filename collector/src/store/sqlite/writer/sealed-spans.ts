/**
 * Finds spans that are sealed already: of the newest 64 blocks of traces that arrived within 15 minutes. Their trace ids are in a table in
 * memory; span ids are read from the block when a trace comes again, which few do.
 */
import type { EarlierSpans } from "../../../columns/generation.ts";
import { SpanColumn } from "../../../columns/layout.ts";
import { RecentTraces } from "../../../columns/recent-traces.ts";
import type { RowView } from "../../../columns/row-view.ts";
import type { BlockFacts } from "./block-table.ts";

const BLOCKS = 64;
const WINDOW_MS = 15 * 60_000;
/** Blocks that are kept open. */
const OPEN_BLOCKS = 4;
/** Span ids of traces that came again. */
const KEPT_SPANS = 200_000;
const TRACE_WORDS = 4;

export interface SealedSpansOptions {
	/** Undefined when the block is gone. Throws when it is damaged. */
	readonly open: (blockId: number) => RowView | undefined;
	readonly damaged: (blockId: number, fault: unknown) => void;
}

interface Group {
	readonly id: number;
	/** Blocks that took the rows of one generation. */
	blocks: readonly number[];
	readonly lastArrival: number;
}

export class SealedSpans implements EarlierSpans {
	version = 0;
	readonly #options: SealedSpansOptions;
	readonly #traces = new RecentTraces();
	/** Those too that are too old to be looked at, as many as fit. */
	readonly #everyTrace = new RecentTraces();
	/** By id, which is that of a first block, in order of age. */
	readonly #groups = new Map<number, Group>();
	readonly #views = new Map<number, RowView>();
	/** Span ids by block and trace, least recently used first. */
	readonly #spans = new Map<string, ReadonlySet<string>>();
	#keptSpans = 0;

	constructor(options: SealedSpansOptions) {
		this.#options = options;
	}

	get byteLength(): number {
		return this.#traces.byteLength + this.#everyTrace.byteLength;
	}

	/** Rows of `count` traces were sealed into `blocks`; their ids are 4 words each. */
	add(blocks: readonly BlockFacts[], ids: Uint32Array, count: number): void {
		const [first] = blocks;
		if (first === undefined || count === 0) return;
		const lastArrival = Math.max(...blocks.map((block) => block.lastArrival));
		this.#traces.add(first.id, ids, count);
		this.#everyTrace.add(first.id, ids, count);
		this.#groups.set(first.id, { id: first.id, blocks: blocks.map(({ id }) => id), lastArrival });
		this.#forgetOld(lastArrival);
		this.version++;
	}

	/** At start: the newest of the blocks that are stored. */
	load(stored: readonly BlockFacts[]): void {
		const traces = stored.filter(({ signal, quarantined }) => signal === "traces" && !quarantined);
		const newest = traces.reduce((time, block) => Math.max(time, block.lastArrival), 0);
		for (const block of traces.slice(-BLOCKS)) {
			if (block.lastArrival < newest - WINDOW_MS) continue;
			this.#load(block);
			this.#views.clear();
		}
	}

	#load(block: BlockFacts): void {
		try {
			const view = this.#view(block.id);
			if (view !== undefined) this.add([block], view.traces, view.counts.traces);
		} catch (fault) {
			this.#options.damaged(block.id, fault);
		}
	}

	/** Blocks have become another one, or, undefined, are gone. */
	replace(old: readonly number[], by: number | undefined): void {
		for (const id of old) this.#views.delete(id);
		for (const group of this.#groups.values()) {
			if (!group.blocks.some((id) => old.includes(id))) continue;
			const kept = group.blocks.filter((id) => !old.includes(id));
			group.blocks = by === undefined ? kept : [...kept, by];
		}
	}

	/** Blocks that may hold spans of the trace, in order of age. */
	blocksOf(traces: Uint32Array, at: number): readonly number[] {
		const groups = this.#groupsOf(traces, at);
		if (groups.length === 0) return groups;
		const ascending = groups.length > 1 ? groups.toSorted((a, b) => a - b) : groups;
		return [...new Set(ascending.flatMap((id) => this.#groups.get(id)?.blocks ?? []))];
	}

	/** The trace has spans in blocks that are too old to be looked at, as far as is remembered. */
	hasOlder(traces: Uint32Array, at: number): boolean {
		return this.#find(this.#everyTrace, traces, at).some((id) => !this.#groups.has(id));
	}

	/** What `ask` finds in a block; undefined when it is gone or damaged. */
	read<T>(block: number, ask: (view: RowView) => T): T | undefined {
		try {
			const view = this.#view(block);
			return view === undefined ? undefined : ask(view);
		} catch (fault) {
			this.#options.damaged(block, fault);
			return undefined;
		}
	}

	mayHold(traces: Uint32Array, at: number): boolean {
		return this.#groupsOf(traces, at).length > 0;
	}

	has(key: Uint32Array): boolean {
		const span = spanKey(key[4] as number, key[5] as number);
		return this.#groupsOf(key, 0).some((id) => this.#groups.get(id)?.blocks.some((block) => this.#spansOf(block, key).has(span)));
	}

	#groupsOf(traces: Uint32Array, at: number): readonly number[] {
		return this.#find(this.#traces, traces, at);
	}

	#find(recent: RecentTraces, traces: Uint32Array, at: number): readonly number[] {
		return recent.find(traces[at] as number, traces[at + 1] as number, traces[at + 2] as number, traces[at + 3] as number);
	}

	#spansOf(block: number, key: Uint32Array): ReadonlySet<string> {
		const name = `${block} ${key.subarray(0, TRACE_WORDS).join(" ")}`;
		const spans = this.#spans.get(name) ?? this.#readSpans(block, key);
		if (!this.#spans.delete(name)) this.#keptSpans += spans.size;
		this.#spans.set(name, spans);
		for (const [other, { size }] of this.#spans) {
			if (this.#keptSpans <= KEPT_SPANS) break;
			this.#spans.delete(other);
			this.#keptSpans -= size;
		}
		return spans;
	}

	#readSpans(block: number, key: Uint32Array): ReadonlySet<string> {
		const spans = new Set<string>();
		try {
			const view = this.#view(block);
			const trace = view?.findTrace(key.subarray(0, TRACE_WORDS)) ?? -1;
			if (view === undefined || trace < 0) return spans;
			for (const row of view.rowsOfTrace(trace))
				spans.add(spanKey(view.value(SpanColumn.spanHigh, row), view.value(SpanColumn.spanLow, row)));
		} catch (fault) {
			this.#options.damaged(block, fault);
		}
		return spans;
	}

	#view(block: number): RowView | undefined {
		const view = this.#views.get(block) ?? this.#options.open(block);
		this.#views.delete(block);
		if (view !== undefined) this.#views.set(block, view);
		const [oldest] = this.#views.keys();
		if (this.#views.size > OPEN_BLOCKS && oldest !== undefined) this.#views.delete(oldest);
		return view;
	}

	#forgetOld(now: number): void {
		const living = new Set(this.#traces.groups);
		for (const { id, lastArrival } of this.#groups.values()) {
			if (living.has(id) && this.#groups.size <= BLOCKS && lastArrival >= now - WINDOW_MS) continue;
			this.#groups.delete(id);
			this.#traces.drop(id);
		}
	}
}

function spanKey(high: number, low: number): string {
	return `${high} ${low}`;
}
