/** A load generator with spans that are not in the measured data set. */
import { startGenerator } from "../load/generator.ts";
import type { Bench, Stock } from "./bench.ts";

/** Trace numbers from here on start 20 minutes and more after the largest measured data set: no measured range reaches them. */
export const BACKGROUND_FIRST = 700_000;

export async function createSpanStock({ options, baseMs }: Bench, first: number, count: number): Promise<Stock> {
	const generator = await startGenerator();
	const prepared = await generator.prepare({ workload: "spans", gzip: false, seed: options.seed, baseMs, first, count });
	return { name: "spans", generator, items: prepared.items, count };
}
