/** What is stored of alerts: history, incidents, evidence, deliveries; and backtests. */
import { rangeFromParams } from "@spanglass/shared/api/codec";
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { Incident } from "@spanglass/shared/model/incident";
import { RECEIVER_DOCUMENTS, type ReceiverSettings } from "@spanglass/shared/model/receiver";
import { unixMillisFromNanos } from "@spanglass/shared/units/time";
import { backtest } from "../../alerting/backtest.ts";
import { suggestRules } from "../../alerting/templates.ts";
import type { Control, QueryServices } from "../../query/query-services.ts";
import type { Answer } from "../answer.ts";
import { backtestToJson, deliveryToJson, eventToJson, evidenceToJson, incidentToJson, nanosText, transitionToJson } from "./alert-json.ts";
import { jsonAnswer, listAnswer, type RouteRequest, tookMs, wholeList } from "./json-answer.ts";

const OF_INCIDENT = 1000;
const SIMILAR = 5;
/** Incidents that are looked at for similar ones. */
const LOOKED_AT = 500;
const EVER = { from: 0, to: Number.MAX_SAFE_INTEGER };

function millisOf(params: { readonly from: string; readonly to: string }, services: QueryServices) {
	const range = rangeFromParams(params, services.now());
	return { range, from: unixMillisFromNanos(range.start), to: unixMillisFromNanos(range.end) };
}

export async function backtestRule(
	{ body, startedMs }: RouteRequest<"alertBacktest">,
	services: QueryServices,
	control: Control,
): Promise<Answer> {
	const { from, to } = millisOf(body, services);
	const question = { rule: body.rule, from, to: Math.min(to, unixMillisFromNanos(services.now())) };
	const result = await backtest(question, { source: services.telemetry, control, ingest: undefined });
	return jsonAnswer(backtestToJson(question, result, tookMs(startedMs)));
}

export async function listTemplates({ query }: RouteRequest<"alertTemplates">, services: QueryServices, control: Control): Promise<Answer> {
	const now = unixMillisFromNanos(services.now());
	const { templates, from, to } = await suggestRules({ ...query, now }, { source: services.telemetry, control, ingest: undefined });
	return jsonAnswer({ data: templates, from: nanosText(from), to: nanosText(to) });
}

export async function listHistory(request: RouteRequest<"alertHistory">, services: QueryServices, control: Control): Promise<Answer> {
	const { rule, limit } = request.query;
	const { range, from, to } = millisOf(request.query, services);
	const rows = services.alerts.listTransitions({ from, to, rule, limit });
	return listAnswer({ rows, toJson: transitionToJson }, wholeList(rows.length, range), { control, startedMs: request.startedMs });
}

export async function listIncidents(request: RouteRequest<"incidents">, services: QueryServices, control: Control): Promise<Answer> {
	const { state, service, env, limit, cursor } = request.query;
	const { range, from, to } = millisOf(request.query, services);
	const before = cursor === undefined ? undefined : Number(cursor);
	if (before !== undefined && !Number.isSafeInteger(before))
		throw new SpanglassError("invalid_input", "the cursor is damaged", { field: "cursor" });
	const { incidents, total } = services.alerts.findIncidents({ from, to, state, service, environment: env, before, limit });
	const last = incidents.at(-1);
	const next = last !== undefined && incidents.length === limit ? String(last.id) : undefined;
	const colorOf = services.colors.lookup();
	const facts = { ...wholeList(incidents.length, range), total, cursor: next };
	return listAnswer({ rows: incidents, toJson: (incident: Incident) => incidentToJson(incident, colorOf) }, facts, {
		control,
		startedMs: request.startedMs,
	});
}

function incidentOf(id: number, services: QueryServices): Incident {
	const incident = services.alerts.getIncident(id);
	if (incident === undefined)
		throw new SpanglassError("not_found", `there is no incident ${id}`, { advice: "It may have been deleted with its age." });
	return incident;
}

export async function getIncident({ path }: RouteRequest<"incident">, services: QueryServices): Promise<Answer> {
	const { alerts } = services;
	const incident = incidentOf(path.incidentId, services);
	const colorOf = services.colors.lookup();
	const data = {
		...incidentToJson(incident, colorOf),
		transitions: alerts.listTransitions({ ...EVER, incident: incident.id, limit: OF_INCIDENT }).map(transitionToJson),
		deliveries: alerts
			.listOutbox({ ...EVER, incident: incident.id, limit: OF_INCIDENT })
			.map((entry) => deliveryToJson(entry, receiversOf(services)))
			.reverse(),
		events: alerts.listIncidentEvents(incident.id).map(eventToJson),
		similar: similarTo(incident, services).map((one) => {
			const { id, title, openedAt, resolvedAt, service, suspicion, deploy } = incidentToJson(one, colorOf);
			return { id, title, openedAt, resolvedAt, service, suspicion, deploy };
		}),
	};
	return jsonAnswer({ data });
}

/** Earlier ones of the same scope that have a rule in common. */
function similarTo(incident: Incident, services: QueryServices): readonly Incident[] {
	const { id, environment, service, alerts } = incident;
	const rules = new Set(alerts.map(({ rule }) => rule));
	const { incidents } = services.alerts.findIncidents({ ...EVER, environment, service, before: id, limit: LOOKED_AT });
	return incidents.filter((other) => other.alerts.some(({ rule }) => rules.has(rule))).slice(0, SIMILAR);
}

function receiversOf({ documents }: QueryServices): (receiver: string) => Pick<ReceiverSettings, "name" | "channel"> | undefined {
	const known = new Map(documents.listDocuments(RECEIVER_DOCUMENTS).map(({ id, json }) => [id, json as ReceiverSettings]));
	return (receiver) => known.get(receiver);
}

export async function getEvidence({ path }: RouteRequest<"incidentEvidence">, services: QueryServices): Promise<Answer> {
	const { evidence: state, evidenceMessage = "" } = incidentOf(path.incidentId, services);
	const evidence = services.alerts.getEvidence(path.incidentId);
	if (evidence !== undefined) return jsonAnswer({ data: evidenceToJson(evidence) });
	const advice = state === "failed" ? evidenceMessage : "It is being collected; ask again in a second.";
	throw new SpanglassError("not_found", `incident ${path.incidentId} has no evidence`, { advice });
}

export async function listDeliveries(request: RouteRequest<"deliveries">, services: QueryServices, control: Control): Promise<Answer> {
	const { incident, receiver, state, limit } = request.query;
	const { range, from, to } = millisOf(request.query, services);
	const rows = services.alerts.listOutbox({ from, to, incident, receiver, state, limit });
	const settingsOf = receiversOf(services);
	const toJson = (entry: (typeof rows)[number]) => deliveryToJson(entry, settingsOf);
	return listAnswer({ rows, toJson }, wholeList(rows.length, range), { control, startedMs: request.startedMs });
}
