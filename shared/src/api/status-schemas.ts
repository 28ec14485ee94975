/** Shapes of what the product says of itself: status, demo, backup, the stream of what arrives. */
import { z } from "zod";
import { DEMO_INCIDENTS } from "../model/demo.ts";
import { bySignal, nanos } from "./answer-schemas.ts";

/** The demo fleet, as far as this installation can run it. */
export const demoSchema = z.object({
	/** `absent`: not part of this installation; `command` then says how to get it. */
	state: z.enum(["absent", "stopped", "starting", "running", "failed"]),
	command: z.string(),
	incident: z.enum(DEMO_INCIDENTS).nullable(),
	/** Why it failed, "" otherwise. */
	message: z.string(),
	/** Items with `spanglass.demo=true` are stored. */
	hasData: z.boolean(),
});
export const demoAnswerSchema = z.object({ data: demoSchema });
/** With the items that are gone. */
export const demoRemovedSchema = z.object({ data: demoSchema, removed: bySignal });
export const startDemoSchema = z.object({ incident: z.enum(DEMO_INCIDENTS).default("retry-storm") });

const fileSchema = z.object({ path: z.string(), bytes: z.number(), time: nanos });

export const backupAnswerSchema = z.object({ data: fileSchema });
/** Left in the data folder by whoever asks; see `docs/operations.md`. */
export const createBackupSchema = z.object({ ticket: z.string().max(64) });

/** The state of the files; what an operator may have to act on. */
const storageSchema = z.object({
	/** `low`: less is free than the reserve; `failing`: the last write failed. Either way requests are refused until it is over. */
	disk: z.object({ state: z.enum(["ok", "low", "failing"]), freeBytes: z.number(), reserveBytes: z.number() }),
	/** Damage met in the database since it was last checked, one sentence each. */
	damage: z.array(z.string()),
	/** What may be missing of the last run, found at this start. */
	losses: z.array(z.string()),
	/** Damaged files, whole, beside the database; oldest first. */
	setAside: z.array(fileSchema),
	/** Kept, not readable by this version. */
	quarantinedRequests: z.number(),
	/** Blocks with damaged bytes: left out of answers. */
	quarantinedBlocks: z.number(),
	/** `time`: when it was begun. */
	lastBackup: fileSchema.nullable(),
});

const oldestArrival = z.object({ traces: nanos.nullable(), metrics: nanos.nullable(), logs: nanos.nullable() });

/** What is kept in sealed blocks, and what retention has deleted since the database was made. */
const keptSchema = z.object({
	blocks: bySignal,
	blockBytes: bySignal,
	/** When the oldest request arrived of which something is left in a block; null without blocks. */
	oldestArrival,
	/** Items that were older than their signal is kept, and items that went for the size of the database. */
	deleted: z.object({ age: bySignal, size: bySignal }),
	/** Beyond this size of the database the oldest blocks are deleted. */
	limitBytes: z.number(),
	/** Blocks with damaged bytes, at most 100; `from` and `to` are event times. */
	damaged: z.array(z.object({ id: z.number(), signal: z.enum(["traces", "metrics", "logs"]), items: z.number(), from: nanos, to: nanos })),
});

export const statusSchema = z.object({
	version: z.string(),
	startedAt: nanos,
	/** Where exporters may send to, as bound. */
	endpoints: z.object({ ui: z.string(), grpc: z.string(), http: z.string() }),
	insecure: z.boolean(),
	received: bySignal,
	rejected: bySignal,
	rejectedByReason: z.record(z.string(), z.number()),
	refusedByReason: z.record(z.string(), z.number()),
	resent: bySignal,
	/** Since this start: what was stored otherwise than it was sent, or marked. */
	repaired: z.object({ duplicateKeys: z.number(), invalidUtf8: z.number(), duplicateSpans: z.number() }),
	/** Of `received`: taken out again with the demo. */
	removed: bySignal,
	/** Items that are there now. */
	stored: bySignal,
	kept: keptSchema,
	sequence: z.number(),
	databaseBytes: z.number(),
	walBytes: z.number(),
	storage: storageSchema,
	/**
	 * Since this start: from the end of a span (the time of a record or point) to being readable by queries; a clock ahead counts as 0.
	 * `late`: older than an hour when they came, not counted as delayed. Error of the quantiles: at most 3.2 %, or 1 ms.
	 */
	delay: z.object({ count: z.number(), late: z.number(), p50Nanos: z.number().nullable(), p99Nanos: z.number().nullable() }),
	/** Items per step of the last hour, oldest first; the last step is not over. */
	history: z.object({
		start: nanos,
		stepNanos: z.number(),
		spans: z.array(z.number()),
		logRecords: z.array(z.number()),
		metricPoints: z.array(z.number()),
		rejected: z.array(z.number()),
	}),
	demo: demoSchema,
	openColumnBytes: z.number(),
	residentBytes: z.number(),
	queryWorkers: z.array(z.object({ id: z.number(), alive: z.boolean(), running: z.number(), restarts: z.number() })),
	/** The last 20 requests or connections that were refused, newest first. */
	refusals: z.array(
		z.object({ time: nanos, transport: z.enum(["grpc", "http"]), peer: z.string(), reason: z.string(), message: z.string() }),
	),
	senders: z.array(
		z.object({
			transport: z.enum(["grpc", "http"]),
			peer: z.string(),
			userAgent: z.string(),
			encoding: z.enum(["protobuf", "json"]),
			compression: z.enum(["identity", "gzip"]),
			requests: z.number(),
			items: z.number(),
			rejected: z.number(),
			resent: z.number(),
			lastSeen: nanos,
			lastMessage: z.string(),
			/** What it sent was the demo's alone; what else comes from there is listed by itself. */
			demo: z.boolean(),
		}),
	),
});

/** SSE `ingest`: counts since the previous event. */
export const ingestEventSchema = z.object({
	sequence: z.number(),
	spans: z.number(),
	logRecords: z.number(),
	metricPoints: z.number(),
	rejectedByReason: z.record(z.string(), z.number()),
	newServices: z.array(z.string()),
	refusal: z.object({ reason: z.string(), message: z.string() }).nullable(),
});

export type DemoJson = z.infer<typeof demoSchema>;
export type DemoRemovedJson = z.infer<typeof demoRemovedSchema>;
export type StatusJson = z.infer<typeof statusSchema>;
export type IngestEventJson = z.infer<typeof ingestEventSchema>;
