import { useEffect, useMemo, useState } from "react";
import { type Completion, keySuggestions, type Suggestion, type SuggestionSource, valueSuggestions } from "./completion.ts";

type Answer = Awaited<ReturnType<SuggestionSource["keys"]>> | Awaited<ReturnType<SuggestionSource["values"]>>;

/** Lines that fit into a list that one looks through. */
const LINES = 100;

export interface Suggested {
	readonly lines: readonly Suggestion[];
	/** Counts are lower bounds. */
	readonly isLeast: boolean;
}

/** The lines for a completion. Until the answer to what is typed is there, the former one for the same key or place is narrowed. */
export function useCounted(completion: Completion | undefined, source: SuggestionSource): Suggested {
	const [known, setKnown] = useState<{ readonly topic: string; readonly answer: Answer } | undefined>();
	const topic = topicOf(completion);
	const wanted = completion === undefined ? "" : completion.type === "key" ? completion.text : completion.typed;
	// biome-ignore lint/correctness/useExhaustiveDependencies: a question is its topic and what is typed; the completion is new at each key
	useEffect(() => {
		if (completion === undefined) return;
		let isWanted = true;
		const asked =
			completion.type === "key"
				? source.keys({ scope: completion.scope, text: completion.text })
				: source.values({ field: completion.field, prefix: completion.typed });
		asked.then(
			(answer: Answer) => {
				if (isWanted) setKnown({ topic, answer });
			},
			() => undefined,
		);
		return () => {
			isWanted = false;
		};
	}, [topic, wanted, source]);
	return useMemo(() => {
		const answer = known?.topic === topic ? known.answer : undefined;
		return { lines: completion === undefined ? [] : linesOf(completion, answer).slice(0, LINES), isLeast: answer?.isLeast ?? false };
	}, [completion, known, topic]);
}

function topicOf(completion: Completion | undefined): string {
	if (completion === undefined) return "";
	return completion.type === "key" ? `key ${completion.scope ?? ""}` : `value ${completion.field}`;
}

function linesOf(completion: Completion, answer: Answer | undefined): readonly Suggestion[] {
	const rows = answer?.rows ?? [];
	if (completion.type === "key")
		return keySuggestions(
			completion,
			rows.filter((row) => "key" in row),
		);
	return valueSuggestions(
		completion.typed,
		rows.filter((row) => "value" in row),
	);
}
