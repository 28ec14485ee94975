/** The rows of the table of routes that are about alerts. Those that need the alert clock's memory, or change something, run on main. */
import { z } from "zod";
import { ALERT_STATES } from "../model/alert.ts";
import { INCIDENT_STATES } from "../model/incident.ts";
import { LIMITS } from "../model/limits.ts";
import { DELIVERY_STATES } from "../model/receiver.ts";
import {
	alertRuleSchema,
	alertsSchema,
	backtestSchema,
	ruleAnswerSchema,
	rulesSchema,
	templatesSchema,
	transitionSchema,
	writeRuleSchema,
} from "./alert-schemas.ts";
import { listOf } from "./answer-schemas.ts";
import {
	acknowledgeSchema,
	deliverySchema,
	evidenceAnswerSchema,
	incidentAnswerSchema,
	incidentChangedSchema,
	incidentsSchema,
	noteSchema,
} from "./incident-schemas.ts";
import { env, FROM, id, limit, name, page, TO, time, version } from "./params.ts";
import { PATHS } from "./paths.ts";
import {
	previewSilenceSchema,
	receiverAnswerSchema,
	receiversSchema,
	receiverTestSchema,
	silenceAnswerSchema,
	silencePreviewSchema,
	silencesSchema,
	testReceiverSchema,
	writeReceiverSchema,
	writeSilenceSchema,
} from "./receiver-schemas.ts";
import { get, JSON_TYPE, NO_BODY, NO_PARAMS, type RouteSpec, type RouteThread } from "./route-spec.ts";

const ruleId = z.object({ ruleId: id });
const incidentId = z.object({ incidentId: z.coerce.number().int().min(1) });
const silenceId = z.object({ silenceId: id });
const receiverId = z.object({ receiverId: id });
const GONE = z.object({ data: z.null() });
const incidentParam = z.coerce.number().int().min(1).optional().meta({ description: "only of this incident", example: 12 });
const service = name.optional().meta({ description: "only of this service", example: "checkout" });

/** A row that changes something, or is answered out of main's memory. */
function main<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
	method: RouteSpec["method"],
	path: string,
	spec: Omit<RouteSpec<P, Q, B, RouteThread>, "method" | "path" | "runsOn">,
): RouteSpec<P, Q, B, "main"> {
	return { ...spec, method, path, runsOn: "main" };
}

const json = (schema: z.ZodType) => ({ [JSON_TYPE]: schema });

