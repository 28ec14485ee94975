/**
 * All rules over time, on main's thread: which are due, what their evaluations change, and that it is stored before it is believed.
 *
 *   tick ─ due rules ─▶ query worker (evaluate) ─▶ AlertStep ─▶ writer (one transaction) ─▶ memory
 *
 * Changes of rules and of incidents take turns with rounds (`#alone`): one transaction is decided upon the one before.
 */
import { randomUUID } from "node:crypto";
import { alertRuleSchema } from "@spanglass/shared/api/alert-schemas";
import type { Alert } from "@spanglass/shared/model/alert";
import { type AlertRule, RULE_DOCUMENTS } from "@spanglass/shared/model/alert-rule";
import { messageOf, SpanglassError } from "@spanglass/shared/model/errors";
import type { Incident } from "@spanglass/shared/model/incident";
import type {
	AlertMemory,
	AlertWriter,
	DocumentChange,
	NewIncidentEvent,
	PinnedEvidence,
	AlertClock as StoredClock,
} from "../store/api/alert-store.ts";
import { AlertStep, type Evaluation } from "./alert-step.ts";
import { ClockFigures } from "./clock-figures.ts";
import type { EvaluationAnswer, EvaluationRequest } from "./evaluation.ts";
import { type EvidenceRequest, WantedEvidence } from "./evidence/wanted-evidence.ts";
import { leaveIncident } from "./incidents.ts";
import { OneByOne } from "./one-by-one.ts";
import type { AlertPolicy } from "./policy.ts";
import type { FileRule, RuleFault } from "./rule-files.ts";
import { newRuleState, type RuleState } from "./rule-state.ts";
import { offsetOf, slotAt } from "./schedule.ts";

export interface ClockPorts {
	/** Unix milliseconds. */
	readonly clock: { now(): number };
	readonly writer: AlertWriter;
	readonly policy: AlertPolicy;
	/** In a query worker. */
	evaluate(request: Omit<EvaluationRequest, "ingest">): Promise<EvaluationAnswer>;
	/** In a query worker. */
	collect(request: EvidenceRequest): Promise<Omit<PinnedEvidence, "event">>;
	readonly warn: (message: string) => void;
	/** Something was written to the outbox. */
	readonly wake: () => void;
	/** Alerts, rules or incidents have changed. */
	readonly changed: () => void;
	/** Where in their interval rules are looked at; left out: spread by their ids. */
	readonly offsetOf?: (id: string, intervalMs: number) => number;
}

/** Rules of one request to a query worker, and requests at once: the page's own questions are not to wait. */
const BATCH = 8;
const AT_ONCE = 2;
/** How long it may be unknown when the clock last looked. */
const HEARTBEAT_MS = 30_000;
/** Incidents that are kept in memory when they are resolved: longer than they can be opened again. */
export const RECENT_MS = 3_600_000;

export class AlertClock {
	readonly #ports: ClockPorts;
	readonly #rules = new Map<string, RuleState>();
	readonly figures = new ClockFigures();
	#incidents: ReadonlyMap<number, Incident>;
	#stored: StoredClock;
	/** Since when nobody looked, for rules that were not looked at since the start. */
	readonly #lookedAt: number;
	/** Missed evaluations of earlier starts. */
	readonly #missedBefore: number;
	#beat = 0;
	#faults: readonly RuleFault[] = [];
	readonly #broken: RuleFault[] = [];
	readonly #turns = new OneByOne();
	#ticking: Promise<void> | undefined;
	readonly #evidence: WantedEvidence;

