/**
 * Removing the demo: what is open of it is sealed, then one transaction takes its blocks, counts and services away (ADR-008). Before its
 * commit nothing has changed for anybody, after it everything.
 */
import { SpanglassError } from "@spanglass/shared/model/errors";
import { SIGNALS, type Signal } from "@spanglass/shared/model/signal";
import { demoShare } from "../../../wire/otlp/demo-resources.ts";
import { mergeArrivals, type RequestArrival } from "../block-arrivals.ts";
import type { Connection } from "../driver.ts";
import { type JournalRow, protobufOfRow, signalOfCode } from "../journal-row.ts";
import { SERVICE_SQL } from "../sql/app.ts";
import { BLOCK_SQL } from "../sql/blocks.ts";
import { JOURNAL_SQL, RESEND_SQL, SWEEP_SQL } from "../sql/journal.ts";
import { storedArrivals } from "./block-access.ts";
import type { BlockFacts, BlockTable } from "./block-table.ts";
import type { Journal } from "./journal.ts";
import type { OpenColumns } from "./open-columns.ts";
import type { RollupWriter } from "./rollups/rollup-writer.ts";
import { signalBit } from "./service-registry.ts";

type ItemCounts = Record<Signal, number>;

export interface DemoRemovalOptions {
	readonly connection: Connection;
	readonly journal: Journal;
	readonly blocks: BlockTable;
	/** Nothing of the demo is in them any more. */
	readonly columns: OpenColumns;
	readonly rollups: RollupWriter;
	/** Last sequence of earlier starts. */
	readonly startedAfter: number;
}

export interface DemoRemoval extends ServicesSplit {
	readonly counts: Readonly<ItemCounts>;
	/** Those of `counts` that came since this start. */
	readonly sinceStart: Readonly<ItemCounts>;
	readonly removed: readonly BlockFacts[];
}

interface ServicesSplit {
	/** Services that had something of which a part was removed. */
	readonly candidates: ReadonlySet<string>;
	/** Services that have something still, with the bits of the signals that they sent. */
	readonly remaining: ReadonlyMap<string, number>;
}

/**
 * Throws  unavailable: nothing was changed.
 * Cost    one row per block of the demo; its chunks are deleted afterwards, a slice at a time.
 */
export function removeDemo({ connection, journal, blocks, columns, rollups, startedAfter }: DemoRemovalOptions): DemoRemoval {
	const removed = blocks.list().filter(({ partition }) => partition === "demo");
	const counts: ItemCounts = { traces: 0, metrics: 0, logs: 0 };
	const sinceStart: ItemCounts = { traces: 0, metrics: 0, logs: 0 };
	const count = (signal: Signal, items: number, sequence: number): void => {
		counts[signal] += items;
		if (sequence > startedAfter) sinceStart[signal] += items;
	};
	let services: ServicesSplit = { candidates: new Set(), remaining: new Map() };
	blocks.change({
		add: [],
		remove: removed,
		also: () => {
			const requests = requestsOf(connection, removed);
			for (const { signal, sequence, rows } of requests) count(signal, rows, sequence);
			for (const { signal, sequence, accepted } of deleteQuarantined(connection)) count(signal, accepted, sequence);
			for (const signal of SIGNALS) journal.countGone(signal, counts[signal]);
			forgetResends(connection, requests);
			rollups.removeDemo();
			services = splitServices(connection, columns, new Set(removed.map(({ id }) => id)));
			for (const name of services.candidates) storeService(connection, name, services.remaining.get(name));
		},
		beforeCommit: "before-removal",
		afterCommit: "after-removal",
	});
	journal.reload();
	rollups.settleDemo();
	journal.forgetDemo();
	return { counts, sinceStart, removed, ...services };
}

interface DemoRequest extends RequestArrival {
	readonly signal: Signal;
}

/** Requests with their rows in the blocks. Those of a block whose list is damaged are counted as one that came before this start. */
function requestsOf(connection: Connection, removed: readonly BlockFacts[]): readonly DemoRequest[] {
	const ofBlock = (block: BlockFacts): readonly DemoRequest[] =>
		arrivalsOf(connection, block).map((arrival) => ({ ...arrival, signal: block.signal }));
	return mergeArrivals(removed.map(ofBlock));
}

function arrivalsOf(connection: Connection, { id, rows }: BlockFacts): readonly RequestArrival[] {
	try {
		return storedArrivals(connection, id);
	} catch (error) {
		if (error instanceof SpanglassError) throw error;
		return [{ sequence: -id, arrivedAt: 0, rows }];
	}
}

/** A copy of a request that was the demo's alone is a new request; of another it brings neither what is stored nor what was removed. */
function forgetResends(connection: Connection, requests: readonly DemoRequest[]): void {
	for (const { sequence, rows } of requests) connection.run(RESEND_SQL.deleteWhole, sequence, rows);
}

interface DeletedRequest {
	readonly signal: Signal;
	readonly sequence: number;
	readonly accepted: number;
}

/** Requests of the demo alone that could not be walked. */
function* deleteQuarantined(connection: Connection): Generator<DeletedRequest> {
	type Row = Pick<JournalRow, "sequence" | "signal" | "encoding" | "accepted" | "body">;
	let sequence = 0;
	for (;;) {
		const row = connection.get<Row>(JOURNAL_SQL.quarantined, sequence);
		if (row === undefined) return;
		sequence = row.sequence;
		const signal = signalOfCode(row.signal);
		if (signal === undefined || !isDemoAlone(row)) continue;
		connection.run(SWEEP_SQL.deleteRequest, sequence);
		connection.run(RESEND_SQL.deleteWhole, sequence, row.accepted);
		yield { signal, sequence, accepted: row.accepted };
	}
}

/** A row that cannot be read is nobody's. */
function isDemoAlone(row: Pick<JournalRow, "signal" | "encoding" | "body">): boolean {
	try {
		return demoShare(protobufOfRow(row)) === "all";
	} catch {
		return false;
	}
}

interface ServicesRow {
	readonly id: number;
	readonly signal: number;
	readonly services: string;
}

/** `gone`: blocks that are removed; open columns and all others stay. */
function splitServices(connection: Connection, columns: OpenColumns, gone: ReadonlySet<number>): ServicesSplit {
	const candidates = new Set<string>();
	const remaining = new Map<string, number>();
	const stays = (name: string, signal: Signal): void => void remaining.set(name, (remaining.get(name) ?? 0) | signalBit(signal));
	for (const [name, signal] of columns.services()) stays(name, signal);
	for (const row of connection.all<ServicesRow>(BLOCK_SQL.services)) {
		const signal = signalOfCode(row.signal);
		if (signal === undefined) continue;
		for (const name of JSON.parse(row.services) as readonly string[]) {
			if (gone.has(row.id)) candidates.add(name);
			else stays(name, signal);
		}
	}
	return { candidates, remaining };
}

function storeService(connection: Connection, name: string, signals: number | undefined): void {
	if (signals === undefined) connection.run(SERVICE_SQL.delete, name);
	else connection.run(SERVICE_SQL.setSignals, signals, name);
}
