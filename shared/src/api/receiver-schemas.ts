/** Shapes of silences and receivers. Secrets come in and never go out. */
import { z } from "zod";
import { CHANNEL_KINDS } from "../model/receiver.ts";
import { SILENCE_STATES } from "../model/silence.ts";
import { alertSchema } from "./alert-schemas.ts";
import { listOf, nanos } from "./answer-schemas.ts";

const matcherSchema = z.object({
	name: z.string().min(1).max(200),
	value: z.string().max(1024),
	isRegex: z.boolean().default(false),
	isEqual: z.boolean().default(true),
});
const matchersSchema = z.array(matcherSchema).min(1).max(20);

export const writeSilenceSchema = z.object({
	matchers: matchersSchema,
	/** Left out: now. */
	startsAt: nanos.optional(),
	/** Every silence ends. */
	endsAt: nanos,
	createdBy: z.string().max(200).default(""),
	comment: z.string().max(2000).default(""),
	/** It ends when this incident is resolved, at `endsAt` at the latest; the incident's timeline tells of it. */
	incident: z.number().int().min(1).optional(),
	/** The one that was read, 0 for a new one. */
	version: z.number().int().min(0).default(0),
});

export const silenceSchema = z.object({
	id: z.string(),
	version: z.number(),
	updatedAt: nanos,
	state: z.enum(SILENCE_STATES),
	matchers: z.array(matcherSchema),
	startsAt: nanos,
	endsAt: nanos,
	createdBy: z.string(),
	comment: z.string(),
	incident: z.number().nullable(),
	/** Alerts that it matches now. */
	matches: z.number(),
});
export const silencesSchema = listOf(silenceSchema);
export const silenceAnswerSchema = z.object({ data: silenceSchema });

export const previewSilenceSchema = z.object({ matchers: matchersSchema });
/** What matchers would match: rules that have, or can have, such alerts, and the alerts that are not ok. */
export const silencePreviewSchema = z.object({
	rules: z.array(z.object({ id: z.string(), name: z.string() })),
	alerts: z.array(alertSchema),
	/** Of the matcher that cannot be read. */
	fault: z.object({ matcher: z.number(), message: z.string() }).nullable(),
});

const options = z.record(
	z.string().max(64),
	z.union([z.string().max(4096), z.number(), z.boolean(), z.array(z.string().max(1024)).max(100)]),
);
const settings = {
	name: z.string().min(1).max(200),
	channel: z.enum(CHANNEL_KINDS),
	enabled: z.boolean().default(true),
	sendResolved: z.boolean().default(true),
	language: z.enum(["en", "zh"]).default("en"),
	options: options.default({}),
};
/** `secrets`: by name; one that is left out stays what it is, null takes it away. */
const secrets = z.record(z.string().max(64), z.string().min(1).max(4096).nullable()).default({});
export const writeReceiverSchema = z.object({ ...settings, secrets, version: z.number().int().min(0) });

export const receiverSchema = z.object({
	id: z.string(),
	version: z.number(),
	updatedAt: nanos,
	...settings,
	options,
	/** Names of the secrets that are set. */
	secretsSet: z.array(z.string()),
	/** Of the last deliveries. */
	lastDelivery: z.object({ at: nanos, ok: z.boolean(), status: z.number().nullable(), error: z.string().nullable() }).nullable(),
	waiting: z.number(),
});
export const receiversSchema = listOf(receiverSchema);
/** What was written; what became of messages is in the list. */
export const receiverAnswerSchema = z.object({ data: receiverSchema.omit({ lastDelivery: true, waiting: true }) });

/** A test of what is written here; `id`: secrets that are left out are those of this stored receiver. */
export const testReceiverSchema = z.object({ ...settings, secrets, id: z.string().optional() });
/** The receiver's own answer. */
export const receiverTestSchema = z.object({
	ok: z.boolean(),
	status: z.number().nullable(),
	/** What is printable of its first kilobytes. */
	body: z.string(),
	error: z.string().nullable(),
	tookMs: z.number(),
});

export type SilenceJson = z.infer<typeof silenceSchema>;
export type SilenceMatcherJson = z.infer<typeof matcherSchema>;
export type SilencePreviewJson = z.infer<typeof silencePreviewSchema>;
export type ReceiverJson = z.infer<typeof receiverSchema>;
export type WrittenReceiverJson = z.infer<typeof receiverAnswerSchema>["data"];
export type ReceiverTestJson = z.infer<typeof receiverTestSchema>;
