/** Which keys of table `edge` spans of given roles make: asked once per role, and once per pair of roles. */
import {
	answers,
	type CallEdge,
	inEdge,
	isNestedCopy,
	linkEdge,
	outEdge,
	pairEdge,
	type SpanFacts,
	topicEdge,
} from "@spanglass/shared/analysis/call-edges";
import type { GraphNode } from "@spanglass/shared/model/call-graph";
import { SpanKind } from "@spanglass/shared/model/span";
import type { KeyList } from "./key-list.ts";

const NO_TIME = { minute: 0, nanos: 0 };
const ROLES_MAX = 2 ** 26;
export const NO_KEY = -1;

/** What a role says of its spans: facts without times. */
export type Role = Pick<SpanFacts, "environment" | "namespace" | "service" | "canonical">;

/** Edges that spans of one role make by themselves: numbers of keys, or `NO_KEY`. */
export interface RoleEdges {
	readonly out: number;
	/** Its topic: from the service, or to it. */
	readonly topic: number;
	readonly isConsuming: boolean;
	/** With a parent that is not known, and without a parent. */
	readonly inOrphan: number;
	readonly inRoot: number;
	readonly isCall: boolean;
	readonly isResend: boolean;
	/** Equal for roles of one service (name and namespace). */
	readonly service: number;
}

/** What a span and its child make together. */
export interface PairEdges {
	readonly pair: number;
	readonly isAnswer: boolean;
	/** The parent wraps the child when their times say so too. */
	readonly mayNest: boolean;
	/** A message waited between them. */
	readonly hasQueue: boolean;
	readonly isResend: boolean;
}

/** What a linked span and the holder of the link make together. */
export type LinkEdges = Pick<PairEdges, "hasQueue"> & { readonly link: number };

export class EdgeKeys {
	readonly #keys: KeyList;
	readonly #roleAt: (role: number) => Role;
	readonly #roles: (RoleEdges | undefined)[] = [];
	readonly #services = new Map<string, number>();
	readonly #pairs = new Map<number, PairEdges>();

	constructor(keys: KeyList, roleAt: (role: number) => Role) {
		this.#keys = keys;
		this.#roleAt = roleAt;
	}

	ofRole(role: number): RoleEdges {
		const known = this.#roles[role];
		if (known !== undefined) return known;
		const span = this.#factsOf(role, true);
		const { kind, isResend } = span.canonical;
		const edges = {
			out: this.#keyOf(outEdge(span)),
			topic: this.#keyOf(topicEdge(span)),
			isConsuming: kind === SpanKind.consumer,
			inOrphan: this.#keyOf(inEdge(span)),
			inRoot: this.#keyOf(inEdge(this.#factsOf(role, false))),
			isCall: kind === SpanKind.client || kind === SpanKind.producer,
			isResend,
			service: this.#serviceOf(span),
		};
		this.#roles[role] = edges;
		return edges;
	}

	/** Undefined when they make nothing, and mean nothing to each other: within a service, most of all. */
	ofPair(first: number, second: number): PairEdges | undefined {
		const parent = this.ofRole(first);
		if (!parent.isCall && parent.service === this.ofRole(second).service) return undefined;
		const key = first * ROLES_MAX + second;
		const known = this.#pairs.get(key);
		if (known !== undefined) return known;
		const [a, b] = [this.#factsOf(first, true), this.#factsOf(second, true)];
		const pair = pairEdge(a, b);
		const edges = {
			pair: this.#keyOf(pair),
			isAnswer: answers(a, b),
			mayNest: isNestedCopy(a, b),
			hasQueue: hasQueue(pair),
			isResend: a.canonical.isResend || b.canonical.isResend,
		};
		this.#pairs.set(key, edges);
		return edges;
	}

	/** Links are few: nothing is kept. */
	ofLink(linked: number, holder: number): LinkEdges {
		const [a, b] = [this.#factsOf(linked, true), this.#factsOf(holder, true)];
		const link = linkEdge(a, b);
		return { link: this.#keyOf(link), hasQueue: hasQueue(link) };
	}

	/** Without times: two spans of no length at one moment lie in each other. */
	#factsOf(role: number, hasParent: boolean): SpanFacts {
		return { ...this.#roleAt(role), hasParent, start: NO_TIME, durationNanos: 0 };
	}

	#keyOf(edge: CallEdge | undefined): number {
		return edge === undefined ? NO_KEY : this.#keys.numberOf(edgeKeyTexts(edge));
	}

	#serviceOf({ namespace, service }: SpanFacts): number {
		const name = JSON.stringify([namespace, service]);
		const known = this.#services.get(name) ?? this.#services.size;
		this.#services.set(name, known);
		return known;
	}
}

function hasQueue(edge: CallEdge | undefined): boolean {
	return edge?.queueNanos !== undefined;
}

/** The texts of a key of table `edge`: see `pack.ts`. */
export function edgeKeyTexts({
	environment,
	caller,
	callee,
	type,
	evidence,
	operation,
	statusClass,
	isError,
}: CallEdge): readonly string[] {
	return [environment, ...nodeTexts(caller), ...nodeTexts(callee), type, evidence, operation, statusClass, flagText(isError)];
}

function nodeTexts({ type, namespace, name, system }: GraphNode): readonly string[] {
	return [type, namespace, name, system];
}

/** Flags in keys. */
export function flagText(flag: boolean): string {
	return flag ? "1" : "0";
}
