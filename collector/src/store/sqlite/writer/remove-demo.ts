/**
 * Removing the demo: one transaction over journal, directory and registry, and open columns that are built anew beside the old ones from
 * what is left (ADR-007). Before its commit nothing has changed for anybody, after it everything.
 */
import type { Signal } from "@spanglass/shared/model/signal";
import type { Connection } from "../driver.ts";
import { DEMO_SQL } from "../sql/demo.ts";
import { crashPoint } from "./crash-points.ts";
import { type ItemCounts, removeDemoRequests, retiredServices, rewriteDirectory } from "./demo-rows.ts";
import type { Journal } from "./journal.ts";
import { OpenColumns, type OpenColumnsOptions } from "./open-columns.ts";
import { replayJournal } from "./replay.ts";
import { signalBit } from "./service-registry.ts";

export interface DemoRemovalOptions {
	readonly connection: Connection;
	readonly journal: Journal;
	/** As they are; left untouched. */
	readonly columns: OpenColumns;
	/** For the columns that are built; `onService` is called while they are replayed, and by them ever after. */
	readonly openColumns: OpenColumnsOptions;
	/** Last sequence of earlier starts. */
	readonly startedAfter: number;
	/** Hears of the services of a row while it is replayed. Result: what ends that. */
	readonly listen: (onService: (name: string, signal: Signal) => void) => () => void;
}

export interface DemoRemoval {
	readonly counts: Readonly<ItemCounts>;
	/** Those of `counts` that came since this start. */
	readonly sinceStart: Readonly<ItemCounts>;
	readonly columns: OpenColumns;
	/** Services that had something of which a part was removed. */
	readonly candidates: ReadonlySet<string>;
	/** Services that have something still, with the bits of their signals. */
	readonly remaining: ReadonlyMap<string, number>;
}

/**
 * Everything committed must have been walked.
 *
 * Throws  unavailable: nothing was changed.
 * Cost    one walk over what is left in open columns and in the retired generations that held something of the demo.
 */
export function removeDemo(options: DemoRemovalOptions): DemoRemoval {
	const { connection, columns } = options;
	const removal = connection.transaction(() => {
		const { counts, sinceStart, sequences } = removeDemoRequests(connection, options.startedAfter);
		const candidates = new Set([...rewriteDirectory(connection, sequences), ...columns.serviceNames()]);
		const rebuilt = rebuild(options);
		const remaining = withRetired(rebuilt.services, retiredServices(connection));
		for (const name of candidates) storeService(connection, name, remaining.get(name));
		crashPoint("before-removal");
		return { counts, sinceStart, columns: rebuilt.columns, candidates, remaining };
	});
	crashPoint("after-removal");
	return removal;
}

/** Open columns of what is left above the watermarks. They may be over their budget until the caller retires. */
function rebuild({ connection, journal, openColumns, listen }: DemoRemovalOptions) {
	const columns = new OpenColumns(openColumns);
	const services = new Map<string, number>();
	const stop = listen((name, signal) => services.set(name, (services.get(name) ?? 0) | signalBit(signal)));
	try {
		replayJournal({
			connection,
			journal,
			columns,
			onRow: () => undefined,
			afterRow: () => undefined,
			onQuarantined: (sequence) => journal.setState(sequence, "quarantined"),
		});
	} finally {
		stop();
	}
	return { columns, services };
}

function withRetired(open: ReadonlyMap<string, number>, retired: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
	const all = new Map(open);
	for (const [name, signals] of retired) all.set(name, (all.get(name) ?? 0) | signals);
	return all;
}

function storeService(connection: Connection, name: string, signals: number | undefined): void {
	if (signals === undefined) connection.run(DEMO_SQL.deleteService, name);
	else connection.run(DEMO_SQL.setServiceSignals, signals, name);
}
