/** Statements on roll-ups; all run inside the snapshot of one query. */
export const ROLLUP_READER_SQL = {
	/** Those of one seal, or made of such. */
	deltas: `SELECT id, first_service, last_service FROM rollup
		WHERE kind = ? AND merged = 0 AND step = 1 AND last_minute >= ? AND first_minute < ? ORDER BY id`,
	/** Of closed hours, none of which a pack leaves: minute rows and those of another step. */
	merged: `SELECT id, first_service, last_service, partition, step, last_minute FROM rollup
		WHERE kind = ? AND merged = 1 AND step IN (1, ?) AND last_minute >= ? AND last_minute < ? ORDER BY last_minute, id`,
	bytes: "SELECT bytes FROM rollup WHERE id = ?",
	links: "SELECT links FROM waiting_link WHERE partition = ?",
	counters: "SELECT partner_late, dropped_early, (SELECT count(*) FROM block WHERE rolled_up = 0) AS to_roll_up FROM rollup_state",
	templateVersions: "SELECT partition, namespace, service, version FROM log_template ORDER BY partition, namespace, service",
	templates: "SELECT templates FROM log_template WHERE partition = ? AND namespace = ? AND service = ?",
	/** Requests of a signal that are in no block. */
	arrivals: "SELECT sequence, arrived_at FROM journal WHERE signal = ? AND sequence > ? AND sequence <= ? AND state = 0 ORDER BY sequence",
	instances: `SELECT environment, namespace, service, version, instance, first_seen, last_seen, gaps FROM instance
		WHERE environment = coalesce(?, environment) AND namespace = coalesce(?, namespace) AND service = coalesce(?, service)`,
} as const;

export interface PackPlaceRow {
	readonly id: number;
	readonly first_service: string;
	readonly last_service: string;
}

export interface MergedPlaceRow extends PackPlaceRow {
	readonly partition: number;
	readonly step: number;
	readonly last_minute: number;
}

export interface TemplateVersionRow {
	readonly partition: number;
	readonly namespace: string;
	readonly service: string;
	readonly version: number;
}

export interface CountersRow {
	readonly partner_late: number;
	readonly dropped_early: number;
	readonly to_roll_up: number;
}

export interface ArrivalRow {
	readonly sequence: number;
	/** Unix ms. */
	readonly arrived_at: number;
}

export interface InstanceRow {
	readonly environment: string;
	readonly namespace: string;
	readonly service: string;
	readonly version: string;
	readonly instance: string;
	readonly first_seen: number;
	readonly last_seen: number;
	/** JSON: see `rollup/sightings.ts`. */
	readonly gaps: string;
}
