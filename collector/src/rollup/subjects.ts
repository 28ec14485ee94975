/**
 * Numbers for what spans have in common: who emitted them and what they say. Shared by the batches of one thread.
 *
 *   subject   emitter (with version and instance) × canonical record     decides the RED and instance keys
 *   role      environment, namespace, service × canonical record         decides edges; many subjects share one
 */
import { SpanKind } from "@spanglass/shared/model/span";
import type { CanonicalSpan } from "@spanglass/shared/semconv/canonical-span";
import type { Emitter } from "../columns/entity-memory.ts";
import { CanonicalList } from "./canonical-rows.ts";
import { EdgeKeys, flagText, type Role } from "./edge-keys.ts";
import { KeyList } from "./key-list.ts";

export interface Subject {
	readonly emitter: Emitter;
	/** Number of the canonical record. */
	readonly canonical: number;
	readonly role: number;
	/** Numbers of its keys. */
	readonly red: number;
	readonly instance: number;
}

const CANONICALS_MAX = 2 ** 24;

export class Subjects {
	readonly canonicals = new CanonicalList();
	/** By table. */
	readonly keys = { red: new KeyList(), instance: new KeyList(), edge: new KeyList() } as const;
	readonly edges = new EdgeKeys(this.keys.edge, (role) => this.#roles[role] as Role);
	readonly #subjects: Subject[] = [];
	readonly #roles: Role[] = [];
	readonly #emitters = new Map<string, number>();
	readonly #services = new Map<string, number>();
	/** By emitter number * CANONICALS_MAX + canonical. */
	readonly #subjectNumbers = new Map<number, number>();
	readonly #roleNumbers = new Map<number, number>();

	get size(): number {
		return this.#subjects.length;
	}

	at(subject: number): Subject {
		return this.#subjects[subject] as Subject;
	}

	/** The number of an emitter, for `numberOf`. Equal emitters have the same. */
	emitterNumber({ environment, namespace, service, version, instance }: Emitter): number {
		return numberIn(this.#emitters, JSON.stringify([environment, namespace, service, version, instance]));
	}

	numberOf(emitterNumber: number, emitter: Emitter, canonical: number): number {
		const key = emitterNumber * CANONICALS_MAX + canonical;
		const known = this.#subjectNumbers.get(key);
		if (known !== undefined) return known;
		const subject = this.#subjects.length;
		this.#subjectNumbers.set(key, subject);
		const record = this.canonicals.at(canonical);
		const red = this.keys.red.numberOf(redTexts(emitter, record));
		const instance = this.keys.instance.numberOf(instanceTexts(emitter, record));
		this.#subjects.push({ emitter, canonical, role: this.#roleOf(emitter, canonical), red, instance });
		return subject;
	}

	#roleOf({ environment, namespace, service }: Emitter, canonical: number): number {
		const key = numberIn(this.#services, JSON.stringify([environment, namespace, service])) * CANONICALS_MAX + canonical;
		const known = this.#roleNumbers.get(key);
		if (known !== undefined) return known;
		this.#roleNumbers.set(key, this.#roles.length);
		return this.#roles.push({ environment, namespace, service, canonical: this.canonicals.at(canonical) }) - 1;
	}
}

function redTexts({ environment, namespace, service, version }: Emitter, record: CanonicalSpan): readonly string[] {
	const { operation, kind, protocol, statusClass, isError } = record;
	return [environment, namespace, service, version, operation, String(kind), protocol, statusClass, flagText(isError)];
}

function instanceTexts(
	{ environment, namespace, service, version, instance }: Emitter,
	{ kind, isError }: CanonicalSpan,
): readonly string[] {
	const isRequest = kind === SpanKind.server || kind === SpanKind.consumer;
	return [environment, namespace, service, version, instance, flagText(isRequest), flagText(isError)];
}

function numberIn(numbers: Map<string, number>, key: string): number {
	const known = numbers.get(key);
	if (known !== undefined) return known;
	numbers.set(key, numbers.size);
	return numbers.size - 1;
}
