/** Answers out of the alert clock's memory, and changes of rules and incidents. */
import type { AlertClockJson } from "@spanglass/shared/api/alert-schemas";
import { ALERT_STATES, type Alert, type AlertState } from "@spanglass/shared/model/alert";
import { SpanglassError } from "@spanglass/shared/model/errors";
import { assignServiceColor } from "@spanglass/shared/model/service-color";
import type { AlertClock } from "../../alerting/alert-clock.ts";
import type { NotifyDesk } from "../../alerting/notify/start.ts";
import type { AlertPolicy } from "../../alerting/policy.ts";
import { countStates, type RuleState } from "../../alerting/rule-state.ts";
import type { Answer } from "../answer.ts";
import { alertToJson, incidentToJson, nanosText, ruleToJson } from "./alert-json.ts";
import { jsonAnswer, type RouteRequest, scannedOf, tookMs, wholeList } from "./json-answer.ts";

/** What main has of alerts. */
export interface AlertDesk {
	readonly clock: AlertClock;
	readonly policy: AlertPolicy;
	readonly notify: NotifyDesk;
	/** Unix milliseconds. */
	now(): number;
}

const ALERTS_OF_RULE = 500;
const NANOS_PER_MS = 1e6;

interface Placed {
	readonly alert: Alert;
	readonly state: RuleState;
}

export async function listAlerts({ query, startedMs }: RouteRequest<"alerts">, { clock, policy, now }: AlertDesk): Promise<Answer> {
	const { state: wanted, service, env, rule, limit } = query;
	const counts = countStates([]);
	const found: Placed[] = [];
	for (const state of clock.rules.values()) {
		for (const alert of state.alerts.values()) {
			counts[alert.record.state]++;
			if (wanted === undefined ? alert.record.state === "ok" : alert.record.state !== wanted) continue;
			if (isOf(alert.labels, service, env) && (rule === undefined || rule === state.id)) found.push({ alert, state });
		}
	}
	found.sort(
		(a, b) => order(a.alert) - order(b.alert) || b.alert.record.since - a.alert.record.since || compareText(a.alert.key, b.alert.key),
	);
	const data = found.slice(0, limit).map(({ alert, state }) => alertToJson(alert, state, policy, now()));
	const openIncidents = [...clock.incidents.values()].filter(({ state }) => state === "firing").length;
	return jsonAnswer({ data, ...frame(found.length, startedMs), counts, openIncidents, clock: clockToJson(clock, now()) });
}

/** What stands beside the rows of a list out of memory. */
export function frame(rows: number, startedMs: number) {
	const { total, complete, warnings, ...facts } = wholeList(rows, undefined);
	return {
		cursor: null,
		total: total ?? null,
		complete,
		scanned: scannedOf({ complete, warnings, ...facts }),
		warnings,
		tookMs: tookMs(startedMs),
	};
}

function order({ record }: Alert): number {
	return ALERT_STATES.indexOf(record.state);
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

function isOf(labels: Alert["labels"], service: string | undefined, env: string | undefined): boolean {
	return (
		(service === undefined || labels.service === service) &&
		(env === undefined || labels.environment === undefined || labels.environment === env)
	);
}

function clockToJson({ figures, stored }: AlertClock, now: number): AlertClockJson {
	return {
		evaluatedAt: stored.evaluatedAt === 0 ? null : nanosText(stored.evaluatedAt),
		missed: Math.max(stored.missed, figures.missed),
		missedSinceStart: figures.missed,
		evaluations: figures.evaluations,
		failed: figures.failed,
		lagNanos: Math.round(figures.lag(now) * NANOS_PER_MS),
		meanNanos: Math.round(figures.mean(now) * NANOS_PER_MS),
	};
}

export async function listRules({ query, startedMs }: RouteRequest<"alertRules">, { clock, policy, now }: AlertDesk): Promise<Answer> {
	const rules = [...clock.rules.values()].filter(({ rule, alerts }) => {
		const { service, environment } = rule.scope;
		if (
			isOf(
				{ ...(service === undefined ? {} : { service }), ...(environment === undefined ? {} : { environment }) },
				query.service,
				query.env,
			)
		)
			return true;
		return [...alerts.values()].some(({ labels }) => isOf(labels, query.service, query.env));
	});
	const data = rules.map((state) => ruleToJson(state, policy, now()));
	const rank = (state: AlertState) => ALERT_STATES.indexOf(state);
	data.sort(
		(a, b) =>
			rank(a.state) - rank(b.state) || Number(b.lastChange ?? 0) - Number(a.lastChange ?? 0) || compareText(a.rule.name, b.rule.name),
	);
	return jsonAnswer({ data, ...frame(data.length, startedMs), faults: clock.faults });
}

export async function getRule({ path }: RouteRequest<"alertRule">, desk: AlertDesk): Promise<Answer> {
	return ruleAnswer(path.ruleId, desk);
}

function ruleAnswer(id: string, { clock, policy, now }: AlertDesk, status = 200): Answer {
	const state = clock.rules.get(id);
	if (state === undefined) throw new SpanglassError("not_found", `there is no rule ${id}`);
	const alerts = [...state.alerts.values()].sort((a, b) => order(a) - order(b) || b.record.since - a.record.since).slice(0, ALERTS_OF_RULE);
	const data = { ...ruleToJson(state, policy, now()), alerts: alerts.map((alert) => alertToJson(alert, state, policy, now())) };
	return jsonAnswer({ data }, status);
}

export async function postRule({ body }: RouteRequest<"postAlertRule">, desk: AlertDesk): Promise<Answer> {
	return ruleAnswer(await desk.clock.addRule(body.rule), desk, 201);
}

export async function putRule({ path, body }: RouteRequest<"putAlertRule">, desk: AlertDesk): Promise<Answer> {
	await desk.clock.putRule(path.ruleId, body.rule, body.version);
	return ruleAnswer(path.ruleId, desk);
}

export async function deleteRule({ path, query }: RouteRequest<"deleteAlertRule">, { clock }: AlertDesk): Promise<Answer> {
	await clock.deleteRule(path.ruleId, query.version);
	return jsonAnswer({ data: null });
}

const presetColor = (service: string) => assignServiceColor(service, []);

export async function putIncidentAck({ path, body }: RouteRequest<"putIncidentAck">, { clock }: AlertDesk): Promise<Answer> {
	const { acknowledged, by } = body;
	const incident = await clock.changeIncident(path.incidentId, (known, at) => ({
		incident: { ...known, acknowledged: acknowledged ? { by, at } : undefined },
		event: { kind: acknowledged ? "acknowledged" : "unacknowledged", incident: known.id, at, by },
	}));
	return jsonAnswer({ data: incidentToJson(incident, presetColor) });
}

export async function postIncidentNote({ path, body }: RouteRequest<"postIncidentNote">, { clock }: AlertDesk): Promise<Answer> {
	const incident = await clock.changeIncident(path.incidentId, (known, at) => ({
		incident: known,
		event: { kind: "note", incident: known.id, at, by: body.by, text: body.text },
	}));
	return jsonAnswer({ data: incidentToJson(incident, presetColor) }, 201);
}
