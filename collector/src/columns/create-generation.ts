import type { Signal } from "@spanglass/shared/model/signal";
import type { GenerationOf, GenerationOptions } from "./generation.ts";
import { LogColumns } from "./log-columns.ts";
import { MetricColumns } from "./metric-columns.ts";
import { TraceColumns } from "./trace-columns.ts";

const CREATE: { readonly [S in Signal]: (options: GenerationOptions) => GenerationOf[S] } = {
	traces: (options) => new TraceColumns(options),
	logs: (options) => new LogColumns(options),
	metrics: (options) => new MetricColumns(options),
};

/**
 * An empty generation.
 *
 * Owns    the caller walks requests into it, publishes, and at last retires it; its shared buffers live as long as a reader holds them.
 * Cost    about 1 MiB until rows come; 1 GiB of address space is reserved per buffer.
 */
export function createGeneration<S extends Signal>(signal: S, options: GenerationOptions): GenerationOf[S] {
	return CREATE[signal](options);
}