export const ALERT_ROUTES = {
	alerts: main("GET", PATHS.alerts, {
		summary: "Alerts that are not ok: firing first, then the latest change; and how the alert clock does",
		pathParams: NO_PARAMS,
		query: z.object({
			state: z.enum(ALERT_STATES).optional().meta({ description: "only these; ok lists those that are", example: "firing" }),
			service,
			env,
			rule: id.optional().meta({ description: "only of this rule" }),
			limit: limit(LIMITS.pageRows, LIMITS.pageRowsMax),
		}),
		body: NO_BODY,
		answers: json(alertsSchema),
	}),
	alertRules: main("GET", PATHS.alertRules, {
		summary: "Rules with the worst of their alerts: firing first, then the latest change, then by name",
		pathParams: NO_PARAMS,
		query: z.object({ service, env }),
		body: NO_BODY,
		answers: json(rulesSchema),
	}),
	alertRule: main("GET", PATHS.alertRule, {
		summary: "One rule with its alerts, those that are ok included, at most 500",
		pathParams: ruleId,
		query: NO_PARAMS,
		body: NO_BODY,
		answers: json(ruleAnswerSchema),
	}),
	postAlertRule: main("POST", PATHS.alertRules, {
		summary: "Keep a new rule under a new id; it is evaluated from now on",
		pathParams: NO_PARAMS,
		query: NO_PARAMS,
		body: writeRuleSchema.omit({ version: true }),
		answers: json(ruleAnswerSchema),
		successStatus: 201,
	}),
	putAlertRule: main("PUT", PATHS.alertRule, {
		summary:
			"Change a rule; version is the one that was read, a stale one answers 409. Its alerts begin anew when what it measures changed",
		pathParams: ruleId,
		query: NO_PARAMS,
		body: writeRuleSchema,
		answers: json(ruleAnswerSchema),
	}),
	deleteAlertRule: main("DELETE", PATHS.alertRule, {
		summary: "Remove a rule; its alerts are resolved, its history stays",
		pathParams: ruleId,
		query: z.object({ version }),
		body: NO_BODY,
		answers: json(GONE),
	}),
	alertBacktest: {
		method: "POST",
		path: PATHS.alertBacktest,
		runsOn: "query",
		summary: "How often a rule would have fired: the same evaluation over what is stored. Nothing is changed",
		pathParams: NO_PARAMS,
		query: NO_PARAMS,
		body: z.object({ rule: alertRuleSchema, from: time("now-7d", "as everywhere; at most 30 days"), to: time("now", "exclusive") }),
		answers: json(backtestSchema),
	},
	alertTemplates: get(PATHS.alertTemplates, {
		summary: "Ready-made rules with thresholds out of the service's own numbers",
		pathParams: NO_PARAMS,
		query: z.object({ service, env, ns: z.string().max(1024).optional().meta({ description: "service.namespace" }) }),
		answers: json(templatesSchema),
	}),
	alertHistory: get(PATHS.alertHistory, {
		summary: "Changes of alerts' states, oldest first; the last before the range of each alert is among them",
		pathParams: NO_PARAMS,
		query: z.object({
			from: time("now-24h", "start of the half-open range"),
			to: TO,
			rule: id.optional().meta({ description: "only of this rule" }),
			limit: limit(LIMITS.pageRowsMax, 10_000),
		}),
		answers: json(listOf(transitionSchema)),
	}),
	incidents: get(PATHS.incidents, {
		summary: "Incidents, the newest first",
		pathParams: NO_PARAMS,
		query: z.object({
			from: time("0", "start of the half-open range of when they opened; 0 = all"),
			to: TO,
			state: z.enum(INCIDENT_STATES).optional().meta({ description: "only these" }),
			service,
			env,
			...page,
		}),
		answers: json(incidentsSchema),
	}),
	incident: get(PATHS.incident, {
		summary: "One incident with its timeline: transitions, deliveries, what people did; and similar ones",
		pathParams: incidentId,
		query: NO_PARAMS,
		answers: json(incidentAnswerSchema),
	}),
	incidentEvidence: get(PATHS.incidentEvidence, {
		summary: "What was copied when it fired; 404 until it is there",
		pathParams: incidentId,
		query: NO_PARAMS,
		answers: json(evidenceAnswerSchema),
	}),
	putIncidentAck: main("PUT", PATHS.incidentAck, {
		summary: "Say that somebody takes care of it, or not any more",
		pathParams: incidentId,
		query: NO_PARAMS,
		body: acknowledgeSchema,
		answers: json(incidentChangedSchema),
	}),
	postIncidentNote: main("POST", PATHS.incidentNotes, {
		summary: "Add a note to the timeline",
		pathParams: incidentId,
		query: NO_PARAMS,
		body: noteSchema,
		answers: json(incidentChangedSchema),
		successStatus: 201,
	}),
	deliveries: get(PATHS.deliveries, {
		summary: "What receivers were told, or are to be told, the newest first",
		pathParams: NO_PARAMS,
		query: z.object({
			from: FROM,
			to: TO,
			incident: incidentParam,
			receiver: id.optional().meta({ description: "only to this receiver" }),
			state: z.enum(DELIVERY_STATES).optional().meta({ description: "only these" }),
			limit: limit(LIMITS.pageRows, LIMITS.pageRowsMax),
		}),
		answers: json(listOf(deliverySchema)),
	}),
	silences: main("GET", PATHS.silences, {
		summary: "Silences: those in force, then those to come, then the expired of the last 5 days",
		pathParams: NO_PARAMS,
		query: NO_PARAMS,
		body: NO_BODY,
		answers: json(silencesSchema),
	}),
	postSilence: main("POST", PATHS.silences, {
		summary: "Tell nobody of alerts that match, until it ends",
		pathParams: NO_PARAMS,
		query: NO_PARAMS,
		body: writeSilenceSchema.omit({ version: true }),
		answers: json(silenceAnswerSchema),
		successStatus: 201,
	}),
	putSilence: main("PUT", PATHS.silence, {
		summary: "Change a silence that has not expired",
		pathParams: silenceId,
		query: NO_PARAMS,
		body: writeSilenceSchema,
		answers: json(silenceAnswerSchema),
	}),
	deleteSilence: main("DELETE", PATHS.silence, {
		summary: "End a silence now",
		pathParams: silenceId,
		query: NO_PARAMS,
		body: NO_BODY,
		answers: json(silenceAnswerSchema),
	}),
	previewSilence: main("POST", PATHS.silencePreview, {
		summary: "Rules and alerts that matchers match at this moment. Nothing is changed",
		pathParams: NO_PARAMS,
		query: NO_PARAMS,
		body: previewSilenceSchema,
		answers: json(silencePreviewSchema),
	}),
	receivers: get(PATHS.receivers, {
		summary: "Receivers by name, without what is secret in them",
		pathParams: NO_PARAMS,
		query: NO_PARAMS,
		answers: json(receiversSchema),
	}),
	postReceiver: main("POST", PATHS.receivers, {
		summary: "Keep a new receiver",
		pathParams: NO_PARAMS,
		query: NO_PARAMS,
		body: writeReceiverSchema.omit({ version: true }),
		answers: json(receiverAnswerSchema),
		successStatus: 201,
	}),
	putReceiver: main("PUT", PATHS.receiver, {
		summary: "Change a receiver; secrets that are left out stay",
		pathParams: receiverId,
		query: NO_PARAMS,
		body: writeReceiverSchema,
		answers: json(receiverAnswerSchema),
	}),
	deleteReceiver: main("DELETE", PATHS.receiver, {
		summary: "Remove a receiver; what still waits for it is not sent",
		pathParams: receiverId,
		query: z.object({ version }),
		body: NO_BODY,
		answers: json(GONE),
	}),
	testReceiver: main("POST", PATHS.receiverTest, {
		summary: "Send a test message, and answer what the receiver said",
		pathParams: NO_PARAMS,
		query: NO_PARAMS,
		body: testReceiverSchema,
		answers: json(receiverTestSchema),
	}),
} as const satisfies Readonly<Record<string, RouteSpec>>;
