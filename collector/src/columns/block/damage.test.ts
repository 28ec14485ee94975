import { encodeLogsRequest, encodeMetricsRequest, encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { arbitraryLogRecords, arbitrarySpans } from "@spanglass/shared/testing/arbitrary";
import { arbitraryMetricPoints } from "@spanglass/shared/testing/arbitrary-metric";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RowView } from "../row-view.ts";
import { generationOf, itemsOf, MemoryChunks, sealed } from "./block-harness.testdata.ts";
import { openBlock } from "./block-view.ts";
import { chunkFromParts, partsFromChunk } from "./byte-parts.ts";
import { DamagedBlockError, type SealedBlock } from "./contract.ts";

function sampled(view: RowView): SealedBlock {
	const block = sealed([{ view }]);
	if (block === undefined) throw new Error("the sample has no row");
	return block;
}

const options = { numRuns: 6, seed: 8 };
const BLOCKS: Readonly<Record<string, SealedBlock>> = {
	traces: sampled(generationOf("traces", fc.sample(arbitrarySpans.map(encodeTraceRequest), options))),
	logs: sampled(generationOf("logs", fc.sample(arbitraryLogRecords.map(encodeLogsRequest), options))),
	metrics: sampled(generationOf("metrics", fc.sample(arbitraryMetricPoints.map(encodeMetricsRequest), options))),
};

/** Read all that a reader can ask for. */
function readAll(block: SealedBlock, chunks: MemoryChunks): void {
	const view = openBlock(block, chunks);
	itemsOf(view);
	for (let row = 0; row < view.counts.rows; row++) {
		view.sequenceOf(row);
		view.placeOf(row);
	}
	view.mayHoldText("something to look for");
	view.mayHoldValue("service.name", { text: "nobody", number: undefined });
	for (const trace of Array.from({ length: view.counts.traces }).keys()) view.rowsOfTrace(trace);
}

/** What is thrown by reading with one chunk replaced; undefined when nothing is. */
function readWith(block: SealedBlock, chunk: number, bytes: Uint8Array | undefined): unknown {
	const chunks = new MemoryChunks(block);
	if (bytes === undefined) chunks.stored.delete(chunk);
	else chunks.stored.set(chunk, bytes);
	try {
		readAll(block, chunks);
		return undefined;
	} catch (thrown) {
		return thrown;
	}
}

describe("a damaged block is told from a whole one", () => {
	for (const [signal, block] of Object.entries(BLOCKS)) {
		it(`${signal}: a flipped byte anywhere, a missing and a cut chunk`, () => {
			expect(readWith(block, -1, undefined)).toBeUndefined();
			for (const { chunk, bytes } of block.chunks) {
				const step = Math.max(1, Math.floor(bytes.length / 12));
				for (let at = 0; at < bytes.length; at += step) {
					const flipped = Uint8Array.from(bytes);
					flipped[at] = (flipped[at] as number) ^ (1 << (at & 7));
					expect(readWith(block, chunk, flipped)).toBeInstanceOf(DamagedBlockError);
				}
				expect(readWith(block, chunk, undefined)).toBeInstanceOf(DamagedBlockError);
				expect(readWith(block, chunk, bytes.subarray(0, bytes.length - 1))).toBeInstanceOf(DamagedBlockError);
				expect(readWith(block, chunk, new Uint8Array(0))).toBeInstanceOf(DamagedBlockError);
			}
		});

		it(`${signal}: reading ends when bytes were changed before their checksum was made`, () => {
			const random = fc.sample(fc.nat(), { numRuns: 200, seed: 5 });
			for (const [round, number] of random.entries()) {
				const { chunk, bytes } = block.chunks[round % block.chunks.length] as { chunk: number; bytes: Uint8Array };
				const parts = partsFromChunk(bytes).map((part) => Uint8Array.from(part));
				const part = parts[number % parts.length];
				if (part === undefined || part.length === 0) continue;
				part[(number >>> 8) % part.length] = number & 0xff;
				const thrown = readWith(block, chunk, chunkFromParts(parts));
				expect(thrown === undefined || thrown instanceof Error).toBe(true);
			}
		});
	}
});
