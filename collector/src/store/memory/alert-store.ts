/** Alerts, incidents, evidence and the outbox in plain objects: the reference. */
import type { Alert, AlertTransition } from "@spanglass/shared/model/alert";
import { RULE_DOCUMENTS } from "@spanglass/shared/model/alert-rule";
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { Evidence, Incident, IncidentEvent } from "@spanglass/shared/model/incident";
import { RECEIVER_DOCUMENTS, RECEIVER_SECRET_DOCUMENTS } from "@spanglass/shared/model/receiver";
import { SILENCE_DOCUMENTS } from "@spanglass/shared/model/silence";
import type {
	AlertChange,
	AlertChanged,
	AlertClock,
	AlertReader,
	AlertWriter,
	DocumentChange,
	NewIncidentEvent,
	OutboxEntry,
	PinnedTrace,
	TransitionQuery,
} from "../api/alert-store.ts";
import type { StoredDocument } from "../api/app-store.ts";

export interface MemoryAlertStore {
	readonly writer: AlertWriter;
	readonly reader: AlertReader;
	/** What `commitAlerts` wrote of them. */
	listDocuments(kind: string): readonly StoredDocument[];
}

interface Tables {
	readonly documents: Map<string, StoredDocument>;
	readonly alerts: Map<string, Alert>;
	transitions: AlertTransition[];
	readonly incidents: Map<number, Incident>;
	events: IncidentEvent[];
	readonly evidence: Map<number, Evidence>;
	pinned: PinnedTrace[];
	outbox: OutboxEntry[];
	clock: AlertClock;
	lastEvent: number;
	lastEntry: number;
}

/** An empty store. `now`: Unix milliseconds, for documents. */
export function createMemoryAlertStore(now: () => number): MemoryAlertStore {
	const tables: Tables = {
		documents: new Map(),
		alerts: new Map(),
		transitions: [],
		incidents: new Map(),
		events: [],
		evidence: new Map(),
		pinned: [],
		outbox: [],
		clock: { evaluatedAt: 0, missed: 0, lastIncident: 0, lastTransition: 0 },
		lastEvent: 0,
		lastEntry: 0,
	};
	const listDocuments = (kind: string) => [...tables.documents.values()].filter((document) => document.kind === kind).sort(byId);
	return { writer: createWriter(tables, listDocuments, now), reader: createReader(tables), listDocuments };
}

function byId(a: { readonly id: string | number }, b: { readonly id: string | number }): number {
	return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function alertKey({ rule, key }: Pick<Alert, "rule" | "key">): string {
	return `${rule}/${key}`;
}

function createWriter(tables: Tables, listDocuments: (kind: string) => readonly StoredDocument[], now: () => number): AlertWriter {
	return {
		loadAlerts: async (resolvedAfter) => ({
			rules: listDocuments(RULE_DOCUMENTS),
			silences: listDocuments(SILENCE_DOCUMENTS),
			receivers: listDocuments(RECEIVER_DOCUMENTS),
			receiverSecrets: listDocuments(RECEIVER_SECRET_DOCUMENTS),
			alerts: [...tables.alerts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, alert]) => alert),
			incidents: [...tables.incidents.values()]
				.filter(({ state, resolvedAt = 0 }) => state === "firing" || resolvedAt >= resolvedAfter)
				.sort(byId),
			clock: tables.clock,
		}),
		commitAlerts: async (change) => writeChange(tables, change, now),
		pinEvidence: async ({ incident, evidence, traces, event }) => {
			tables.incidents.set(incident.id, incident);
			if (evidence !== undefined) tables.evidence.set(incident.id, evidence);
			tables.pinned = [...tables.pinned.filter((trace) => trace.incident !== incident.id), ...traces];
			if (event !== undefined) addEvent(tables, event);
		},
		readIncident: async (id) => tables.incidents.get(id),
		listDue: async (at, limit) => {
			const waiting = tables.outbox.filter(({ state }) => state === "waiting");
			const later = waiting.filter(({ dueAt }) => dueAt > at).map(({ dueAt }) => dueAt);
			return {
				due: waiting.filter(({ dueAt }) => dueAt <= at).slice(0, limit),
				nextAt: later.length === 0 ? undefined : Math.min(...later),
			};
		},
		settleOutbox: async (settlements) => {
			const byEntry = new Map(settlements.map((settlement) => [settlement.id, settlement]));
			tables.outbox = tables.outbox.map((entry) => ({ ...entry, ...byEntry.get(entry.id) }));
		},
		pruneAlerts: async (before, pinnedBytes) => prune(tables, before, pinnedBytes),
	};
}

