/** The questions of `TelemetryReader` that roll-ups answer. */
import type { PairingCounters, RollupReader } from "../../../api/rollup-queries.ts";
import type { QueryControl } from "../../../api/telemetry-store.ts";
import type { Snapshot } from "../snapshot.ts";
import { listDeploys } from "./list-deploys.ts";
import { listInstanceSightings } from "./list-sightings.ts";
import { listLogTemplates, sumLogs } from "./log-sums.ts";
import { type CountersRow, ROLLUP_READER_SQL } from "./rollup-sql.ts";
import { sumEdges, sumInstances, sumRed } from "./sum-questions.ts";

/** `query` runs an answer on a snapshot of its own. */
export function createRollupReader(
	query: <T>(control: QueryControl, answer: (snapshot: Snapshot) => Promise<T>) => Promise<T>,
): RollupReader {
	return {
		sumRed: (redQuery, control) => query(control, (snapshot) => sumRed(redQuery, snapshot)),
		sumInstances: (instanceQuery, control) => query(control, (snapshot) => sumInstances(instanceQuery, snapshot)),
		sumEdges: (edgeQuery, control) => query(control, (snapshot) => sumEdges(edgeQuery, snapshot)),
		sumLogs: (logQuery, control) => query(control, (snapshot) => sumLogs(logQuery, snapshot)),
		listLogTemplates: (filter, control) => query(control, (snapshot) => listLogTemplates(filter, snapshot)),
		listInstanceSightings: (filter, control) => query(control, (snapshot) => listInstanceSightings(filter, snapshot)),
		listDeploys: (deployQuery, control) => query(control, (snapshot) => listDeploys(deployQuery, snapshot)),
		pairingCounters: (control) => query(control, pairingCounters),
	};
}

async function pairingCounters(snapshot: Snapshot): Promise<PairingCounters> {
	const row = snapshot.read((connection) => connection.get<CountersRow>(ROLLUP_READER_SQL.counters));
	return { partnerLate: row?.partner_late ?? 0, droppedEarly: row?.dropped_early ?? 0, blocksToRollUp: row?.to_roll_up ?? 0 };
}
