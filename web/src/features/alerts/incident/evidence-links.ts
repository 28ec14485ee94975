/** Where the evidence leads: the trace with the suspected span open, at its logs when there are any worth reading. Pure. */
import type { EvidenceJson, IncidentDetailJson } from "@spanglass/shared/api/incident-schemas";

export interface TraceLink {
	readonly traceId: string;
	readonly search: Readonly<Record<string, string>>;
}

export function evidenceLink({ traceId, suspected }: EvidenceJson["traces"][number]): TraceLink {
	if (suspected === null) return { traceId, search: {} };
	return { traceId, search: { span: suspected.spanId, ...(suspected.hasWarnings ? { tab: "logs" } : {}) } };
}

/** The suspected span itself; undefined: there is none. */
export function suspectLink({ suspicion }: IncidentDetailJson, evidence: EvidenceJson | undefined): TraceLink | undefined {
	const kept = evidence?.traces.find(({ traceId }) => traceId === suspicion?.traceId) ?? evidence?.traces[0];
	if (kept !== undefined) return evidenceLink(kept);
	const traceId = suspicion?.traceId ?? null;
	if (traceId === null) return undefined;
	return { traceId, search: suspicion?.spanId == null ? {} : { span: suspicion.spanId } };
}
