import type { UnixNanos } from "@spanglass/shared/units/time";

/**
 * - ok: requests are taken.
 * - low: less is free than the reserve; requests are refused until there is more.
 * - failing: the last write failed for want of space or by the device; requests are refused until a write succeeds.
 */
export type DiskState = "ok" | "low" | "failing";

export interface DiskHealth {
	readonly state: DiskState;
	/** What this process may still write; 0 for a store without a file. */
	readonly freeBytes: number;
	/** Kept free: below it nothing is taken. */
	readonly reserveBytes: number;
}

/** A database, or a write-ahead log, that could not be used and was set aside whole. It stays until somebody takes it away. */
export interface SetAside {
	/** Absolute, on the collector's machine. */
	readonly path: string;
	readonly bytes: number;
	readonly time: UnixNanos;
}

export interface BackupRecord {
	readonly path: string;
	readonly bytes: number;
	/** When it was begun: everything acknowledged before is in it. */
	readonly time: UnixNanos;
}

/** The state of what is stored: everything that an operator has to know, and what to act on. */
export interface StorageHealth {
	readonly disk: DiskHealth;
	/** Damage met in the database since it was last checked, one sentence each. */
	readonly damage: readonly string[];
	/** What may be missing of the last run, found at this start: one sentence each. */
	readonly losses: readonly string[];
	/** Oldest first. */
	readonly setAside: readonly SetAside[];
	/** Requests whose walk failed; kept, and tried again by the next start. */
	readonly quarantinedRequests: number;
	/** Blocks whose stored bytes are damaged; left out of answers. */
	readonly quarantinedBlocks: number;
	readonly lastBackup: BackupRecord | undefined;
}

/** Why the store is degraded; a closed list of words. */
export type HealthReason =
	| "disk_low"
	| "disk_failing"
	| "database_damaged"
	| "log_lost"
	| "database_set_aside"
	| "blocks_quarantined"
	| "requests_quarantined";

/** Result: empty when nothing is wrong. */
export function healthReasons(health: StorageHealth): readonly HealthReason[] {
	const { disk, damage, losses, setAside, quarantinedBlocks, quarantinedRequests } = health;
	const reasons: HealthReason[] = [];
	if (disk.state !== "ok") reasons.push(`disk_${disk.state}`);
	if (damage.length > 0) reasons.push("database_damaged");
	if (losses.length > 0) reasons.push("log_lost");
	if (setAside.length > 0) reasons.push("database_set_aside");
	if (quarantinedBlocks > 0) reasons.push("blocks_quarantined");
	if (quarantinedRequests > 0) reasons.push("requests_quarantined");
	return reasons;
}

/** Of a store that lies on no disk. */
export const NO_STORAGE: StorageHealth = {
	disk: { state: "ok", freeBytes: 0, reserveBytes: 0 },
	damage: [],
	losses: [],
	setAside: [],
	quarantinedRequests: 0,
	quarantinedBlocks: 0,
	lastBackup: undefined,
};
