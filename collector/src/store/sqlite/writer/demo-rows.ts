/** Takes the demo's items out of the journal and of the directory of retired generations. All of it inside the caller's transaction. */
import type { Signal } from "@spanglass/shared/model/signal";
import { withoutDemo } from "../../../wire/otlp/demo-resources.ts";
import { ALL_ITEMS } from "../../../wire/otlp/request-walk.ts";
import type { Connection } from "../driver.ts";
import {
	blobFromOrdinals,
	compressBody,
	DEMO_SHARE_CODE,
	type JournalRow,
	ordinalsFromBlob,
	protobufOfRow,
	SIGNAL_CODE,
	signalOfCode,
} from "../journal-row.ts";
import { createColumns, walkInto } from "../signal-columns.ts";
import { DEMO_SQL } from "../sql/demo.ts";
import { JOURNAL_SQL } from "../sql/journal.ts";
import { writeDirectoryRow } from "./directory-row.ts";
import { signalBit } from "./service-registry.ts";

export type ItemCounts = Record<Signal, number>;

interface DemoRow {
	readonly sequence: number;
	readonly share: number;
	readonly signal: number;
	readonly accepted: number;
}

interface DirectoryRow {
	readonly signal: number;
	readonly id: number;
	readonly first_sequence: number;
	readonly last_sequence: number;
	readonly services: string;
}

/** A request of which something stays: which of its items. */
interface RequestRest {
	readonly body: Uint8Array;
	readonly accepted: number;
	readonly rejected: Uint32Array;
	/** Places of marked spans among the accepted ones. */
	readonly duplicates: Uint32Array;
}

/**
 * Delete or rewrite every request of `demo_request`, and forget them.
 *
 * Result  items that are gone by signal, those of requests after `startedAfter` also by themselves, and the sequences that changed,
 *         ascending.
 */
export function removeDemoRequests(
	connection: Connection,
	startedAfter: number,
): {
	readonly counts: ItemCounts;
	readonly sinceStart: ItemCounts;
	readonly sequences: ReadonlyMap<Signal, readonly number[]>;
} {
	const counts: ItemCounts = { traces: 0, metrics: 0, logs: 0 };
	const sinceStart: ItemCounts = { traces: 0, metrics: 0, logs: 0 };
	const sequences = new Map<Signal, number[]>();
	for (const row of connection.all<DemoRow>(DEMO_SQL.list)) {
		const signal = signalOfCode(row.signal);
		if (signal === undefined) continue;
		const gone = row.share === DEMO_SHARE_CODE.all ? deleteRequest(connection, row) : rewriteRequest(connection, signal, row);
		counts[signal] += gone;
		if (row.sequence > startedAfter) sinceStart[signal] += gone;
		const ofSignal = sequences.get(signal) ?? [];
		ofSignal.push(row.sequence);
		sequences.set(signal, ofSignal);
	}
	for (const [signal, code] of Object.entries(SIGNAL_CODE)) {
		const gone = counts[signal as Signal];
		if (gone > 0) connection.run(JOURNAL_SQL.addStored, -gone, code);
	}
	connection.run(DEMO_SQL.clear);
	return { counts, sinceStart, sequences };
}

/** A copy of it that comes now is a new request. */
function deleteRequest(connection: Connection, { sequence, accepted }: DemoRow): number {
	connection.run(DEMO_SQL.deleteRequest, sequence);
	connection.run(DEMO_SQL.deleteResend, sequence);
	connection.run(DEMO_SQL.deleteDuplicates, sequence);
	return accepted;
}

/** Its `resend` row stays: a copy that comes now brings neither what is stored nor what was removed again. */
function rewriteRequest(connection: Connection, signal: Signal, demo: DemoRow): number {
	const row = connection.get<JournalRow>(DEMO_SQL.request, demo.sequence);
	if (row === undefined) return 0;
	const rest = restOf(signal, row);
	if (rest.accepted === 0) return deleteRequest(connection, demo);
	const rejected = blobFromOrdinals(rest.rejected);
	connection.run(DEMO_SQL.rewrite, rest.accepted, rejected, rest.body.length, compressBody(rest.body), row.sequence);
	const places = blobFromOrdinals(rest.duplicates);
	connection.run(DEMO_SQL.deleteDuplicates, row.sequence);
	if (places !== null) connection.run(JOURNAL_SQL.putDuplicates, row.sequence, places);
	return row.accepted - rest.accepted;
}

