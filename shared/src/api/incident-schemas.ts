/** Shapes of incidents and their evidence. */
import { z } from "zod";
import { NOTIFICATION_EVENTS } from "../model/alert.ts";
import { ALERT_SEVERITIES } from "../model/alert-rule.ts";
import { INCIDENT_STATES } from "../model/incident.ts";
import { CHANNEL_KINDS, DELIVERY_STATES } from "../model/receiver.ts";
import { transitionSchema } from "./alert-schemas.ts";
import { listOf, nanos } from "./answer-schemas.ts";

const labels = z.record(z.string(), z.string());

const suspicionSchema = z.object({
	service: z.string(),
	operation: z.string(),
	/** error: it fails and nothing below it does · latency: it holds more time than usual. */
	because: z.enum(["error", "latency"]),
	/** One sentence in English. */
	reason: z.string(),
	traceId: z.string().nullable(),
	spanId: z.string().nullable(),
	selfNanos: z.number().nullable(),
	usualNanos: z.number().nullable(),
	/** True of so many of the traces that were looked at. */
	traces: z.number(),
	tracesOf: z.number(),
	/** What a failed span said; "". */
	message: z.string(),
});

const deploySchema = z.object({
	service: z.string(),
	environment: z.string(),
	version: z.string(),
	at: nanos,
	/** So long before the condition began to hold; below 0: after. */
	beforeSeconds: z.number(),
});

/** One attempt after the other to tell one receiver of one change; of a group of changes each has its own row. */
export const deliverySchema = z.object({
	id: z.number(),
	receiver: z.string(),
	receiverName: z.string(),
	channel: z.enum(CHANNEL_KINDS).nullable(),
	state: z.enum(DELIVERY_STATES),
	event: z.enum(NOTIFICATION_EVENTS),
	rule: z.string(),
	ruleName: z.string(),
	labels,
	dedupKey: z.string(),
	sequence: z.number(),
	incident: z.number().nullable(),
	createdAt: nanos,
	/** Of the last attempt. */
	updatedAt: nanos.nullable(),
	/** While it waits: when it is tried (again). */
	dueAt: nanos.nullable(),
	attempts: z.number(),
	status: z.number().nullable(),
	error: z.string().nullable(),
	tookNanos: z.number().nullable(),
});

export const incidentSchema = z.object({
	id: z.number(),
	state: z.enum(INCIDENT_STATES),
	title: z.string(),
	severity: z.enum(ALERT_SEVERITIES),
	environment: z.string(),
	service: z.string(),
	/** 0 for none. */
	color: z.number(),
	startedAt: nanos,
	openedAt: nanos,
	resolvedAt: nanos.nullable(),
	acknowledged: z.object({ by: z.string(), at: nanos }).nullable(),
	alerts: z.array(
		z.object({
			rule: z.string(),
			key: z.string(),
			labels,
			firedAt: nanos,
			resolvedAt: nanos.nullable(),
			worst: z.number().nullable(),
		}),
	),
	suspicion: suspicionSchema.nullable(),
	deploy: deploySchema.nullable(),
	evidence: z.enum(["collecting", "kept", "failed", "dropped"]),
	evidenceMessage: z.string(),
});

const eventBase = { id: z.number(), at: nanos, by: z.string() };
const eventSchema = z.discriminatedUnion("kind", [
	z.object({ ...eventBase, kind: z.literal("acknowledged") }),
	z.object({ ...eventBase, kind: z.literal("unacknowledged") }),
	z.object({ ...eventBase, kind: z.literal("note"), text: z.string() }),
	z.object({ ...eventBase, kind: z.literal("silenced"), silence: z.string(), until: nanos }),
	z.object({ ...eventBase, kind: z.literal("evidence"), traces: z.number() }),
]);

/** Everything about one incident but its evidence; the three lists oldest first make its timeline. */
export const incidentDetailSchema = incidentSchema.extend({
	transitions: z.array(transitionSchema),
	deliveries: z.array(deliverySchema),
	events: z.array(eventSchema),
	/** Earlier incidents of the same rule and scope, newest first, at most 5. */
	similar: z.array(
		incidentSchema.pick({ id: true, title: true, openedAt: true, resolvedAt: true, service: true, suspicion: true, deploy: true }),
	),
});
export const incidentAnswerSchema = z.object({ data: incidentDetailSchema });
/** What somebody's doing left of it, without the timeline. */
export const incidentChangedSchema = z.object({ data: incidentSchema });
export const incidentsSchema = listOf(incidentSchema);

const suspectedSpanSchema = z.object({
	spanId: z.string(),
	service: z.string(),
	operation: z.string(),
	because: z.enum(["error", "latency"]),
	reason: z.string(),
	message: z.string(),
	/** Of the trace's start. */
	startOffsetNanos: z.number(),
	durationNanos: z.number(),
	selfNanos: z.number(),
	usualNanos: z.number().nullable(),
	/** The span or a descendant has log records of WARN or worse. */
	hasWarnings: z.boolean(),
});

export const evidenceSchema = z.object({
	capturedAt: nanos,
	/** What was looked at. */
	from: nanos,
	to: nanos,
	/** Best first, at most 5. Each is kept whole: `/traces/{traceId}` answers after retention, and then says `pinned`. */
	traces: z.array(
		z.object({
			traceId: z.string(),
			start: nanos,
			durationNanos: z.number(),
			spanCount: z.number(),
			errorCount: z.number(),
			services: z.array(z.string()),
			root: z.object({ service: z.string(), operation: z.string() }).nullable(),
			suspected: suspectedSpanSchema.nullable(),
		}),
	),
	/** Explain: values that the selected traces have and the others have not. */
	differences: z.array(
		z.object({
			key: z.string(),
			value: z.string(),
			selectedCount: z.number(),
			selectedOf: z.number(),
			otherCount: z.number(),
			otherOf: z.number(),
		}),
	),
	patterns: z.array(z.object({ service: z.string(), text: z.string(), level: z.string(), count: z.number(), countBefore: z.number() })),
	deploys: z.array(deploySchema),
	callers: z.array(z.object({ caller: z.string(), calls: z.number(), errors: z.number(), share: z.number() })),
	chart: z
		.object({ start: nanos, stepNanos: z.number(), values: z.array(z.number().nullable()), threshold: z.number(), unit: z.string() })
		.nullable(),
	warnings: z.array(z.string()),
});
export const evidenceAnswerSchema = z.object({ data: evidenceSchema });

const by = z.string().max(200).default("");
export const acknowledgeSchema = z.object({ acknowledged: z.boolean(), by });
export const noteSchema = z.object({ text: z.string().min(1).max(4000), by });

export type IncidentJson = z.infer<typeof incidentSchema>;
export type IncidentDetailJson = z.infer<typeof incidentDetailSchema>;
export type IncidentEventJson = z.infer<typeof eventSchema>;
export type DeliveryJson = z.infer<typeof deliverySchema>;
export type EvidenceJson = z.infer<typeof evidenceSchema>;
