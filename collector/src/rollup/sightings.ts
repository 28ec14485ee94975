/** Which instances sent something, and how often: of the rows of one seal, whatever the signal. */
import { ColumnCursor } from "../columns/column-cursor.ts";
import type { Emitter } from "../columns/entity-memory.ts";
import { LogColumn, PointColumn, SpanColumn } from "../columns/layout.ts";
import type { RowView } from "../columns/row-view.ts";

const ENTITY_COLUMN = { traces: SpanColumn.operation, logs: LogColumn.source, metrics: PointColumn.series } as const;
/** Powers of two of milliseconds: up to 2^31, 24 days. */
const GAP_BUCKETS = 32;

/** Rows [from, to) came with one request at `arrivedAt`, Unix ms. */
export interface ArrivedRows {
	readonly arrivedAt: number;
	readonly from: number;
	readonly to: number;
}

export interface Sighting {
	readonly emitter: Emitter;
	/** Of arrival, Unix ms. */
	readonly firstSeen: number;
	readonly lastSeen: number;
	/** How often 2^(i-1) up to 2^i ms passed between two requests that brought something of it; the last holds all longer ones. */
	readonly gaps: readonly number[];
}

/** An emitter's sighting while rows are looked at. */
class Seen {
	readonly emitter: Emitter;
	readonly firstSeen: number;
	lastSeen: number;
	readonly gaps: number[] = [];

	constructor(emitter: Emitter, at: number) {
		this.emitter = emitter;
		this.firstSeen = at;
		this.lastSeen = at;
	}

	see(at: number): void {
		countGap(this.gaps, at - this.lastSeen);
		this.lastSeen = Math.max(this.lastSeen, at);
	}
}

/** Add the time between two requests to counts of such times. */
export function countGap(gaps: number[], ms: number): void {
	const bucket = ms < 1 ? 0 : Math.min(GAP_BUCKETS - 1, 32 - Math.clz32(Math.floor(ms)));
	while (gaps.length <= bucket) gaps.push(0);
	gaps[bucket] = (gaps[bucket] as number) + 1;
}

/** The median; undefined for fewer than two gaps. Error: a factor of 1.5 at most. */
export function usualGapMs(gaps: readonly number[]): number | undefined {
	const total = gaps.reduce((sum, count) => sum + count, 0);
	if (total < 2) return undefined;
	let seen = 0;
	const bucket = gaps.findIndex((count) => {
		seen += count;
		return seen * 2 >= total;
	});
	return bucket === 0 ? 0 : 0.75 * 2 ** bucket;
}

export function addGaps(a: readonly number[], b: readonly number[]): readonly number[] {
	return Array.from({ length: Math.max(a.length, b.length) }, (_, at) => (a[at] ?? 0) + (b[at] ?? 0));
}

/**
 * Sightings of the rows that `has` accepts (all without it), in order of first sight. Requests are in order of arrival.
 *
 * Cost  a few nanoseconds a row.
 */
export function sightingsOf(view: RowView, requests: readonly ArrivedRows[], has?: (row: number) => boolean): readonly Sighting[] {
	const entityAt = new ColumnCursor(view, ENTITY_COLUMN[view.signal]);
	/** By entity: the sighting's number + 1. */
	const numbers = new Uint32Array(view.counts.entities);
	const byEmitter = new Map<string, number>();
	const seen: Seen[] = [];
	/** By sighting: the request + 1 that it was met in last. */
	const lastRequest: number[] = [];
	for (const [request, { arrivedAt, from, to }] of requests.entries()) {
		for (let row = from; row < to; row++) {
			if (has !== undefined && !has(row)) continue;
			const entity = entityAt.at(row);
			let number = numbers[entity] as number;
			if (number === 0) {
				number = numberOf(view.emitter(resourceOf(view, entity)), arrivedAt, { byEmitter, seen, lastRequest, request });
				numbers[entity] = number;
			}
			if (lastRequest[number - 1] === request + 1) continue;
			lastRequest[number - 1] = request + 1;
			(seen[number - 1] as Seen).see(arrivedAt);
		}
	}
	return seen;
}

interface Sightings {
	readonly byEmitter: Map<string, number>;
	readonly seen: Seen[];
	readonly lastRequest: number[];
	readonly request: number;
}

function numberOf(emitter: Emitter, at: number, { byEmitter, seen, lastRequest, request }: Sightings): number {
	const key = JSON.stringify([emitter.environment, emitter.namespace, emitter.service, emitter.version, emitter.instance]);
	const known = byEmitter.get(key);
	if (known !== undefined) return known;
	seen.push(new Seen(emitter, at));
	lastRequest.push(request + 1);
	byEmitter.set(key, seen.length);
	return seen.length;
}

function resourceOf(view: RowView, entity: number): number {
	if (view.signal === "traces") return view.operation(entity).resource;
	return view.signal === "logs" ? view.logSource(entity).resource : view.seriesRecord(entity).resource;
}
