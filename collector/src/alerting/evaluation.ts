/** What main asks a query worker to evaluate, and what comes back: plain JSON. */
import type { AlertLabels } from "@spanglass/shared/model/alert";
import type { AlertRule } from "@spanglass/shared/model/alert-rule";
import { messageOf } from "@spanglass/shared/model/errors";
import { unixNanos } from "@spanglass/shared/units/time";
import type { IngestHistory } from "../store/api/ingest-activity.ts";
import type { Evaluation } from "./alert-step.ts";
import { evaluate } from "./evaluate.ts";
import type { LoadContext } from "./kinds/series.ts";

export interface AskedRule {
	readonly id: string;
	readonly rule: AlertRule;
	/** Labels of its alerts that are not ok. */
	readonly known: readonly AlertLabels[];
}

export interface EvaluationRequest {
	/** Unix milliseconds. */
	readonly at: number;
	readonly rules: readonly AskedRule[];
	/** With the start in decimal digits; only for rules that need it. */
	readonly ingest?: (Omit<IngestHistory, "start"> & { readonly start: string }) | undefined;
}

/** In the order of the rules. */
export interface EvaluationAnswer {
	readonly results: readonly (Evaluation & { readonly id: string; readonly tookMs: number })[];
}

/** Evaluate rules one after the other; one that fails says so and does not stop the others. */
export async function evaluateRules(
	{ at, rules, ingest }: EvaluationRequest,
	context: Omit<LoadContext, "ingest">,
): Promise<EvaluationAnswer> {
	const history = ingest && { ...ingest, start: unixNanos(BigInt(ingest.start)) };
	const results: EvaluationAnswer["results"][number][] = [];
	for (const { id, rule, known } of rules) {
		const began = performance.now();
		const evaluation = await evaluate(rule, { at, known }, { ...context, ingest: history }).then(
			(samples): Evaluation => ({ samples }),
			(error: unknown): Evaluation => ({ error: messageOf(error) }),
		);
		results.push({ ...evaluation, id, tookMs: performance.now() - began });
		await context.control.checkpoint();
	}
	return { results };
}

/** The history as JSON has it. */
export function ingestToJson(history: IngestHistory): NonNullable<EvaluationRequest["ingest"]> {
	return { ...history, start: history.start.toString() };
}
