import { SIGNALS, type Signal } from "@spanglass/shared/model/signal";
import { addGaps, countGap, type Sighting, sightingsOf, usualGapMs } from "../../../../rollup/sightings.ts";
import type { InstanceSighting, SightingFilter } from "../../../api/rollup-queries.ts";
import { SIGNAL_CODE } from "../../journal-row.ts";
import { compareText } from "../compare-text.ts";
import type { Part } from "../part.ts";
import type { Snapshot } from "../snapshot.ts";
import { type ArrivalRow, type InstanceRow, ROLLUP_READER_SQL } from "./rollup-sql.ts";

/**
 * See `TelemetryReader.listInstanceSightings`. By service, namespace, environment, version, instance.
 *
 * Cost  a row of every instance that is stored, one look at each row that is in no block and at when its request arrived.
 */
export async function listInstanceSightings(filter: SightingFilter, snapshot: Snapshot): Promise<readonly InstanceSighting[]> {
	const sums = new Map<string, Sighting>();
	for (const sighting of storedSightings(filter, snapshot)) add(sums, sighting);
	for (const signal of SIGNALS) {
		for (const sighting of await openSightings(signal, snapshot)) if (isWanted(sighting, filter)) add(sums, sighting);
		if (snapshot.pace.isDue()) await snapshot.pace.rest();
	}
	return [...sums.values()].map(toldSighting).sort(compareSightings);
}

function storedSightings({ environment, namespace, service }: SightingFilter, snapshot: Snapshot): readonly Sighting[] {
	const rows = snapshot.read((connection) =>
		connection.all<InstanceRow>(ROLLUP_READER_SQL.instances, environment ?? null, namespace ?? null, service ?? null),
	);
	return rows.map(({ first_seen, last_seen, gaps, ...emitter }) => ({
		emitter,
		firstSeen: first_seen,
		lastSeen: last_seen,
		gaps: gapsFromJson(gaps),
	}));
}

/** None when the text cannot be what was written. */
function gapsFromJson(text: string): readonly number[] {
	try {
		const parsed: unknown = JSON.parse(text);
		return Array.isArray(parsed) ? parsed.map(Number).filter((count) => count >= 0) : [];
	} catch {
		return [];
	}
}

async function openSightings(signal: Signal, snapshot: Snapshot): Promise<readonly Sighting[]> {
	const open = snapshot.parts(signal).filter(({ block }) => block === undefined);
	if (open.length === 0) return [];
	const arrivals = snapshot.read((connection) =>
		connection.all<ArrivalRow>(ROLLUP_READER_SQL.arrivals, SIGNAL_CODE[signal], snapshot.watermark(signal), snapshot.asOf),
	);
	const sightings: Sighting[] = [];
	for (const part of open) sightings.push(...(await sightingsOfPart(part, arrivals)));
	return sightings;
}

async function sightingsOfPart(part: Part, arrivals: readonly ArrivalRow[]): Promise<readonly Sighting[]> {
	const { view } = await part.open();
	const requests: { readonly arrivedAt: number; readonly from: number; readonly to: number }[] = [];
	for (const { sequence, arrived_at } of arrivals) {
		const { from, to } = await part.open({ after: sequence - 1, upTo: sequence });
		if (from < to) requests.push({ arrivedAt: arrived_at, from, to });
	}
	return sightingsOf(view, requests);
}

function isWanted({ emitter }: Sighting, { environment, namespace, service }: SightingFilter): boolean {
	return [
		environment === undefined || emitter.environment === environment,
		namespace === undefined || emitter.namespace === namespace,
		service === undefined || emitter.service === service,
	].every(Boolean);
}

/** A sighting from before the last one, of another signal, tells of no gap. */
function add(sums: Map<string, Sighting>, sighting: Sighting): void {
	const { environment, namespace, service, version, instance } = sighting.emitter;
	const key = JSON.stringify([environment, namespace, service, version, instance]);
	const known = sums.get(key);
	if (known === undefined) {
		sums.set(key, sighting);
		return;
	}
	const gaps = [...addGaps(known.gaps, sighting.gaps)];
	if (sighting.firstSeen >= known.lastSeen) countGap(gaps, sighting.firstSeen - known.lastSeen);
	sums.set(key, {
		emitter: known.emitter,
		firstSeen: Math.min(known.firstSeen, sighting.firstSeen),
		lastSeen: Math.max(known.lastSeen, sighting.lastSeen),
		gaps,
	});
}

function toldSighting({ emitter, firstSeen, lastSeen, gaps }: Sighting): InstanceSighting {
	const { environment, namespace, service, version, instance } = emitter;
	return { environment, namespace, service, version, instance, firstSeen, lastSeen, usualIntervalMs: usualGapMs(gaps) };
}

function compareSightings(a: InstanceSighting, b: InstanceSighting): number {
	return (
		compareText(a.service, b.service) ||
		compareText(a.namespace, b.namespace) ||
		compareText(a.environment, b.environment) ||
		compareText(a.version, b.version) ||
		compareText(a.instance, b.instance)
	);
}
