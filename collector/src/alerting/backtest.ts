/**
 * How a rule would have done: the clock's evaluation and the clock's state machine over what is stored, at every moment at which the clock
 * would have looked.
 */
import type { AlertLabels, AlertRecord, AlertState } from "@spanglass/shared/model/alert";
import type { AlertRule } from "@spanglass/shared/model/alert-rule";
import type { QueryControl } from "../store/api/telemetry-store.ts";
import { holdsFor, loadSeries, minutesFor, SeriesVerdicts, verdictOf } from "./evaluate.ts";
import { follow } from "./follow.ts";
import { type LoadContext, MINUTE_MS, type Series } from "./kinds/series.ts";
import type { Verdict } from "./state-machine.ts";

/** Times in Unix milliseconds, half-open. */
export interface BacktestQuestion {
	readonly rule: AlertRule;
	readonly from: number;
	readonly to: number;
}

export interface Outcome {
	readonly threshold: number;
	readonly firings: number;
	readonly firingMs: number;
	readonly shortestMs: number | undefined;
	readonly flaps: number;
}

export interface Band {
	readonly state: Exclude<AlertState, "ok" | "error">;
	readonly from: number;
	readonly to: number;
}

export interface BacktestGroup {
	readonly labels: AlertLabels;
	/** One a step: the worst value in it. */
	readonly values: readonly (number | null)[];
	readonly bands: readonly Band[];
	readonly firings: number;
}

export interface Backtest {
	readonly outcome: Outcome;
	readonly neighbours: readonly Outcome[];
	/** Of the first minute with anything, and how much of the time there is between it and the end; undefined: there is nothing. */
	readonly dataFrom: number | undefined;
	readonly stepMs: number;
	readonly groups: readonly BacktestGroup[];
	readonly groupCount: number;
	readonly warnings: readonly string[];
}

const STEPS = 300;
const SHOWN_GROUPS = 10;
/** Groups of one backtest. */
const GROUPS = 1000;
/** Groups that are not reached by then are left out, with a warning. */
const REPLAYING_MS = 5000;
const MOMENTS_AT_ONCE = 4096;
/** A firing that begins so soon after the one before is a flap. */
const FLAP_MS = 600_000;
const NEIGHBOURS = [0.5, 0.8, 1.25, 2] as const;

/**
 * Replay a rule over stored telemetry.
 *
 * Result  `outcome` sums up all groups. What the alert was before `from` is not known: it begins as ok.
 * Error   none for kinds over roll-ups: it equals the clock, had it looked at each of its moments with all telemetry in time.
 * Cost    loading the range's minutes, then some microseconds a moment and group; yields every few milliseconds.
 */
export async function backtest({ rule, from, to }: BacktestQuestion, context: LoadContext): Promise<Backtest> {
	const moments = momentsOf(rule, from, to);
	const { series, warnings } = await loadSeries(rule, minutesFor(rule, from, to), context);
	const looked = series.slice(0, GROUPS);
	const thresholds = [rule.threshold, ...neighboursOf(rule.threshold)];
	const tallies = thresholds.map((threshold) => new Tally(threshold));
	const stepMs = Math.max(rule.intervalSeconds * 1000, Math.ceil((to - from) / STEPS / MINUTE_MS) * MINUTE_MS);
	const groups: BacktestGroup[] = [];
	const began = performance.now();
	for (const one of looked) {
		if (performance.now() - began > REPLAYING_MS) break;
		const verdicts = await verdictsAt(rule, one, moments, context.control);
		const bands: (readonly Band[])[] = [];
		for (const [at, tally] of tallies.entries()) {
			bands.push(replay({ ...rule, threshold: thresholds[at] ?? rule.threshold }, verdicts, moments));
			tally.add(bands[at] ?? [], to);
			await context.control.checkpoint();
		}
		const [own = []] = bands;
		groups.push({
			labels: one.labels,
			values: valuesOf(verdicts, moments, { rule, from, to, stepMs }),
			bands: own,
			firings: firingsOf(own).length,
		});
	}
	const unseen = series.length - groups.length;
	const [outcome, ...neighbours] = tallies.map((tally) => tally.outcome());
	return {
		outcome: outcome ?? new Tally(rule.threshold).outcome(),
		neighbours: neighbours.sort((a, b) => a.threshold - b.threshold),
		dataFrom: dataFrom(looked, from),
		stepMs,
		groups: groups.sort((a, b) => urgency(b, rule) - urgency(a, rule)).slice(0, SHOWN_GROUPS),
		groupCount: series.length,
		warnings:
			unseen > 0 ? [...warnings, `${groups.length} of ${series.length} groups were looked at: the range is too long for more`] : warnings,
	};
}

/** When the clock would have looked: at multiples of the interval. */
export function momentsOf({ intervalSeconds }: AlertRule, from: number, to: number): readonly number[] {
	const interval = intervalSeconds * 1000;
	const moments: number[] = [];
	for (let at = Math.ceil(from / interval) * interval; at < to; at += interval) moments.push(at);
	return moments;
}

function dataFrom(series: readonly Series[], from: number): number | undefined {
	const first = Math.min(...series.map(({ minutes }) => minutes[0] ?? Number.POSITIVE_INFINITY));
	return Number.isFinite(first) ? Math.max(from, first * MINUTE_MS) : undefined;
}

