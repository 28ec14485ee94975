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
import type { PackBuilder } from "./pack-builder.ts";
import type { Subjects } from "./subjects.ts";

const NO_TIME = { minute: 0, nanos: 0 };
const ROLES_MAX = 2 ** 26;
export const NO_KEY = -1;

/** Edges that spans of one role make by themselves. `NO_KEY`: none. */
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
}

/** What a span and its child, or a linked span and the holder of the link, make together. */
export interface PairEdges {
	readonly pair: number;
	readonly isAnswer: boolean;
	/** The parent wraps the child when their times say so too. */
	readonly mayNest: boolean;
	readonly isMessage: boolean;
	readonly link: number;
	readonly isResend: boolean;
}

/** Of one pack: key numbers are those of its builder. */
export class EdgeKeys {
	readonly #subjects: Subjects;
	readonly #builder: PackBuilder;
	readonly #roles: (RoleEdges | undefined)[] = [];
	readonly #pairs = new Map<number, PairEdges>();

	constructor(subjects: Subjects, builder: PackBuilder) {
		this.#subjects = subjects;
		this.#builder = builder;
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
		};
		this.#roles[role] = edges;
		return edges;
	}

	ofPair(first: number, second: number): PairEdges {
		const key = first * ROLES_MAX + second;
		const known = this.#pairs.get(key);
		if (known !== undefined) return known;
		const [a, b] = [this.#factsOf(first, true), this.#factsOf(second, true)];
		const edges = {
			pair: this.#keyOf(pairEdge(a, b)),
			isAnswer: answers(a, b),
			mayNest: isNestedCopy(a, b),
			isMessage: a.canonical.kind === SpanKind.producer || b.canonical.kind === SpanKind.consumer,
			link: this.#keyOf(linkEdge(a, b)),
			isResend: a.canonical.isResend || b.canonical.isResend,
		};
		this.#pairs.set(key, edges);
		return edges;
	}

	/** Without times: two spans of no length at one moment lie in each other. */
	#factsOf(role: number, hasParent: boolean): SpanFacts {
		return { ...this.#subjects.roleAt(role), hasParent, start: NO_TIME, durationNanos: 0 };
	}

	#keyOf(edge: CallEdge | undefined): number {
		return edge === undefined ? NO_KEY : this.#builder.keyOf(edgeKeyTexts(edge));
	}
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
	return [environment, ...nodeTexts(caller), ...nodeTexts(callee), type, evidence, operation, statusClass, isError ? "1" : "0"];
}

function nodeTexts({ type, namespace, name, system }: GraphNode): readonly string[] {
	return [type, namespace, name, system];
}
