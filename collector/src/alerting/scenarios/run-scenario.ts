/** Runs a scenario: the real clock of alerts over a store that the drawn telemetry is sent to, on a time of its own. */
import { ALERT_STATES, type AlertState, type NotificationEvent } from "@spanglass/shared/model/alert";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { unixNanosFromMillis } from "@spanglass/shared/units/time";
import type { AlertReader, AlertWriter } from "../../store/api/alert-store.ts";
import { HISTORY_STEP_NANOS, HISTORY_STEPS, type IngestHistory } from "../../store/api/ingest-activity.ts";
import type { TelemetryReader, TelemetryWriter } from "../../store/api/telemetry-store.ts";
import { AlertClock } from "../alert-clock.ts";
import { evaluateRules, ingestToJson } from "../evaluation.ts";
import { PLAIN_POLICY } from "../policy.ts";
import type { Scenario, ScenarioEvent, ScenarioStep } from "./read-scenario.ts";
import { DrawnTelemetry } from "./telemetry.ts";

/** Empty stores. `now`: Unix ms, by which the alert store dates what it keeps. */
export interface ScenarioStores {
	open(now: () => number): {
		readonly telemetry: { readonly writer: TelemetryWriter; readonly reader: TelemetryReader };
		readonly alerts: { readonly writer: AlertWriter; readonly reader: AlertReader };
	};
}

/** 2026-01-01T00:00:00Z. */
const START = 1_767_225_600_000;
const TICK_MS = 10_000;
const MINUTE_MS = 60_000;
const CONTROL = { checkpoint: async () => undefined };

/** What did not come to pass, one sentence each; none: it is as expected. */
export async function runScenario(scenario: Scenario, stores: ScenarioStores): Promise<readonly string[]> {
	const run = new ScenarioRun(scenario, stores);
	await run.start();
	const faults: string[] = [];
	for (const step of scenario.steps) faults.push(...(await run.reach(step)));
	return faults;
}

class ScenarioRun {
	readonly #scenario: Scenario;
	readonly #stores: ReturnType<ScenarioStores["open"]>;
	readonly #drawn = new DrawnTelemetry();
	#clock: AlertClock | undefined;
	/** Milliseconds since the start, by the world's clock; the collector's is `#offset` ahead. */
	#elapsed = 0;
	#offset = 0;
	#isFailing = false;
	#isSilenced = false;
	#told = 0;

	constructor(scenario: Scenario, stores: ScenarioStores) {
		this.#scenario = scenario;
		this.#stores = stores.open(() => this.#now());
	}