/** Two significant digits; none of a threshold of 0. */
function neighboursOf(threshold: number): readonly number[] {
	return threshold === 0 ? [] : NEIGHBOURS.map((factor) => Number((threshold * factor).toPrecision(2))).filter((one) => one !== threshold);
}

/** What is measured at each moment, whatever the threshold; undefined: the group is not heard of. */
interface Measurement {
	readonly verdict: Verdict;
	readonly isHeardOf: boolean;
}

async function verdictsAt(
	rule: AlertRule,
	series: Series,
	moments: readonly number[],
	control: QueryControl,
): Promise<readonly Measurement[]> {
	const heard = new SeriesVerdicts(rule, series);
	const any = new SeriesVerdicts(rule, series);
	const measurements: Measurement[] = [];
	for (const at of moments) {
		const sample = heard.at(at, false);
		measurements.push({ verdict: sample?.verdict ?? any.at(at, true)?.verdict ?? { type: "missing" }, isHeardOf: sample !== undefined });
		if (measurements.length % MOMENTS_AT_ONCE === 0) await control.checkpoint();
	}
	return measurements;
}

/** The stretches in which one group was not ok. */
function replay(rule: AlertRule, measurements: readonly Measurement[], moments: readonly number[]): readonly Band[] {
	const bands: Band[] = [];
	let record: AlertRecord | undefined;
	let state: AlertState = "ok";
	let since = 0;
	for (const [at, now] of moments.entries()) {
		const measured = measurements[at];
		if (measured === undefined || (state === "ok" && isCalm(rule, measured))) continue;
		const verdict = judged(rule, measured, state !== "ok");
		record = follow(state === "ok" ? undefined : record, verdict, { rule, now }).record;
		const next: AlertState = record?.state ?? "ok";
		if (next === state) continue;
		if (state !== "ok" && state !== "error") bands.push({ state, from: since, to: now });
		state = next;
		since = now;
	}
	const last = moments.at(-1);
	if (last !== undefined && state !== "ok" && state !== "error") bands.push({ state, from: since, to: last });
	return bands;
}

/** What leaves an alert ok that is ok: most moments of most groups. */
function isCalm(rule: AlertRule, { verdict, isHeardOf }: Measurement): boolean {
	return !isHeardOf || (verdict.type === "value" && !holdsFor(rule, verdict));
}

/** The verdict at this rule's threshold; undefined: there is no such group. */
function judged(rule: AlertRule, { verdict, isHeardOf }: Measurement, isKnown: boolean): Verdict | undefined {
	if (verdict.type !== "value") return isHeardOf ? verdict : undefined;
	if (!isHeardOf && !isKnown) return undefined;
	return verdictOf(rule, verdict);
}

/** From the beginning of a firing to its end, recovering included. */
function firingsOf(bands: readonly Band[]): readonly { readonly from: number; readonly to: number }[] {
	const firings: { from: number; to: number }[] = [];
	for (const { state, from, to } of bands) {
		if (state !== "firing" && state !== "recovering") continue;
		const last = firings.at(-1);
		if (last !== undefined && last.to === from) last.to = to;
		else firings.push({ from, to });
	}
	return firings;
}

class Tally {
	readonly #threshold: number;
	#firings = 0;
	#firingMs = 0;
	#shortestMs: number | undefined;
	#flaps = 0;

	constructor(threshold: number) {
		this.#threshold = threshold;
	}

	add(bands: readonly Band[], end: number): void {
		let before: number | undefined;
		for (const { from, to } of firingsOf(bands)) {
			this.#firings++;
			this.#firingMs += to - from;
			if (to < end) this.#shortestMs = Math.min(this.#shortestMs ?? Number.POSITIVE_INFINITY, to - from);
			if (before !== undefined && from - before < FLAP_MS) this.#flaps++;
			before = to;
		}
	}

	outcome(): Outcome {
		return {
			threshold: this.#threshold,
			firings: this.#firings,
			firingMs: this.#firingMs,
			shortestMs: this.#shortestMs,
			flaps: this.#flaps,
		};
	}
}

function valuesOf(
	measurements: readonly Measurement[],
	moments: readonly number[],
	{ rule, from, to, stepMs }: BacktestQuestion & { readonly stepMs: number },
): readonly (number | null)[] {
	const values = new Array<number | null>(Math.max(1, Math.ceil((to - from) / stepMs))).fill(null);
	for (const [at, { verdict, isHeardOf }] of measurements.entries()) {
		if (verdict.type !== "value" || !isHeardOf) continue;
		const step = Math.floor(((moments[at] ?? from) - from) / stepMs);
		const known = values[step];
		if (known === undefined) continue;
		if (known === null) values[step] = verdict.value;
		else values[step] = rule.comparison === "above" ? Math.max(known, verdict.value) : Math.min(known, verdict.value);
	}
	return values;
}

/** What fires the longest, then what comes nearest to the threshold. */
function urgency({ bands, values }: BacktestGroup, { comparison, threshold }: AlertRule): number {
	const firing = bands.reduce((sum, { state, from, to }) => sum + (state === "firing" ? to - from : 0), 0);
	const known = values.filter((value) => value !== null);
	const nearest = known.length === 0 ? Number.NEGATIVE_INFINITY : comparison === "above" ? Math.max(...known) : -Math.min(...known);
	const closeness = Number.isFinite(nearest) ? Math.atan(nearest / (Math.abs(threshold) || 1)) : -2;
	return firing + closeness / 10;
}
