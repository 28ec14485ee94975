/** All rounds, in the order in which they are run. */
import type { Round } from "./round.ts";
import { ACK_ORDER } from "./rounds/ack-order.ts";
import { ALERT_KILL } from "./rounds/alert-kill.ts";
import { BACKUP } from "./rounds/backup.ts";
import { CRASH_POINTS } from "./rounds/crash-points.ts";
import { DAMAGED_FILE } from "./rounds/damaged-file.ts";
import { DISK_FULL } from "./rounds/disk-full.ts";
import { HELD_SNAPSHOT } from "./rounds/held-snapshot.ts";
import { KILL } from "./rounds/kill.ts";
import { MIGRATION } from "./rounds/migration.ts";
import { FLOODED } from "./rounds/overload.ts";
import { PAGING } from "./rounds/paging.ts";
import { RANDOM_FILTERS, RANDOM_TRAFFIC } from "./rounds/random-filters.ts";
import { RETENTION } from "./rounds/retention.ts";
import { SLOW_STORE } from "./rounds/slow-store.ts";
import { SPREAD_TRACE } from "./rounds/spread-trace.ts";
import { THREAD_DEATHS } from "./rounds/thread-deaths.ts";

export const ROUNDS: readonly Round[] = [
	KILL,
	CRASH_POINTS,
	ACK_ORDER,
	THREAD_DEATHS,
	DAMAGED_FILE,
	SPREAD_TRACE,
	PAGING,
	MIGRATION,
	BACKUP,
	RANDOM_FILTERS,
	RANDOM_TRAFFIC,
	DISK_FULL,
	SLOW_STORE,
	RETENTION,
	HELD_SNAPSHOT,
	FLOODED,
	ALERT_KILL,
];
