/** What needs attention, in the words that the collector and the page share. */

/** How a service does, by `analysis/error-state`. idle: it served no request · silent: known, but it sent nothing. */
export const HEALTH_STATES = ["critical", "warning", "ok", "idle", "silent"] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

/**
 * retries: calls are repeated · failFast: a caller gives up on its callee before it is asked · errors, latency: requests fail, or take longer
 * than before · version: a new version fails more, or takes longer, than the one before · queue: messages wait longer than before ·
 * rateLimited: a callee refuses because there are too many calls · lostInstance: nothing was heard of an instance for several of its intervals.
 */
export const INSIGHT_KINDS = ["retries", "failFast", "errors", "latency", "version", "queue", "rateLimited", "lostInstance"] as const;
export type InsightKind = (typeof INSIGHT_KINDS)[number];

export const INSIGHT_SEVERITIES = ["critical", "warning"] as const;
export type InsightSeverity = (typeof INSIGHT_SEVERITIES)[number];

/** deploy: a version appeared shortly before · retries, errors, latency: what is known of a service that this one calls. */
export const CAUSE_KINDS = ["deploy", "retries", "failFast", "errors", "latency", "queue"] as const;
export type CauseKind = (typeof CAUSE_KINDS)[number];

export const CHANGE_KINDS = ["deploy", "newEdge", "goneEdge", "newError"] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];
