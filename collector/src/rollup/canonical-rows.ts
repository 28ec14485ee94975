import { type CanonicalSpan, canonicalSpan } from "@spanglass/shared/semconv/canonical-span";
import { AnswerTree } from "../columns/answer-tree.ts";
import type { RowView } from "../columns/row-view.ts";
import { SpanAnswers } from "../columns/span-answers.ts";

/**
 * Distinct canonical records, numbered from 0 by first sight. Views share one, so that equal numbers mean equal records.
 * It only grows: who keeps one for long begins another when `size` is large (names of high cardinality), between views.
 */
export class CanonicalList {
	readonly #records: CanonicalSpan[] = [];
	readonly #numbers = new Map<string, number>();
	/** How records were found: views that share the list share what one of them found out. */
	readonly tree = new AnswerTree((span) => this.numberOf(canonicalSpan(span)));

	get size(): number {
		return this.#records.length;
	}

	numberOf(canonical: CanonicalSpan): number {
		const key = keyOf(canonical);
		const known = this.#numbers.get(key);
		if (known !== undefined) return known;
		this.#numbers.set(key, this.#records.length);
		return this.#records.push(canonical) - 1;
	}

	/** `number` is one that `numberOf` answered. */
	at(number: number): CanonicalSpan {
		return this.#records[number] as CanonicalSpan;
	}
}

/** The canonical records of the spans of one view, as numbers of a list. Cost: see `SpanAnswers`. */
export class CanonicalRows extends SpanAnswers {
	constructor(view: RowView, list: CanonicalList) {
		super(view, list.tree);
	}
}

/** Its fields in an order of their own: records are equal when their keys are. */
function keyOf({ kind, protocol, operation, statusClass, isError, peer, callerService, isResend }: CanonicalSpan): string {
	const { type, namespace, name, system } = peer?.node ?? {};
	const node = peer && [type, namespace, name, system, peer.edge, peer.evidence];
	return JSON.stringify([kind, protocol, operation, statusClass, isError, callerService, isResend, node]);
}
