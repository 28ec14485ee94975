/** The rules of being refused. */
import { type Check, exactly, fact } from "./check.ts";
import type { Fate } from "./send.ts";

/** What senders, or one phase of a flood, were told. */
interface Answers {
	readonly fates: Readonly<Record<Fate, number>>;
	readonly messages: readonly string[];
}

/** Nobody is refused without a time to come back, sees a broken connection or gets any other answer. Over all of them together. */
export function refusalChecks(all: readonly Answers[]): readonly Check[] {
	const sum = (fate: Fate) => all.reduce((total, { fates }) => total + fates[fate], 0);
	return [
		fact("refused with a time to come back", sum("refused")),
		exactly("refused without one", sum("unhinted"), 0),
		exactly("broken connections", sum("broken"), 0),
		exactly("other answers", sum("wrong"), 0),
		...all.flatMap(({ messages }) => messages).map((message) => fact("such an answer", message)),
	];
}
