/** Where the numbers of one batch go: builders of the packs of spans, and the keys of what spans have in common. */
import { SpanKind } from "@spanglass/shared/model/span";
import { EdgeKeys, type PairEdges, type RoleEdges } from "./edge-keys.ts";
import type { PackRows } from "./pack.ts";
import { PackBuilder } from "./pack-builder.ts";
import type { Subjects } from "./subjects.ts";

/** Roll-ups hold event times of these years: what a broken clock says beyond them is in no chart. */
const FIRST_MINUTE = Date.UTC(2000) / 60_000;
const END_MINUTE = Date.UTC(2100) / 60_000;
const UNKNOWN = -1;
const NOT_MEASURED = -1;

const AttemptCounter = { attempts: 0, resends: 1 } as const;
const CallDuration = { client: 0, server: 1, queue: 2 } as const;

/** Flags in keys. */
export function flagText(flag: boolean): string {
	return flag ? "1" : "0";
}

export class RollupSink {
	readonly #subjects: Subjects;
	readonly #red = new PackBuilder("red");
	readonly #instance = new PackBuilder("instance");
	readonly #edge = new PackBuilder("edge");
	readonly #keys: EdgeKeys;
	/** By subject. */
	readonly #redKeys: number[] = [];
	readonly #instanceKeys: number[] = [];
	#minute = 0;
	#sign: 1 | -1 = 1;
	#isResend = false;

	constructor(subjects: Subjects) {
		this.#subjects = subjects;
		this.#keys = new EdgeKeys(subjects, this.#edge);
	}

	roleOf(subject: number): number {
		return this.#subjects.at(subject).role;
	}

	edgesOf(role: number): RoleEdges {
		return this.#keys.ofRole(role);
	}

	pairOf(first: number, second: number): PairEdges {
		return this.#keys.ofPair(first, second);
	}

	/** A span counts once (sign 1), or what it counted is taken back. */
	addSpan(subject: number, minute: number, nanos: number, sign: 1 | -1): void {
		if (!isKept(minute)) return;
		if ((this.#redKeys[subject] ?? UNKNOWN) === UNKNOWN) this.#meet(subject);
		const redRow = this.#red.rowOf(this.#redKeys[subject] as number, minute);
		this.#red.addDuration(redRow, 0, nanos, sign);
		const instanceRow = this.#instance.rowOf(this.#instanceKeys[subject] as number, minute);
		this.#instance.addDuration(instanceRow, 0, nanos, sign);
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
		const edge = this.#edge;
		const row = edge.rowOf(key, this.#minute);
		const sign = this.#sign;
		edge.addCounter(row, AttemptCounter.attempts, sign);
		if (this.#isResend) edge.addCounter(row, AttemptCounter.resends, sign);
		if (client > NOT_MEASURED) edge.addDuration(row, CallDuration.client, client, sign);
		if (server > NOT_MEASURED) edge.addDuration(row, CallDuration.server, server, sign);
		if (queue > NOT_MEASURED) edge.addDuration(row, CallDuration.queue, queue, sign);
	}

	/** Tables without a row are left out. */
	finish(): readonly PackRows[] {
		return [this.#red, this.#instance, this.#edge].map((builder) => builder.finish()).filter(({ rowKeys }) => rowKeys.length > 0);
	}

	#meet(subject: number): void {
		const { emitter, canonical } = this.#subjects.at(subject);
		const { environment, namespace, service, version, instance } = emitter;
		const { operation, kind, protocol, statusClass, isError } = this.#subjects.canonicals.at(canonical);
		const isRequest = kind === SpanKind.server || kind === SpanKind.consumer;
		while (this.#redKeys.length <= subject) {
			this.#redKeys.push(UNKNOWN);
			this.#instanceKeys.push(UNKNOWN);
		}
		const red = [environment, namespace, service, version, operation, String(kind), protocol, statusClass, flagText(isError)];
		this.#redKeys[subject] = this.#red.keyOf(red);
		this.#instanceKeys[subject] = this.#instance.keyOf([
			...[environment, namespace, service, version, instance],
			...[flagText(isRequest), flagText(isError)],
		]);
	}
}

function isKept(minute: number): boolean {
	return minute >= FIRST_MINUTE && minute < END_MINUTE;
}
