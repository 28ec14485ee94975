import { finishHash, hashWords } from "../hash.ts";
import { EntityKind } from "../layout.ts";
import { SlotTable } from "../slot-table.ts";
import { GrowingWords } from "./growing-words.ts";
import { kindOfRecord, mapRecord, type RecordMap } from "./map-record.ts";

/** The order of entities in a block: those that columns refer to are dense from the start of their kind. Entity 0 is the empty shape. */
const KINDS = [
	EntityKind.shape,
	EntityKind.operation,
	EntityKind.source,
	EntityKind.series,
	EntityKind.metric,
	EntityKind.scope,
	EntityKind.resource,
];

/** Entities of several sources, equal ones once, numbered by first sight: their provisional numbers. */
export class MergedEntities {
	readonly offsets = new GrowingWords();
	readonly records = new GrowingWords(1024);
	readonly #table = new SlotTable();

	constructor() {
		this.intern(Uint32Array.of(EntityKind.shape | (1 << 4)));
	}

	get count(): number {
		return this.#table.count;
	}

	/** The number of a record, new or known. */
	intern(record: Uint32Array): number {
		const hash = finishHash(hashWords(record, 0, record.length));
		let entity = this.#table.first(hash);
		while (entity >= 0 && !this.#equals(entity, record)) entity = this.#table.next(hash);
		if (entity >= 0) return entity;
		this.offsets.push(this.records.top);
		this.records.reserve(record.length);
		this.records.view.set(record, this.records.top);
		this.records.top += record.length;
		return this.#table.add(hash);
	}

	kind(entity: number): number {
		return kindOfRecord(this.records.view, this.offsets.view[entity] as number);
	}

	/** Provisional numbers in their final order. */
	finalOrder(): Uint32Array {
		const kinds = Uint8Array.from({ length: this.count }, (_, entity) => this.kind(entity));
		const order = new GrowingWords(this.count);
		for (const kind of KINDS) appendPlaces(kinds, kind, order);
		return order.filled();
	}

	/** All records in the order given, their references renumbered. Entity i starts at records[starts[i]]. */
	renumbered(order: Uint32Array, map: RecordMap): { readonly records: Uint32Array; readonly starts: Uint32Array } {
		const records = new GrowingWords(this.records.top);
		const starts = new Uint32Array(order.length);
		order.forEach((entity, at) => {
			starts[at] = records.top;
			mapRecord(this.records.view, this.offsets.view[entity] as number, map, records);
		});
		return { records: records.filled(), starts };
	}

	#equals(entity: number, record: Uint32Array): boolean {
		const start = this.offsets.view[entity] as number;
		const { view } = this.records;
		for (let at = 0; at < record.length; at++) if (view[start + at] !== record[at]) return false;
		return true;
	}
}

/** The places of `kind`. */
function appendPlaces(kinds: Uint8Array, kind: number, target: GrowingWords): void {
	for (let at = 0; at < kinds.length; at++) if (kinds[at] === kind) target.push(at);
}
