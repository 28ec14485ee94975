import type { ItemFilter } from "@spanglass/shared/query/filter";
import type { FilterTarget, Term } from "./filter-target.ts";

/** What `HeadTest.answers` holds; 0: not asked yet. */
export const HeadAnswer = { yes: 1, no: 2 } as const;

/** Answers by head, and who knows the others. */
export interface HeadAnswers {
	readonly answers: Uint8Array;
	ask(head: number): boolean;
}

type HeadCheck = (head: number) => boolean;

/**
 * What terms say together of operations or sources, each asked once: by the view when it keeps answers from query to query. A scan looks into
 * `answers` itself.
 */
export class HeadTest implements HeadAnswers {
	/** By head. */
	readonly answers: Uint8Array;
	readonly #checks: readonly HeadCheck[];

	constructor(terms: readonly ItemFilter[], target: FilterTarget) {
		const { view } = target;
		this.answers = view.answersTo?.(JSON.stringify(terms)) ?? new Uint8Array(view.counts.entities);
		this.#checks = terms.map((term) => compileCheck(term, target));
	}

	/** Those that pass and have as much of something as is asked for; undefined when there is none. Cost O(heads). */
	withAtLeast(least: number, amounts: Float32Array): HeadAnswers | undefined {
		const answers = new Uint8Array(amounts.length).fill(HeadAnswer.no);
		let isAny = false;
		for (let head = 0; head < amounts.length; head++) {
			if ((amounts[head] as number) < least || !this.passes(head)) continue;
			answers[head] = HeadAnswer.yes;
			isAny = true;
		}
		return isAny ? { answers, ask: (head) => this.ask(head) } : undefined;
	}

	passes(head: number): boolean {
		const known = this.answers[head];
		return known === HeadAnswer.yes || (known !== HeadAnswer.no && this.ask(head));
	}

	/** Whether or not it is known. */
	ask(head: number): boolean {
		const answer = this.#checks.every((check) => check(head));
		if (head < this.answers.length) this.answers[head] = answer ? HeadAnswer.yes : HeadAnswer.no;
		return answer;
	}
}

function compileCheck(filter: ItemFilter, target: FilterTarget): HeadCheck {
	switch (filter.type) {
		case "all": {
			const checks = filter.terms.map((term) => compileCheck(term, target));
			return (head) => checks.every((check) => check(head));
		}
		case "any": {
			const checks = filter.terms.map((term) => compileCheck(term, target));
			return (head) => checks.some((check) => check(head));
		}
		case "not": {
			const check = compileCheck(filter.term, target);
			return (head) => !check(head);
		}
		default:
			return compileTerm(filter, target);
	}
}

/** Heads that share what decides the term are asked once. */
function compileTerm(term: Term, target: FilterTarget): HeadCheck {
	const partOf = target.partOfHead(term);
	if (partOf === undefined) return (head) => target.onHead(term, head);
	const near = new Uint8Array(target.view.counts.entities);
	const far = new Map<number, number>();
	return (head) => {
		const part = partOf(head);
		const isNear = part < near.length;
		const known = isNear ? near[part] : far.get(part);
		if (known === HeadAnswer.yes || known === HeadAnswer.no) return known === HeadAnswer.yes;
		const answer = target.onHead(term, head);
		const code = answer ? HeadAnswer.yes : HeadAnswer.no;
		if (isNear) near[part] = code;
		else far.set(part, code);
		return answer;
	};
}
