/** A writer on a temporary folder, and what a reader would see of it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import type { Signal } from "@spanglass/shared/model/signal";
import type { Span } from "@spanglass/shared/model/span";
import { encodeTraceRequest } from "@spanglass/shared/otlp/protobuf";
import { traceFromText } from "@spanglass/shared/testing/trace-from-text";
import { GenerationView } from "../../../columns/generation-view.ts";
import { spanAt } from "../../../columns/item-decoder.ts";
import type { Clock } from "../../../self/clock.ts";
import type { IngestRequest } from "../../api/ingest-request.ts";
import { createReaderFeed, type ReaderNews } from "../reader-port.ts";
import { createCells, publishedSequence, waitForPublished } from "../shared-cells.ts";
import { createSqliteWriter } from "./journal-writer.ts";
import type { SqliteWriterOptions } from "./options.ts";

export function temporaryFolder(): { readonly path: string; readonly databasePath: string; remove(): void } {
	const path = mkdtempSync(join(tmpdir(), "spanglass-"));
	return { path, databasePath: join(path, "spanglass.db"), remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A clock that stands still until it is moved. */
export function manualClock(start = 1_790_000_000_000): Clock & { advance(ms: number): void } {
	let now = start;
	return {
		now: () => now,
		advance: (ms) => {
			now += ms;
		},
	};
}

export function requestOf(signal: Signal, body: Uint8Array, more: Partial<IngestRequest> = {}): IngestRequest {
	const sender = { transport: "grpc", peer: "127.0.0.1", userAgent: "test" } as const;
	return { signal, encoding: "protobuf", compression: "identity", body: body.slice(), sender, ...more };
}

/** A small trace with an id of its own. */
export function traceOf(number: number, service = "gateway"): readonly Span[] {
	const traceId = number.toString(16).padStart(32, "0");
	return traceFromText(`${service}: POST /pay [====]\n  ${service}: charge [==]`, { traceId });
}

export function traceRequest(number: number, service?: string): IngestRequest {
	return requestOf("traces", encodeTraceRequest(traceOf(number, service)));
}

export type Harness = ReturnType<typeof openHarness>;

export function openHarness(databasePath: string, options: Partial<SqliteWriterOptions> = {}) {
	const cells = createCells();
	const warnings: string[] = [];
	const writer = createSqliteWriter({
		databasePath,
		cells,
		clock: manualClock(),
		warn: (message) => warnings.push(message),
		...options,
	});
	const { port1, port2 } = new MessageChannel();
	writer.attachReader(port1);
	const feed = createReaderFeed(port2);
	const news: ReaderNews[] = [];
	const drain = (): readonly ReaderNews[] => {
		news.push(...feed.drain());
		return news;
	};
	const openSpans = (): readonly Span[] => {
		const retired = new Set(drain().flatMap((item) => (item.type === "retired" ? [item.generationId] : [])));
		const handles = news.flatMap((item) => (item.type === "generation" && !retired.has(item.handle.generationId) ? [item.handle] : []));
		const views = handles.filter(({ signal }) => signal === "traces").map((handle) => new GenerationView(handle));
		return views.flatMap((view) => Array.from({ length: view.counts.rows }, (_, row) => spanAt(view, row)));
	};
	return {
		writer,
		cells,
		warnings,
		drain,
		/** Every published span of the generations that are not retired, in order of arrival. */
		openSpans,
		/** Resolves when everything acknowledged by now is published. */
		published: async () => waitForPublished(cells, (await writer.status()).sequence, 5000),
		publishedSequence: () => publishedSequence(cells),
		close: async () => {
			await writer.close();
			feed.close();
		},
	};
}