/** What stays of a request without the demo's resources, its ordinals and places counted anew. */
function restOf(signal: Signal, row: JournalRow): RequestRest {
	const { body, removed } = withoutDemo(signal, protobufOfRow(row));
	const rejected = ordinalsFromBlob(row.rejected);
	const isRejected = new Set(rejected);
	const isDuplicate = new Set(ordinalsFromBlob(row.duplicates));
	const kept = { accepted: 0, rejected: [] as number[], duplicates: [] as number[] };
	const total = row.accepted + rejected.length;
	let place = 0;
	let range = 0;
	for (let ordinal = 0; ordinal < total; ordinal++) {
		const isAccepted = !isRejected.has(ordinal);
		const ownPlace = isAccepted ? place++ : -1;
		while (ordinal >= (removed[range]?.to ?? total)) range++;
		if (ordinal >= (removed[range]?.from ?? total)) continue;
		if (!isAccepted) kept.rejected.push(kept.accepted + kept.rejected.length);
		else {
			if (isDuplicate.has(ownPlace)) kept.duplicates.push(kept.accepted);
			kept.accepted++;
		}
	}
	return { body, accepted: kept.accepted, rejected: Uint32Array.from(kept.rejected), duplicates: Uint32Array.from(kept.duplicates) };
}

/**
 * Describe the retired generations that lost a request anew, or take out those of which nothing is left.
 *
 * Result  the names of services that those generations had before.
 * Cost    one walk over what is left of each: about 0.15 s per 65,536 spans.
 */
export function rewriteDirectory(connection: Connection, changed: ReadonlyMap<Signal, readonly number[]>): ReadonlySet<string> {
	const names = new Set<string>();
	for (const row of connection.all<DirectoryRow>(DEMO_SQL.generations)) {
		const signal = signalOfCode(row.signal);
		if (signal === undefined || !touches(changed.get(signal) ?? [], row)) continue;
		for (const name of servicesOfRow(row)) names.add(name);
		connection.run(DEMO_SQL.deleteGeneration, row.signal, row.id);
		const columns = decode(connection, signal, row);
		if (columns.rowCount > 0) writeDirectoryRow(connection, columns, { id: row.id, lastSequence: row.last_sequence });
	}
	return names;
}

/** Names of the services of retired generations with the bits of the signals that they sent. */
export function retiredServices(connection: Connection): ReadonlyMap<string, number> {
	const names = new Map<string, number>();
	for (const row of connection.all<DirectoryRow>(DEMO_SQL.generations)) {
		const signal = signalOfCode(row.signal);
		if (signal === undefined) continue;
		for (const name of servicesOfRow(row)) names.set(name, (names.get(name) ?? 0) | signalBit(signal));
	}
	return names;
}

function servicesOfRow({ services }: DirectoryRow): readonly string[] {
	return JSON.parse(services) as readonly string[];
}

/** Sequences ascend.   Cost  O(log n): a database of weeks has a million of them for each of hundreds of generations. */
function touches(sequences: readonly number[], { first_sequence, last_sequence }: DirectoryRow): boolean {
	let low = 0;
	let high = sequences.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((sequences[middle] as number) < first_sequence) low = middle + 1;
		else high = middle;
	}
	return low < sequences.length && (sequences[low] as number) <= last_sequence;
}

/** As a reader decodes it: a request that cannot be walked has no rows. */
function decode(connection: Connection, signal: Signal, { first_sequence, last_sequence }: DirectoryRow) {
	const target = createColumns(signal, { generationId: 0, firstSequence: first_sequence });
	const next = (after: number) => connection.get<JournalRow>(DEMO_SQL.nextOfSignal, after, last_sequence, SIGNAL_CODE[signal]);
	for (let row = next(first_sequence - 1); row !== undefined; row = next(row.sequence)) {
		const protobuf = readableProtobuf(row);
		if (protobuf === undefined) continue;
		target.columns.beginRequest(row.sequence, protobuf, ordinalsFromBlob(row.duplicates));
		try {
			walkInto(target, protobuf, ordinalsFromBlob(row.rejected), ALL_ITEMS);
		} catch {
			target.columns.rollback();
		}
	}
	return target.columns;
}

/** Undefined when the stored bytes are damaged. */
function readableProtobuf(row: JournalRow): Uint8Array | undefined {
	try {
		return protobufOfRow(row);
	} catch {
		return undefined;
	}
}