	constructor(memory: AlertMemory, ports: ClockPorts) {
		this.#ports = ports;
		this.#evidence = new WantedEvidence({
			requestOf: (id, alert) => this.#evidenceRequest(id, alert),
			collect: (request) => this.#ports.collect(request),
			pin: (pinned) => this.#pin(pinned),
			incident: (id) => this.#incidents.get(id),
			warn: (message) => this.#ports.warn(message),
		});
		this.#stored = memory.clock;
		this.#lookedAt = memory.clock.evaluatedAt;
		this.#missedBefore = memory.clock.missed;
		this.#incidents = new Map(memory.incidents.map((incident) => [incident.id, incident]));
		for (const { id, json, version, updatedAt } of memory.rules) {
			const parsed = alertRuleSchema.safeParse(json);
			if (parsed.success) this.#rules.set(id, newRuleState({ id, version, updatedAt, file: undefined, rule: parsed.data }));
			else this.#broken.push({ file: `rule ${id}`, line: 0, message: parsed.error.issues[0]?.message ?? "it cannot be read" });
		}
		for (const alert of memory.alerts) this.#restored.push(alert);
	}

	/** Alerts of the start: of rules of files these come with the first reading of the files. */
	readonly #restored: Alert[] = [];

	get rules(): ReadonlyMap<string, RuleState> {
		return this.#rules;
	}

	get incidents(): ReadonlyMap<number, Incident> {
		return this.#incidents;
	}

	get stored(): StoredClock {
		return this.#stored;
	}

	get faults(): readonly RuleFault[] {
		return [...this.#broken, ...this.#faults];
	}

	/** Give rules their alerts of the last time and collect evidence that was not. To be called once, after the first `setFileRules`. */
	async start(): Promise<void> {
		const orphans: Alert[] = [];
		for (const alert of this.#restored) {
			const state = this.#rules.get(alert.rule);
			// A firing alert held until the clock last looked: that is not written down each time.
			const heldAt = alert.record.state === "firing" ? Math.max(alert.record.heldAt ?? 0, this.#lookedAt) : alert.record.heldAt;
			if (state === undefined) orphans.push(alert);
			else state.alerts.set(alert.key, { ...alert, record: { ...alert.record, heldAt } });
		}
		if (orphans.length > 0) await this.#alone(() => this.#endOrphans(orphans));
		for (const { id, evidence } of this.#incidents.values()) if (evidence === "collecting") this.#evidence.want(id);
	}

	/** Look at all rules that are due. One call at a time; a second one waits for the first. Never rejects. */
	tick(): Promise<void> {
		this.#ticking ??= this.#tick().finally(() => {
			this.#ticking = undefined;
		});
		return this.#ticking;
	}

	/** Resolves when nothing is under way any more. */
	async settled(): Promise<void> {
		await this.#ticking;
		await this.#evidence.settled();
		await this.#turns.settled();
	}

	async #tick(): Promise<void> {
		this.#evidence.tryAgain();
		const queue = this.#dueRules();
		const work = async (): Promise<void> => {
			for (let batch = queue.splice(0, BATCH); batch.length > 0; batch = queue.splice(0, BATCH)) await this.#round(batch);
		};
		await Promise.all(Array.from({ length: AT_ONCE }, work));
		await this.#heartbeat();
	}

	#dueRules(): RuleState[] {
		const now = this.#ports.clock.now();
		return [...this.#rules.values()].filter((state) => {
			const intervalMs = state.rule.intervalSeconds * 1000;
			const offsetMs = (this.#ports.offsetOf ?? offsetOf)(state.id, intervalMs);
			const last = state.slot ?? this.#slotBefore(state, intervalMs, offsetMs);
			const { slot, missed } = slotAt(now, { last, intervalMs, offsetMs });
			if (!state.rule.enabled || slot === undefined) return false;
			this.figures.missed += missed;
			state.slot = slot;
			return true;
		});
	}

	/** Of a rule that was there before this start: the slot in which the clock last looked. */
	#slotBefore({ updatedAt }: RuleState, intervalMs: number, offsetMs: number): number | undefined {
		if (this.#lookedAt === 0 || updatedAt > this.#lookedAt) return undefined;
		return Math.floor((this.#lookedAt - offsetMs) / intervalMs);
	}

	async #round(batch: readonly RuleState[]): Promise<void> {
		const at = this.#ports.clock.now();
		const asked = batch.map((state) => ({ state, version: state.version, rule: state.rule }));
		const rules = asked.map(({ state, rule }) => ({ id: state.id, rule, known: knownLabels(state) }));
		const began = performance.now();
		const evaluations = await this.#evaluations({ at, rules });
		const tookMs = performance.now() - began;
		await this.#alone(async () => {
			// A rule that was changed meanwhile is looked at again in its next slot.
			const current = asked.filter(({ state, rule }) => this.#rules.get(state.id) === state && state.rule === rule);
			await this.#apply(
				current.map(({ state }) => state),
				evaluations,
				at,
			);
		}).catch((error: unknown) => this.#ports.warn(`what alerts have come to could not be stored: ${messageOf(error)}`));
		const failed = [...evaluations.values()].filter((evaluation) => "error" in evaluation).length;
		this.figures.add({ at, lagMs: this.#ports.clock.now() - at, tookMs, rules: batch.length }, failed);
	}

	async #evaluations(request: Omit<EvaluationRequest, "ingest">): Promise<ReadonlyMap<string, Evaluation>> {
		try {
			const { results } = await this.#ports.evaluate(request);
			return new Map(results.map((result) => [result.id, result]));
		} catch (error) {
			return new Map(request.rules.map(({ id }) => [id, { error: messageOf(error) }]));
		}
	}

	async #apply(states: readonly RuleState[], evaluations: ReadonlyMap<string, Evaluation>, at: number): Promise<void> {
		const step = this.#newStep(at);
		const next = new Map<RuleState, ReadonlyMap<string, Alert>>();
		for (const state of states) {
			const evaluation = evaluations.get(state.id) ?? { error: "there was no answer" };
			const gapMs = Math.max(0, at - (state.evaluatedAt ?? (this.#lookedAt || at)));
			next.set(state, step.evaluated(state, evaluation, gapMs));
		}
		const { change, incidents, clock } = step.finish({ evaluatedAt: at, missed: this.#missedInAll() });
		if (!step.isEmpty) {
			const { outbox } = await this.#ports.writer.commitAlerts(change);
			this.#stored = clock;
			this.#beat = at;
			if (outbox.length > 0) this.#ports.wake();
		}
		this.#incidents = recent(incidents, at);
		for (const [state, alerts] of next) {
			const evaluation = evaluations.get(state.id);
			replaceAlerts(state, alerts);
			state.evaluatedAt = at;
			state.error = evaluation !== undefined && "error" in evaluation ? evaluation.error : undefined;
		}
		for (const { rule } of change.transitions ?? []) {
			const state = this.#rules.get(rule);
			if (state !== undefined) state.lastChange = at;
		}
		for (const id of step.opened) this.#evidence.want(id);
		for (const { rule, key, record } of step.joined) {
			const incident = record.incident === undefined ? undefined : this.#incidents.get(record.incident);
			const isExplained = incident === undefined || incident.suspicion !== undefined || incident.evidence === "collecting";
			if (!isExplained) this.#evidence.want(incident.id, { rule, key });
		}
		if (!step.isEmpty) this.#ports.changed();
	}

	#newStep(now: number): AlertStep {
		return new AlertStep({ now, policy: this.#ports.policy, incidents: this.#incidents, clock: this.#stored });
	}

	#missedInAll(): number {
		return this.#missedBefore + this.figures.missed;
	}

	/** So that a restart knows how long nobody looked. */
	async #heartbeat(): Promise<void> {
		const now = this.#ports.clock.now();
		if (this.#rules.size === 0 || Math.abs(now - this.#beat) < HEARTBEAT_MS) return;
		await this.#alone(async () => {
			const clock = { ...this.#stored, evaluatedAt: now, missed: this.#missedInAll() };
			await this.#ports.writer.commitAlerts({ at: now, clock });
			this.#stored = clock;
			this.#beat = now;
		}).catch((error: unknown) => this.#ports.warn(`the alert clock could not be stored: ${messageOf(error)}`));
	}

	/** Rules of files as they are from now on. */
	setFileRules(rules: readonly FileRule[], faults: readonly RuleFault[]): Promise<void> {
		return this.#alone(async () => {
			this.#faults = faults;
			const named = new Map(rules.map((rule) => [rule.id, rule]));
			const gone = [...this.#rules.values()].filter(({ id, file }) => file !== undefined && !named.has(id));
			for (const state of gone) await this.#replace(state, undefined, []);
			const now = this.#ports.clock.now();
			for (const { id, rule, file } of rules) {
				const state = this.#rules.get(id);
				if (state === undefined)
					this.#rules.set(id, newRuleState({ id, version: 0, updatedAt: this.#lookedAt === 0 ? now : 0, file, rule }));
				else if (JSON.stringify(state.rule) !== JSON.stringify(rule)) await this.#replace(state, { rule, file, version: 0 }, []);
			}
			this.#ports.changed();
		});
	}

	/** Result: the rule's id. */
	addRule(rule: AlertRule): Promise<string> {
		const id = randomUUID();
		return this.#alone(async () => {
			const now = this.#ports.clock.now();
			const { versions } = await this.#ports.writer.commitAlerts({
				at: now,
				documents: [{ kind: RULE_DOCUMENTS, id, json: rule, version: 0 }],
			});
			this.#rules.set(id, newRuleState({ id, version: versions[0] ?? 1, updatedAt: now, file: undefined, rule }));
			this.#ports.changed();
			return id;
		});
	}

	/** Throws not_found, conflict, unsupported (a rule of a file). */
	putRule(id: string, rule: AlertRule, version: number): Promise<void> {
		return this.#alone(async () => {
			const state = this.#writable(id);
			const documents = [{ kind: RULE_DOCUMENTS, id, json: rule, version }];
			await this.#replace(state, { rule, file: undefined, version: version + 1 }, documents);
		});
	}

	/** Throws not_found, conflict, unsupported (a rule of a file). */
	deleteRule(id: string, version: number): Promise<void> {
		return this.#alone(async () => {
			const documents = [{ kind: RULE_DOCUMENTS, id, deleted: true as const, version }];
			await this.#replace(this.#writable(id), undefined, documents);
		});
	}

	/** An incident with what somebody did to it. Throws not_found. */
	changeIncident(
		id: number,
		change: (incident: Incident, now: number) => { readonly incident: Incident; readonly event: NewIncidentEvent },
	): Promise<Incident> {
		return this.#alone(async () => {
			const now = this.#ports.clock.now();
			const known = this.#incidents.get(id) ?? (await this.#ports.writer.readIncident(id));
			if (known === undefined) throw new SpanglassError("not_found", `there is no incident ${id}`);
			const { incident, event } = change(known, now);
			await this.#ports.writer.commitAlerts({ at: now, incidents: [incident], events: [event] });
			if (this.#incidents.has(id)) this.#incidents = new Map(this.#incidents).set(id, incident);
			this.#ports.changed();
			return incident;
		});
	}

	#writable(id: string): RuleState {
		const state = this.#rules.get(id);
		if (state === undefined) throw new SpanglassError("not_found", `there is no rule ${id}`);
		if (state.file === undefined) return state;
		throw new SpanglassError("unsupported", `the rule comes from ${state.file}`, {
			advice: "Change it there; the file is read again within seconds.",
		});
	}

	/** What a rule measures is another, or it is gone: its alerts end. Otherwise they go on under the new terms. */
	async #replace(
		state: RuleState,
		next: Pick<RuleState, "rule" | "file" | "version"> | undefined,
		documents: readonly DocumentChange[],
	): Promise<void> {
		const now = this.#ports.clock.now();
		const step = this.#newStep(now);
		const isAnother = next === undefined || !next.rule.enabled || measures(next.rule) !== measures(state.rule);
		if (isAnother) step.ended(state);
		const { change, incidents, clock } = step.finish();
		const { outbox } = await this.#ports.writer.commitAlerts({ ...change, documents });
		this.#stored = clock;
		this.#incidents = incidents;
		if (isAnother) state.alerts.clear();
		if (next === undefined) this.#rules.delete(state.id);
		else {
			// What was off, or looked at at other times, has missed nothing.
			const isSameSchedule = state.rule.enabled && next.rule.intervalSeconds === state.rule.intervalSeconds;
			const slot = isSameSchedule ? state.slot : undefined;
			this.#rules.set(state.id, { ...state, ...next, slot, updatedAt: now, error: undefined });
		}
		if (outbox.length > 0) this.#ports.wake();
		this.#ports.changed();
	}

	/** Their rule went while nobody looked: they are forgotten, and leave their incidents. */
	async #endOrphans(orphans: readonly Alert[]): Promise<void> {
		const at = this.#ports.clock.now();
		const incidents = new Map(this.#incidents);
		const left = new Set<number>();
		for (const alert of orphans) {
			const incident = alert.record.incident === undefined ? undefined : incidents.get(alert.record.incident);
			if (incident === undefined) continue;
			incidents.set(incident.id, leaveIncident(incident, alert, at));
			left.add(incident.id);
		}
		const forgotten = orphans.map(({ rule, key }) => ({ rule, key }));
		await this.#ports.writer.commitAlerts({ at, forgotten, incidents: [...left].flatMap((id) => incidents.get(id) ?? []) });
		this.#incidents = incidents;
	}

	#evidenceRequest(id: number, asked: Pick<Alert, "rule" | "key"> | undefined): EvidenceRequest | undefined {
		const incident = this.#incidents.get(id);
		const member = asked ?? incident?.alerts[0];
		const state = member && this.#rules.get(member.rule);
		const alert = member && state?.alerts.get(member.key);
		if (incident === undefined || state === undefined || alert === undefined) return undefined;
		return { incident, rule: state.rule, alert, at: alert.record.firedAt ?? incident.openedAt };
	}

	/** The incident has gone on meanwhile: only what the evidence says of it is new. */
	#pin({ incident: collected, evidence, traces }: Omit<PinnedEvidence, "event">): Promise<void> {
		return this.#alone(async () => {
			const current = this.#incidents.get(collected.id) ?? collected;
			const { suspicion, deploy, evidence: state, evidenceMessage } = collected;
			const incident = { ...current, suspicion, deploy, evidence: state, evidenceMessage };
			const event = { kind: "evidence", incident: incident.id, at: this.#ports.clock.now(), by: "", traces: traces.length } as const;
			await this.#ports.writer.pinEvidence({ incident, evidence, traces, event });
			this.#incidents = new Map(this.#incidents).set(incident.id, incident);
			this.#ports.changed();
		});
	}

	#alone<T>(work: () => Promise<T>): Promise<T> {
		return this.#turns.run(work);
	}
}

function knownLabels({ alerts }: RuleState): readonly Alert["labels"][] {
	return [...alerts.values()].filter(({ record }) => record.state !== "ok").map(({ labels }) => labels);
}

function replaceAlerts(state: RuleState, alerts: ReadonlyMap<string, Alert>): void {
	state.alerts.clear();
	for (const [key, alert] of alerts) state.alerts.set(key, alert);
}

/** What decides which alerts a rule has. */
function measures({ condition, scope, groupBy, comparison }: AlertRule): string {
	return JSON.stringify([condition, scope, groupBy, comparison]);
}

function recent(incidents: ReadonlyMap<number, Incident>, now: number): ReadonlyMap<number, Incident> {
	return new Map([...incidents].filter(([, { state, resolvedAt = now }]) => state === "firing" || now - resolvedAt < RECENT_MS));
}
