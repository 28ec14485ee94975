/** Where the numbers of one batch go: builders of the packs of spans, and the keys of what spans have in common. */
import type { LinkEdges, PairEdges, RoleEdges } from "./edge-keys.ts";
import type { KeyList } from "./key-list.ts";
import type { PackRows, RollupTable } from "./pack.ts";
import { PackBuilder } from "./pack-builder.ts";
import type { Subjects } from "./subjects.ts";

/** Roll-ups hold event times of these years: what a broken clock says beyond them is in no chart. */
const FIRST_MINUTE = Date.UTC(2000) / 60_000;
const END_MINUTE = Date.UTC(2100) / 60_000;
const UNKNOWN = -1;
const NOT_MEASURED = -1;

const AttemptCounter = { attempts: 0, resends: 1 } as const;
const CallDuration = { client: 0, server: 1, queue: 2 } as const;

/** A pack being built of keys that a list numbers. */
class KeyedPack {
	readonly builder: PackBuilder;
	readonly #keys: KeyList;
	/** By number of the list: that of the builder. */
	#numbers: Int32Array;

	constructor(table: RollupTable, keys: KeyList) {
		this.builder = new PackBuilder(table);
		this.#keys = keys;
		this.#numbers = new Int32Array(keys.size).fill(UNKNOWN);
	}

	rowOf(key: number, minute: number): number {
		if (key >= this.#numbers.length) this.#grow();
		let number = this.#numbers[key] as number;
		if (number === UNKNOWN) {
			number = this.builder.addKey(this.#keys.at(key));
			this.#numbers[key] = number;
		}
		return this.builder.rowOf(number, minute);
	}

	finish(): PackRows {
		const ranks = this.#keys.ranks();
		const ofBuilder = new Uint32Array(ranks.length);
		this.#numbers.forEach((number, key) => {
			if (number !== UNKNOWN) ofBuilder[number] = ranks[key] as number;
		});
		return this.builder.finish(1, ofBuilder);
	}

	#grow(): void {
		const wider = new Int32Array(this.#keys.size * 2).fill(UNKNOWN);
		wider.set(this.#numbers);
		this.#numbers = wider;
	}
}

export class RollupSink {
	readonly #subjects: Subjects;
	readonly #red: KeyedPack;
	readonly #instance: KeyedPack;
	readonly #edge: KeyedPack;
	#minute = 0;
	#sign: 1 | -1 = 1;
	#isResend = false;

	constructor(subjects: Subjects) {
		const { keys } = subjects;
		this.#subjects = subjects;
		this.#red = new KeyedPack("red", keys.red);
		this.#instance = new KeyedPack("instance", keys.instance);
		this.#edge = new KeyedPack("edge", keys.edge);
	}

	roleOf(subject: number): number {
		return this.#subjects.at(subject).role;
	}

	edgesOf(role: number): RoleEdges {
		return this.#subjects.edges.ofRole(role);
	}

	pairOf(parent: number, child: number): PairEdges | undefined {
		return this.#subjects.edges.ofPair(parent, child);
	}

	linkOf(linked: number, holder: number): LinkEdges {
		return this.#subjects.edges.ofLink(linked, holder);
	}

	/** A span counts once (sign 1), or what it counted is taken back. */
	addSpan(subject: number, minute: number, nanos: number, sign: 1 | -1): void {
		if (!isKept(minute)) return;
		const { red, instance } = this.#subjects.at(subject);
		this.#red.builder.addDuration(this.#red.rowOf(red, minute), 0, nanos, sign);
		this.#instance.builder.addDuration(this.#instance.rowOf(instance, minute), 0, nanos, sign);
	}

	/** What the next calls have in common. */
	at(minute: number, sign: 1 | -1, isResend: boolean): this {
		this.#minute = minute;
		this.#sign = sign;
		this.#isResend = isResend;
		return this;
	}

	/** One call of an edge. Durations in nanoseconds, below 0 where nobody measured them. */
	addCall(key: number, client: number, server: number, queue: number): void {
		if (!isKept(this.#minute)) return;
		const { builder } = this.#edge;
		const row = this.#edge.rowOf(key, this.#minute);
		const sign = this.#sign;
		builder.addCounter(row, AttemptCounter.attempts, sign);
		if (this.#isResend) builder.addCounter(row, AttemptCounter.resends, sign);
		if (client > NOT_MEASURED) builder.addDuration(row, CallDuration.client, client, sign);
		if (server > NOT_MEASURED) builder.addDuration(row, CallDuration.server, server, sign);
		if (queue > NOT_MEASURED) builder.addDuration(row, CallDuration.queue, queue, sign);
	}

	/** Tables without a row are left out. Yields after each. */
	*finish(): Generator<undefined, readonly PackRows[], undefined> {
		const packs: PackRows[] = [];
		for (const pack of [this.#red, this.#instance, this.#edge]) {
			const rows = pack.finish();
			if (rows.rowKeys.length > 0) packs.push(rows);
			yield;
		}
		return packs;
	}
}

function isKept(minute: number): boolean {
	return minute >= FIRST_MINUTE && minute < END_MINUTE;
}
