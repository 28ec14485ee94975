/**
 * Incidents: alerts of one scope grouped in time, with what explains them, copied when the first of them fired and kept past retention.
 */
import type { AlertLabels } from "./alert.ts";
import type { AlertSeverity } from "./alert-rule.ts";

export const INCIDENT_STATES = ["firing", "resolved"] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

/** An alert that belongs to an incident. Times in Unix milliseconds. */
export interface IncidentAlert {
	readonly rule: string;
	readonly key: string;
	readonly labels: AlertLabels;
	readonly firedAt: number;
	readonly resolvedAt?: number | undefined;
	/** Highest (or lowest, for rules that look for what is below) value while it fired. */
	readonly worst?: number | undefined;
}

/** What is believed to have caused it; always said to be a suspicion. */
export interface Suspicion {
	readonly service: string;
	readonly operation: string;
	/** One sentence in English: what points to it. */
	readonly reason: string;
	/** The same as data, for the page's own words: error: it fails and nothing below it does · latency: it holds more time than usual. */
	readonly because: "error" | "latency";
	/** Of evidence: the span that stands for it. */
	readonly traceId?: string | undefined;
	readonly spanId?: string | undefined;
	/** Of `latency`: nanoseconds that the span itself held, and its median before. */
	readonly selfNanos?: number | undefined;
	readonly usualNanos?: number | undefined;
	/** Of how many of the traces looked at it is true. */
	readonly traces: number;
	readonly tracesOf: number;
	/** What a failed span said. */
	readonly message?: string | undefined;
}

/** A deploy near the beginning. `at` Unix milliseconds; `beforeSeconds`: it came so long before the condition began to hold; below 0: after. */
export interface NearDeploy {
	readonly service: string;
	readonly environment: string;
	readonly version: string;
	readonly at: number;
	readonly beforeSeconds: number;
}

export interface Incident {
	readonly id: number;
	readonly state: IncidentState;
	/** Of the first alert's rule. */
	readonly title: string;
	readonly severity: AlertSeverity;
	readonly environment: string;
	/** "" when its alerts name none. */
	readonly service: string;
	/** Unix milliseconds: when the condition began to hold, when it fired, when the last alert was resolved. */
	readonly startedAt: number;
	readonly openedAt: number;
	readonly resolvedAt?: number | undefined;
	readonly alerts: readonly IncidentAlert[];
	readonly acknowledged?: { readonly by: string; readonly at: number } | undefined;
	/** Set with the evidence. */
	readonly suspicion?: Suspicion | undefined;
	readonly deploy?: NearDeploy | undefined;
	/** Where its evidence is: not yet · kept · could not be had, with the sentence why · was given up for room. */
	readonly evidence: "collecting" | "kept" | "failed" | "dropped";
	readonly evidenceMessage?: string | undefined;
}

/** What happened to an incident besides its alerts' transitions and deliveries. `at` Unix milliseconds. */
export type IncidentEvent = { readonly id: number; readonly incident: number; readonly at: number; readonly by: string } & (
	| { readonly kind: "acknowledged" | "unacknowledged" }
	| { readonly kind: "note"; readonly text: string }
	| { readonly kind: "silenced"; readonly silence: string; readonly until: number }
	| { readonly kind: "evidence"; readonly traces: number }
);

/** One trace of the evidence, best first. */
export interface EvidenceTrace {
	readonly traceId: string;
	/** Unix nanoseconds, decimal. */
	readonly start: string;
	readonly durationNanos: number;
	readonly spanCount: number;
	readonly errorCount: number;
	readonly services: readonly string[];
	readonly root: { readonly service: string; readonly operation: string } | undefined;
	readonly suspected: SuspectedSpan | undefined;
}

export interface SuspectedSpan {
	readonly spanId: string;
	readonly service: string;
	readonly operation: string;
	readonly because: "error" | "latency";
	/** One sentence in English. */
	readonly reason: string;
	readonly message: string;
	readonly startOffsetNanos: number;
	readonly durationNanos: number;
	readonly selfNanos: number;
	readonly usualNanos: number | undefined;
	/** The span or a descendant has log records of WARN or worse: the page opens on them. */
	readonly hasWarnings: boolean;
}

/** One row of Explain: how many of the selected and of the other traces have this value. */
export interface EvidenceDifference {
	readonly key: string;
	readonly value: string;
	readonly selectedCount: number;
	readonly selectedOf: number;
	readonly otherCount: number;
	readonly otherOf: number;
}

export interface EvidencePattern {
	readonly service: string;
	readonly text: string;
	readonly level: string;
	readonly count: number;
	/** In the time before, of the same length. */
	readonly countBefore: number;
}

/** A caller of the service with its share of the calls that failed (or were slow). */
export interface AffectedCaller {
	readonly caller: string;
	readonly calls: number;
	readonly errors: number;
	/** Of all calls of the service. */
	readonly share: number;
}

/** The value over time, an hour before; null: no value. `start` Unix milliseconds. */
export interface EvidenceChart {
	readonly start: number;
	readonly stepSeconds: number;
	readonly values: readonly (number | null)[];
	readonly threshold: number;
	readonly unit: string;
}

/** What is kept with an incident. */
export interface Evidence {
	/** Unix milliseconds. */
	readonly capturedAt: number;
	readonly from: number;
	readonly to: number;
	readonly traces: readonly EvidenceTrace[];
	readonly differences: readonly EvidenceDifference[];
	readonly patterns: readonly EvidencePattern[];
	readonly deploys: readonly NearDeploy[];
	readonly callers: readonly AffectedCaller[];
	readonly chart: EvidenceChart | undefined;
	/** Sentences: what could not be had. */
	readonly warnings: readonly string[];
}
