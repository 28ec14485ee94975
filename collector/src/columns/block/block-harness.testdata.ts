/** Requests through columns and blocks, for tests. */
import type { Signal } from "@spanglass/shared/model/signal";
import { decodeLogsRequest, decodeMetricsRequest, decodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { walkLogs } from "../../wire/otlp/walk-logs.ts";
import { walkMetrics } from "../../wire/otlp/walk-metrics.ts";
import { walkTraces } from "../../wire/otlp/walk-traces.ts";
import { createGeneration } from "../create-generation.ts";
import type { GenerationOf } from "../generation.ts";
import { openGeneration } from "../generation-view.ts";
import { logRecordAt, pointAt, spanAt } from "../item-decoder.ts";
import type { RowView } from "../row-view.ts";
import { type BlockView, openBlock } from "./block-view.ts";
import { type BlockChunks, DamagedBlockError, type RowsToSeal, type SealedBlock } from "./contract.ts";
import { sealBlock } from "./seal-block.ts";

const NONE = new Uint32Array(0);

interface Codec<S extends Signal> {
	readonly walk: (body: Uint8Array, sink: GenerationOf[S], rejected: Uint32Array) => unknown;
	readonly decode: (body: Uint8Array) => readonly object[];
	readonly at: (view: RowView, row: number) => object;
}

export const CODECS: { readonly [S in Signal]: Codec<S> } = {
	traces: { walk: walkTraces, decode: decodeTraceRequest, at: spanAt },
	logs: { walk: walkLogs, decode: decodeLogsRequest, at: logRecordAt },
	metrics: { walk: walkMetrics, decode: decodeMetricsRequest, at: pointAt },
};

/** A generation with these requests, sequences 3 apart. */
export function generationOf<S extends Signal>(signal: S, bodies: readonly Uint8Array[], firstSequence = 100): RowView {
	const generation = createGeneration(signal, { generationId: 7, firstSequence });
	bodies.forEach((body, index) => {
		generation.beginRequest(firstSequence + index * 3, body);
		CODECS[signal].walk(body, generation, NONE);
		generation.publish();
	});
	return openGeneration(generation.handle);
}

/** Seal at one go. */
export function sealed(sources: readonly RowsToSeal[]): SealedBlock | undefined {
	const steps = sealBlock(sources);
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
	}
}

/** The chunks of a block in memory; `stored` may be changed by tests. */
export class MemoryChunks implements BlockChunks {
	readonly stored: Map<number, Uint8Array>;
	readonly #decoded = new Map<string, unknown>();
	reads = 0;

	constructor(block: SealedBlock) {
		this.stored = new Map(block.chunks.map(({ chunk, bytes }) => [chunk, bytes]));
	}

	decoded<T extends { readonly byteLength: number }>(chunk: number, part: number, decode: (stored: Uint8Array) => T): T {
		const key = `${chunk} ${part}`;
		const known = this.#decoded.get(key);
		if (known !== undefined) return known as T;
		const stored = this.stored.get(chunk);
		if (stored === undefined) throw new DamagedBlockError("a chunk is missing");
		this.reads++;
		const decoded = decode(stored);
		this.#decoded.set(key, decoded);
		return decoded;
	}
}

export function opened(block: SealedBlock): BlockView {
	return openBlock(block, new MemoryChunks(block));
}

/** All items of a view, in its order. */
export function itemsOf(view: RowView): readonly object[] {
	return Array.from({ length: view.counts.rows }, (_, row) => CODECS[view.signal].at(view, row));
}
