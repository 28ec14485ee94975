/**
 * What a rule says at a moment. Pure but for the questions to the store: the same moments and the same telemetry give the same verdicts, so
 * a backtest that asks for many moments at once equals the clock that asked for each.
 */
import type { AlertLabels } from "@spanglass/shared/model/alert";
import { ALERT_KIND_FACTS, type AlertRule } from "@spanglass/shared/model/alert-rule";
import { ALERT_KIND_MODULES } from "./kinds/registry.ts";
import {
	type LoadContext,
	type LoadedSeries,
	type Measured,
	type MinuteRange,
	minuteOf,
	type Series,
	windowMinutes,
} from "./kinds/series.ts";
import type { Verdict } from "./state-machine.ts";

/** A group that was heard of so long ago still counts as one: in minutes, or in the rule's window where that is longer. */
const LOOKBACK_MINUTES = 60;

function lookbackMinutes(rule: AlertRule): number {
	return Math.max(LOOKBACK_MINUTES, windowMinutes(rule));
}

export interface Sample {
	readonly labels: AlertLabels;
	readonly verdict: Verdict;
}

/** Whether the condition holds for what was measured. */
export function verdictOf(rule: AlertRule, measured: Measured | undefined): Verdict {
	const { absent } = ALERT_KIND_FACTS[rule.condition.kind];
	if (measured === undefined && absent === "unknown") return { type: "missing" };
	const { value, sample } = measured ?? { value: 0, sample: 0 };
	if (measured === undefined && absent === "ok") return { type: "value", holds: false, value, sample };
	return { type: "value", holds: holdsFor(rule, { value, sample }), value, sample };
}

export function holdsFor({ comparison, threshold, minSample }: AlertRule, { value, sample }: Measured): boolean {
	return (comparison === "above" ? value > threshold : value < threshold) && sample >= minSample;
}

/** The moment whose telemetry an evaluation at `at` looks at. */
export function momentOf({ delaySeconds }: AlertRule, at: number): number {
	return at - delaySeconds * 1000;
}

/** The minutes that evaluations at moments in [first, last] rest on. */
export function minutesFor(rule: AlertRule, first: number, last: number): MinuteRange {
	const reach = Math.max(ALERT_KIND_MODULES[rule.condition.kind].reachMinutes(rule), rule.groupBy.length === 0 ? 0 : lookbackMinutes(rule));
	return { from: Math.max(0, minuteOf(momentOf(rule, first)) - reach), to: minuteOf(momentOf(rule, last)) };
}

export function loadSeries(rule: AlertRule, minutes: MinuteRange, context: LoadContext): Promise<LoadedSeries> {
	return ALERT_KIND_MODULES[rule.condition.kind].load(rule, minutes, context);
}

/** One series over time: whether there is such a group at a moment, and what it says. Moments should ascend. */
export class SeriesVerdicts {
	readonly labels: AlertLabels;
	readonly #rule: AlertRule;
	readonly #series: Series;
	readonly #isOnly: boolean;
	#next = 0;

	constructor(rule: AlertRule, series: Series) {
		this.labels = series.labels;
		this.#rule = rule;
		this.#series = series;
		this.#isOnly = rule.groupBy.length === 0 && rule.condition.kind !== "instanceLost";
	}

	/** `isKnown`: its alert is not ok. Undefined: there is no such group. */
	at(at: number, isKnown: boolean): Sample | undefined {
		const moment = momentOf(this.#rule, at);
		const { absent } = ALERT_KIND_FACTS[this.#rule.condition.kind];
		if (!this.#isOnly && !this.#isHeardOf(minuteOf(moment)) && !(isKnown && absent === "zero")) return undefined;
		return { labels: this.labels, verdict: verdictOf(this.#rule, this.#series.measure(moment)) };
	}

	#isHeardOf(end: number): boolean {
		const { minutes } = this.#series;
		if (this.#next > 0 && (minutes[this.#next - 1] ?? 0) >= end) this.#next = 0;
		while ((minutes[this.#next] ?? end) < end) this.#next++;
		const last = minutes[this.#next - 1];
		return last !== undefined && last >= end - lookbackMinutes(this.#rule);
	}
}

/**
 * What a rule says at `at` (Unix ms). `known`: labels of its alerts that are not ok.
 *
 * Result  one sample for each group; a group that is not there any more is left out.
 * Throws  what the store throws.
 */
export async function evaluate(
	rule: AlertRule,
	{ at, known }: { readonly at: number; readonly known: readonly AlertLabels[] },
	context: LoadContext,
): Promise<readonly Sample[]> {
	const { series } = await loadSeries(rule, minutesFor(rule, at, at), context);
	const names = new Set(known.map(labelsName));
	const samples = series.flatMap((one) => new SeriesVerdicts(rule, one).at(at, names.has(labelsName(one.labels))) ?? []);
	return [...samples, ...silent(rule, known, samples)];
}

/** Groups that are known and of which there is nothing at all: where that means zero, it is said. */
function silent(rule: AlertRule, known: readonly AlertLabels[], samples: readonly Sample[]): readonly Sample[] {
	if (ALERT_KIND_FACTS[rule.condition.kind].absent !== "zero" || rule.groupBy.length === 0) return [];
	const told = new Set(samples.map(({ labels }) => labelsName(labels)));
	const value = rule.condition.kind === "noData" ? windowMinutes(rule) * 60 : 0;
	return known
		.filter((labels) => !told.has(labelsName(labels)))
		.map((labels) => ({ labels, verdict: verdictOf(rule, { value, sample: 0 }) }));
}

/** The same text for the same labels. */
export function labelsName(labels: AlertLabels): string {
	return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