	#now(): number {
		return START + this.#elapsed + this.#offset;
	}

	async start(): Promise<void> {
		const memory = await this.#stores.alerts.writer.loadAlerts(0);
		this.#clock = new AlertClock(memory, {
			clock: { now: () => this.#now() },
			writer: this.#stores.alerts.writer,
			policy: { ...PLAIN_POLICY, silencedBy: () => (this.#isSilenced ? ["scenario"] : []) },
			evaluate: async (request) => {
				if (this.#isFailing) throw new SpanglassError("unavailable", "queries fail in this scenario");
				const full = { ...request, ingest: ingestToJson(this.#history()) };
				return evaluateRules(full, { source: this.#stores.telemetry.reader, control: CONTROL });
			},
			collect: async ({ incident }) => ({ incident: { ...incident, evidence: "kept" }, evidence: undefined, traces: [] }),
			warn: () => undefined,
			wake: () => undefined,
			changed: () => undefined,
			offsetOf: () => 0,
		});
		const rules = this.#scenario.rules.map((rule, at) => ({ id: `rule-${at}`, file: `scenario:${at + 1}`, rule }));
		await this.#clock.setFileRules(rules, []);
		await this.#clock.start();
	}

	/** Let time pass until the step, look, and let happen what happens. */
	async reach(step: ScenarioStep): Promise<readonly string[]> {
		await this.#pass(step.atSeconds * 1000 - this.#elapsed, true);
		const faults = this.#compare(step);
		if (step.event !== undefined) await this.#happen(step.event);
		return faults;
	}

	async #pass(ms: number, isUp: boolean): Promise<void> {
		const until = this.#elapsed + ms;
		while (this.#elapsed < until) {
			this.#elapsed += TICK_MS;
			if (this.#elapsed % MINUTE_MS === 0) await this.#send();
			if (isUp) await this.#clock?.tick();
		}
		await this.#clock?.settled();
	}

	/** What arrives at this moment: of the minute that has just ended, and of earlier ones what comes late. */
	async #send(): Promise<void> {
		for (const series of this.#scenario.series) {
			const minute = this.#elapsed / MINUTE_MS - 1 - Math.round(series.lateSeconds / 60);
			if (minute < 0) continue;
			for (const { signal, body } of this.#drawn.requestsOf(series, minute, START + minute * MINUTE_MS)) {
				const sender = { transport: "http", peer: "127.0.0.1", userAgent: "scenario" } as const;
				await this.#stores.telemetry.writer.ingest({ signal, encoding: "protobuf", compression: "identity", body, sender });
			}
		}
	}

	#history(): IngestHistory {
		const stepMs = HISTORY_STEP_NANOS / 1e6;
		const first = Math.floor(this.#now() / stepMs) - HISTORY_STEPS + 1;
		const per = (pick: "accepted" | "rejected") =>
			Array.from({ length: HISTORY_STEPS }, (_, at) => {
				const minute = Math.floor(((first + at) * stepMs - START) / MINUTE_MS);
				return this.#scenario.series.reduce((sum, series) => sum + (series[pick][minute] ?? 0) / (MINUTE_MS / stepMs), 0);
			});
		const none = new Array<number>(HISTORY_STEPS).fill(0);
		const start = unixNanosFromMillis(first * stepMs);
		return {
			start,
			stepNanos: HISTORY_STEP_NANOS,
			spans: per("accepted"),
			logRecords: none,
			metricPoints: none,
			rejected: per("rejected"),
		};
	}

	async #happen({ downSeconds, clockSeconds, queries, silenced }: ScenarioEvent): Promise<void> {
		this.#isFailing = queries === undefined ? this.#isFailing : queries === "failing";
		this.#isSilenced = silenced ?? this.#isSilenced;
		this.#offset += (clockSeconds ?? 0) * 1000;
		if (downSeconds === undefined) return;
		await this.#pass(downSeconds * 1000, false);
		await this.start();
	}

	#compare({ atSeconds, expect, alerts, told, missed }: ScenarioStep): readonly string[] {
		const states = this.#states();
		const worst = [...states.values()].sort((a, b) => ALERT_STATES.indexOf(a) - ALERT_STATES.indexOf(b))[0] ?? "ok";
		const said = this.#toldSince();
		const faults: string[] = [];
		const differ = (what: string, expected: unknown, is: unknown): void => {
			const [left, right] = [JSON.stringify(expected), JSON.stringify(is)];
			if (left !== right) faults.push(`at ${atSeconds / 60}m: ${what} is ${right}, expected ${left}`);
		};
		if (expect !== undefined) differ("state", expect, worst);
		for (const [name, state] of Object.entries(alerts ?? {})) differ(`alert ${name}`, state, states.get(name) ?? "ok");
		if (told !== undefined) differ("told", told, said);
		const counted = Math.max(this.#clock?.stored.missed ?? 0, this.#clock?.figures.missed ?? 0);
		if (missed !== undefined) differ("missed", missed, counted);
		return faults;
	}

	/** By the values of the labels beside those of the scope. */
	#states(): ReadonlyMap<string, AlertState> {
		const states = new Map<string, AlertState>();
		for (const { rule, alerts } of this.#clock?.rules.values() ?? []) {
			const name = (labels: Readonly<Record<string, string>>) => rule.groupBy.map((key) => labels[key]).join(" ") || rule.name;
			for (const { labels, record } of alerts.values()) states.set(name(labels), record.state);
		}
		return states;
	}

	#toldSince(): readonly NotificationEvent[] {
		const all = this.#stores.alerts.reader
			.listOutbox({ from: 0, to: Number.MAX_SAFE_INTEGER, limit: Number.MAX_SAFE_INTEGER })
			.toReversed();
		const said = all.slice(this.#told).map(({ notification }) => notification.event);
		this.#told = all.length;
		return said;
	}
}
