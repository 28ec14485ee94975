/**
 * What the installation keeps of alerts: where each stands, what changed, incidents with their evidence, and the outbox of what receivers
 * are still to be told. A change of a rule, of alerts, of incidents and of the outbox is one transaction (`commitAlerts`).
 *
 * There is one alert clock, in main: nobody else writes. Times are Unix milliseconds.
 */
import type { Alert, AlertNotification, AlertTransition } from "@spanglass/shared/model/alert";
import type { Evidence, Incident, IncidentEvent, IncidentState } from "@spanglass/shared/model/incident";
import type { DeliveryResult, DeliveryState } from "@spanglass/shared/model/receiver";
import type { StoredDocument } from "./app-store.ts";

/** One receiver is to be told of one change. Written with the change; sent by whoever works the outbox off. */
export interface NewOutboxEntry {
	/** Id of a receiver. */
	readonly receiver: string;
	/** Entries of one receiver with one group key that are due may go out as one message. */
	readonly groupKey: string;
	readonly notification: AlertNotification;
	/** Not before. */
	readonly dueAt: number;
}

export interface OutboxEntry extends NewOutboxEntry {
	/** Ascends; never given twice. */
	readonly id: number;
	readonly createdAt: number;
	readonly state: DeliveryState;
	readonly attempts: number;
	/** Of the last attempt. */
	readonly updatedAt: number | undefined;
	readonly result: DeliveryResult | undefined;
}

/** How an attempt ended: what the entry is from now on. `waiting`: to be tried again at `dueAt`. */
export interface OutboxSettlement {
	readonly id: number;
	readonly state: DeliveryState;
	readonly attempts: number;
	readonly dueAt: number;
	readonly updatedAt: number;
	readonly result: DeliveryResult | undefined;
}

/** The clock's own memory. */
export interface AlertClock {
	/** When rules were last looked at; 0: never. */
	readonly evaluatedAt: number;
	/** Evaluations that were due and did not take place, since the database was made. */
	readonly missed: number;
	/** The last incident's id that was given. */
	readonly lastIncident: number;
	/** The last transition's. */
	readonly lastTransition: number;
}

/** Of an incident's event without the id that the store gives it. */
export type NewIncidentEvent = IncidentEvent extends infer E ? (E extends IncidentEvent ? Omit<E, "id"> : never) : never;

/** A write of a document with the version that was read; as `AppWriter`. */
export type DocumentChange =
	| { readonly kind: string; readonly id: string; readonly json: unknown; readonly version: number }
	| { readonly kind: string; readonly id: string; readonly deleted: true; readonly version: number };

/** One transaction. What is left out does not change. */
export interface AlertChange {
	readonly at: number;
	readonly documents?: readonly DocumentChange[];
	/** As they are from now on. */
	readonly alerts?: readonly Alert[];
	/** Alerts that are forgotten: they are ok, or their rule is gone. */
	readonly forgotten?: readonly Pick<Alert, "rule" | "key">[];
	readonly transitions?: readonly AlertTransition[];
	/** As they are from now on. */
	readonly incidents?: readonly Incident[];
	readonly events?: readonly NewIncidentEvent[];
	readonly outbox?: readonly NewOutboxEntry[];
	readonly clock?: AlertClock;
}

export interface AlertChanged {
	/** Versions of `documents`, in their order; 0 of deleted ones. */
	readonly versions: readonly number[];
	/** Ids of `outbox`, in its order. */
	readonly outbox: readonly number[];
}

/** A trace of the evidence, whole: OTLP ExportTraceServiceRequest and ExportLogsServiceRequest, each compressed with zstd. */
export interface PinnedTrace {
	readonly traceId: string;
	readonly incident: number;
	readonly spanCount: number;
	readonly spans: Uint8Array;
	/** Of the records that carry its id; empty when there is none. */
	readonly logs: Uint8Array;
}

