/**
 * Numbers for what spans have in common: who emitted them and what they say. Shared by the batches of one thread.
 *
 *   subject   emitter (with version and instance) × canonical record     decides the RED and instance keys
 *   role      environment, namespace, service × canonical record         decides edges; many subjects share one
 */
import { LIMITS } from "@spanglass/shared/model/limits";
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
/** What operations beyond the limit of a service are counted under. */
const OTHER_OPERATION = "__other__";

export class Subjects {
	readonly canonicals = new CanonicalList();
	/** By table. */
	readonly keys = { red: new KeyList("red"), instance: new KeyList("instance"), edge: new KeyList("edge") } as const;
	readonly edges = new EdgeKeys(this.keys.edge, (role) => this.#roles[role] as Role);
	readonly #subjects: Subject[] = [];
	readonly #roles: Role[] = [];
	readonly #emitters = new Map<string, number>();
	readonly #services = new Map<string, number>();
	/** By emitter number * CANONICALS_MAX + canonical. */
	readonly #subjectNumbers = new Map<number, number>();
	readonly #roleNumbers = new Map<number, number>();
	/** By service: the operations that are counted by themselves. */
	readonly #operations = new Map<number, Set<string>>();

	/** Of what grows with what spans say. */
	get size(): number {
		return this.#subjectNumbers.size;
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
		const counted = this.#countedAs(emitter, canonical);
		if (counted !== canonical) {
			const other = this.numberOf(emitterNumber, emitter, counted);
			this.#subjectNumbers.set(key, other);
			return other;
		}
		const subject = this.#subjects.length;
		this.#subjectNumbers.set(key, subject);
		const record = this.canonicals.at(canonical);
		const red = this.keys.red.numberOf(redTexts(emitter, record));
		const instance = this.keys.instance.numberOf(instanceTexts(emitter, record));
		this.#subjects.push({ emitter, canonical, role: this.#roleOf(emitter, canonical), red, instance });
		return subject;
	}

	/** The record itself, or, of a service with too many operations, the same under the name of all others. */
	#countedAs(emitter: Emitter, canonical: number): number {
		const record = this.canonicals.at(canonical);
		const service = this.#serviceNumber(emitter);
		const operations = this.#operations.get(service) ?? new Set([OTHER_OPERATION]);
		this.#operations.set(service, operations);
		if (operations.has(record.operation)) return canonical;
		if (operations.size > LIMITS.serviceOperations) return this.canonicals.numberOf({ ...record, operation: OTHER_OPERATION });
		operations.add(record.operation);
		return canonical;
	}

	#serviceNumber({ environment, namespace, service }: Emitter): number {
		return numberIn(this.#services, JSON.stringify([environment, namespace, service]));
	}

	#roleOf(emitter: Emitter, canonical: number): number {
		const { environment, namespace, service } = emitter;
		const key = this.#serviceNumber(emitter) * CANONICALS_MAX + canonical;
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