function prune(tables: Tables, before: number, pinnedBytes: number): void {
	tables.transitions = tables.transitions.filter(({ at }) => at >= before);
	tables.outbox = tables.outbox.filter(({ state, createdAt }) => state === "waiting" || createdAt >= before);
	const isOld = (id: number) => (tables.incidents.get(id)?.resolvedAt ?? Number.POSITIVE_INFINITY) < before;
	tables.events = tables.events.filter(({ incident }) => !isOld(incident));
	tables.pinned = tables.pinned.filter(({ incident }) => !isOld(incident));
	for (const id of [...tables.incidents.keys()].filter(isOld)) {
		tables.incidents.delete(id);
		tables.evidence.delete(id);
	}
	const bytesOf = (traces: readonly PinnedTrace[]) => traces.reduce((sum, { spans, logs }) => sum + spans.length + logs.length, 0);
	for (const incident of [...tables.incidents.values()].filter(({ state }) => state === "resolved").sort(byId)) {
		if (bytesOf(tables.pinned) <= pinnedBytes) return;
		const kept = tables.pinned.filter((trace) => trace.incident !== incident.id);
		if (kept.length === tables.pinned.length) continue;
		tables.pinned = kept;
		tables.incidents.set(incident.id, { ...incident, evidence: "dropped" });
	}
}

function addEvent(tables: Tables, event: NewIncidentEvent): void {
	tables.events.push({ ...event, id: ++tables.lastEvent });
}

function checkDocument(tables: Tables, { kind, id, version, ...rest }: DocumentChange): void {
	const stored = tables.documents.get(`${kind}/${id}`)?.version ?? 0;
	if ("deleted" in rest && stored === 0) throw new SpanglassError("not_found", `there is no ${kind} ${id}`);
	if (stored !== version) throw new SpanglassError("conflict", `${kind} ${id} has version ${stored}, not ${version}`, { field: "version" });
}

function writeChange(tables: Tables, change: AlertChange, now: () => number): AlertChanged {
	const { at, documents = [], alerts = [], forgotten = [], transitions = [], incidents = [], events = [], outbox = [], clock } = change;
	for (const document of documents) checkDocument(tables, document);
	for (const document of documents) {
		const { kind, id, version } = document;
		if ("deleted" in document) tables.documents.delete(`${kind}/${id}`);
		else tables.documents.set(`${kind}/${id}`, { kind, id, json: document.json, version: version + 1, updatedAt: now() });
	}
	for (const alert of alerts) tables.alerts.set(alertKey(alert), alert);
	for (const alert of forgotten) tables.alerts.delete(alertKey(alert));
	tables.transitions.push(...transitions);
	for (const incident of incidents) tables.incidents.set(incident.id, incident);
	for (const event of events) addEvent(tables, event);
	const entries = outbox.map(
		(entry): OutboxEntry => ({
			...entry,
			id: ++tables.lastEntry,
			createdAt: at,
			state: "waiting",
			attempts: 0,
			updatedAt: undefined,
			result: undefined,
		}),
	);
	tables.outbox.push(...entries);
	tables.clock = clock ?? tables.clock;
	return { versions: documents.map((document) => ("deleted" in document ? 0 : document.version + 1)), outbox: entries.map(({ id }) => id) };
}

function createReader(tables: Tables): AlertReader {
	return {
		listTransitions: (query) => listTransitions(tables.transitions, query),
		getIncident: (id) => tables.incidents.get(id),
		findIncidents: ({ from, to, state, service, environment, before = Number.POSITIVE_INFINITY, limit }) => {
			const found = [...tables.incidents.values()]
				.filter(({ openedAt }) => openedAt >= from && openedAt < to)
				.filter((incident) => state === undefined || incident.state === state)
				.filter((incident) => service === undefined || incident.service === service)
				.filter((incident) => environment === undefined || incident.environment === environment)
				.sort((a, b) => b.id - a.id);
			return { incidents: found.filter(({ id }) => id < before).slice(0, limit), total: found.length };
		},
		listIncidentEvents: (incident) => tables.events.filter((event) => event.incident === incident),
		getEvidence: (incident) => tables.evidence.get(incident),
		getPinnedTrace: (traceId) => tables.pinned.findLast((trace) => trace.traceId === traceId),
		listOutbox: ({ from, to, incident, receiver, state, limit }) =>
			tables.outbox
				.filter(({ createdAt }) => createdAt >= from && createdAt < to)
				.filter(({ notification }) => incident === undefined || notification.incident === incident)
				.filter((entry) => receiver === undefined || entry.receiver === receiver)
				.filter((entry) => state === undefined || entry.state === state)
				.toReversed()
				.slice(0, limit),
	};
}

function listTransitions(
	all: readonly AlertTransition[],
	{ from, to, rule, incident, limit }: TransitionQuery,
): readonly AlertTransition[] {
	const asked = all.filter((transition) => rule === undefined || transition.rule === rule).sort((a, b) => a.at - b.at || a.id - b.id);
	const within = asked.filter(({ at }) => at >= from && at < to);
	if (incident !== undefined) return within.filter((transition) => transition.incident === incident).slice(-limit);
	const last = new Map<string, AlertTransition>();
	for (const transition of asked) if (transition.at < from) last.set(alertKey(transition), transition);
	const before = [...last.values()].sort((a, b) => a.at - b.at || a.id - b.id);
	return [...before.slice(-limit), ...within.slice(-limit)];
}