/** What is written once the evidence has been collected, or could not be. */
export interface PinnedEvidence {
	readonly incident: Incident;
	readonly evidence: Evidence | undefined;
	readonly traces: readonly PinnedTrace[];
	readonly event: NewIncidentEvent | undefined;
}

/** What the alert clock starts from. */
export interface AlertMemory {
	readonly rules: readonly StoredDocument[];
	readonly silences: readonly StoredDocument[];
	readonly receivers: readonly StoredDocument[];
	readonly receiverSecrets: readonly StoredDocument[];
	readonly alerts: readonly Alert[];
	/** Those that fire, and those that were resolved after `resolvedAfter`. */
	readonly incidents: readonly Incident[];
	readonly clock: AlertClock;
}

export interface AlertWriter {
	/** Everything that main has to know of, read in one transaction. */
	loadAlerts(resolvedAfter: number): Promise<AlertMemory>;
	/**
	 * All of it or nothing; resolves after it is synced.
	 *
	 * Throws  conflict, not_found: a document has another version than the one that was read · unavailable: the disk.
	 */
	commitAlerts(change: AlertChange): Promise<AlertChanged>;
	/** Evidence and its traces with the incident that they belong to, in one transaction. Of one incident the last ones stay. */
	pinEvidence(pinned: PinnedEvidence): Promise<void>;
	/** As `AlertReader.getIncident`, for main. */
	readIncident(id: number): Promise<Incident | undefined>;
	/** Entries that wait and are due, in the order in which they were written, at most `limit`; and when the next one is due. */
	listDue(now: number, limit: number): Promise<{ readonly due: readonly OutboxEntry[]; readonly nextAt: number | undefined }>;
	/** In one transaction. An entry that is not there any more is left out. */
	settleOutbox(settlements: readonly OutboxSettlement[]): Promise<void>;
	/**
	 * Delete transitions and delivered entries of before `before`, incidents that were resolved before it with their evidence; and of the
	 * oldest resolved incidents the pinned traces, until they have at most `pinnedBytes`. Open incidents keep theirs. At most `limit` rows.
	 */
	pruneAlerts(before: number, pinnedBytes: number): Promise<void>;
}

export interface TransitionQuery {
	/** Half-open, on `at`. */
	readonly from: number;
	readonly to: number;
	readonly rule?: string | undefined;
	readonly incident?: number | undefined;
	readonly limit: number;
}

export interface IncidentQuery {
	/** Half-open, on `openedAt`. */
	readonly from: number;
	readonly to: number;
	readonly state?: IncidentState | undefined;
	readonly service?: string | undefined;
	readonly environment?: string | undefined;
	/** Only ids below this: the page before ended there. */
	readonly before?: number | undefined;
	readonly limit: number;
}

export interface OutboxQuery {
	/** Half-open, on `createdAt`. */
	readonly from: number;
	readonly to: number;
	readonly incident?: number | undefined;
	readonly receiver?: string | undefined;
	readonly state?: DeliveryState | undefined;
	readonly limit: number;
}

/** As `AppReader`: what is committed at that moment. */
export interface AlertReader {
	/**
	 * Changes in the range, oldest first; of more than `limit` the latest. Before them, of each alert that has one, the last change before
	 * the range, unless the question is about an incident.
	 */
	listTransitions(query: TransitionQuery): readonly AlertTransition[];
	getIncident(id: number): Incident | undefined;
	/** By id, the newest first. */
	findIncidents(query: IncidentQuery): { readonly incidents: readonly Incident[]; readonly total: number };
	/** Oldest first. */
	listIncidentEvents(incident: number): readonly IncidentEvent[];
	getEvidence(incident: number): Evidence | undefined;
	/** Of several incidents the latest copy. */
	getPinnedTrace(traceId: string): PinnedTrace | undefined;
	/** Newest first. */
	listOutbox(query: OutboxQuery): readonly OutboxEntry[];
}
