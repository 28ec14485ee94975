/** What reading a request the way other stores do repairs in it: counted by their walk into columns that are thrown away. */
import type { Signal } from "@spanglass/shared/model/signal";
import { createGeneration } from "../../columns/create-generation.ts";
import { walkLogs } from "../../wire/otlp/walk-logs.ts";
import { walkMetrics } from "../../wire/otlp/walk-metrics.ts";
import { walkTraces } from "../../wire/otlp/walk-traces.ts";
import type { RepairCounts } from "../api/writer-status.ts";

type TextRepairs = Omit<RepairCounts, "duplicateSpans">;

export function countRepairs(signal: Signal, body: Uint8Array, rejected: Uint32Array): TextRepairs {
	switch (signal) {
		case "traces":
			return walked(createGeneration(signal, FIRST), (sink) => walkTraces(body, sink, rejected), body);
		case "logs":
			return walked(createGeneration(signal, FIRST), (sink) => walkLogs(body, sink, rejected), body);
		case "metrics":
			return walked(createGeneration(signal, FIRST), (sink) => walkMetrics(body, sink, rejected), body);
	}
}

const FIRST = { generationId: 0, firstSequence: 1 };

interface Sink {
	readonly repairedTexts: number;
	beginRequest(sequence: number, body: Uint8Array): void;
}

function walked<T extends Sink>(sink: T, walk: (sink: T) => { readonly duplicateKeys: number }, body: Uint8Array): TextRepairs {
	sink.beginRequest(1, body);
	const { duplicateKeys } = walk(sink);
	return { duplicateKeys, invalidUtf8: sink.repairedTexts };
}
