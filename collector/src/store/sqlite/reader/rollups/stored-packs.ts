/** Roll-ups as they lie in the database, seen by one query. */
import { SpanglassError } from "@spanglass/shared/model/errors";
import type { PackRows } from "../../../../rollup/pack.ts";
import { decodePack } from "../../../../rollup/pack-codec.ts";
import { DamagedPackError } from "../../../../rollup/varints.ts";
import { PARTITION_CODE, type Partition } from "../../block-row.ts";
import { type Connection, isDamage } from "../../driver.ts";
import { MINUTES_PER_HOUR, ROLLUP_CODE, type RollupKind } from "../../rollup-row.ts";
import type { ChunkCache, Sized } from "../chunk-cache.ts";
import type { ReadAccess } from "../read-access.ts";
import type { MinuteRange } from "./minute-range.ts";
import { chooseRuns } from "./pack-choice.ts";
import { type MergedPlaceRow, type PackPlaceRow, ROLLUP_READER_SQL } from "./rollup-sql.ts";

/** What packs may hold that a question needs. */
export interface PackWish {
	readonly minutes: MinuteRange;
	/** See `chooseRuns`. */
	readonly stepMinutes: number | undefined;
	/** Only rows of this service are wanted; not for edges, which lie in no order of services. */
	readonly service: string | undefined;
}

/** What a key and its texts take beside the numbers of rows. */
const KEY_BYTES = 300;

class CachedPack implements Sized {
	readonly rows: PackRows;
	readonly byteLength: number;

	constructor(rows: PackRows) {
		const { keys, rowKeys, minutes, counters, sums, ends, buckets, counts } = rows;
		this.rows = rows;
		this.byteLength = [rowKeys, minutes, counters, sums, ends, buckets, counts].reduce(
			(sum, column) => sum + column.byteLength,
			keys.length * KEY_BYTES,
		);
	}
}

export interface StoredPacksSources {
	readonly access: ReadAccess;
	/** Packs stand beside the chunks of blocks, under their ids below 0. An id is never used again. */
	readonly cache: ChunkCache;
	readonly query: number;
}

/** Links that wait for their spans; undefined when none does. */
export function storedLinks(connection: Connection, partition: Partition): Uint8Array | undefined {
	return connection.get<{ readonly links: Uint8Array }>(ROLLUP_READER_SQL.links, PARTITION_CODE[partition])?.links;
}

export class StoredPacks {
	readonly #sources: StoredPacksSources;

	constructor(sources: StoredPacksSources) {
		this.#sources = sources;
	}

	/** Ids of the packs that answer a question: all of them together, each row once. */
	choose(kind: RollupKind, { minutes, stepMinutes, service }: PackWish): readonly number[] {
		const rows = this.#sources.access.read((connection) => [
			...chooseRuns(minutes, stepMinutes).flatMap(({ step, first, end }) => placesOfMerged(connection, kind, { step, first, end })),
			...connection.all<PackPlaceRow>(ROLLUP_READER_SQL.deltas, ROLLUP_CODE[kind], minutes.first, minutes.end),
		]);
		return rows.filter((row) => mayHoldService(row, service)).map(({ id }) => id);
	}

	/** Throws unavailable: its bytes are damaged. Numbers without it would be wrong and not look so. */
	pack(id: number): PackRows {
		const { cache, query } = this.#sources;
		const known = cache.get(-id, 0, query);
		if (known instanceof CachedPack) return known.rows;
		const rows = this.#decoded(id);
		cache.put(-id, 0, { value: new CachedPack(rows), query });
		return rows;
	}

	#decoded(id: number): PackRows {
		try {
			return decodePack(this.#bytesOf(id));
		} catch (cause) {
			if (!(cause instanceof DamagedPackError) && !isDamage(cause)) throw cause;
			throw new SpanglassError("unavailable", "a part of the stored numbers is damaged", {
				advice: "Ask for a range without it, or restore a backup.",
				cause,
			});
		}
	}

	#bytesOf(id: number): Uint8Array {
		const row = this.#sources.access.read((connection) => connection.get<{ readonly bytes: Uint8Array }>(ROLLUP_READER_SQL.bytes, id));
		return row?.bytes ?? new Uint8Array(0);
	}
}

/** Of an hour (and partition) that has no rows of the step, because it is short of minutes, those of its minutes. */
function placesOfMerged(connection: Connection, kind: RollupKind, run: MinuteRange & { readonly step: number }): readonly PackPlaceRow[] {
	const rows = connection.all<MergedPlaceRow>(ROLLUP_READER_SQL.merged, ROLLUP_CODE[kind], run.step, run.first, run.end);
	const hourOf = ({ partition, last_minute }: MergedPlaceRow) => `${partition} ${Math.floor(last_minute / MINUTES_PER_HOUR)}`;
	const coarse = new Set(rows.filter(({ step }) => step === run.step).map(hourOf));
	return rows.filter((row) => row.step === run.step || !coarse.has(hourOf(row)));
}

/** By UTF-16 units, as rows in a pack are ordered. */
function mayHoldService({ first_service, last_service }: PackPlaceRow, service: string | undefined): boolean {
	return service === undefined || (first_service <= service && last_service >= service);
}
