import { SpanKind } from "../model/span.ts";
import { NO_PARENT, type TraceSkeleton } from "../model/trace-skeleton.ts";
import type { SpanTree } from "./span-tree.ts";

/** Messages that waited: entry i is the CONSUMER row `consumer[i]` right below the PRODUCER row `producer[i]`, by consumer row. */
export interface QueueTimes {
	readonly consumer: Uint32Array;
	readonly producer: Uint32Array;
	/** Nanoseconds from the producer's end to the consumer's start. Negative: the two clocks disagree, so this is no time in a queue. */
	readonly waited: Float64Array;
}

type QueueInput = Pick<TraceSkeleton, "kind">;

/**
 * Find the times in queues inside one trace.
 *
 * Result  one entry for each CONSUMER span whose parent is a PRODUCER span; a batch that many consumers read gives many entries.
 * Error   a consumer that began while the producer still waited for the broker's answer counts as negative like one with a wrong clock.
 * Cost    O(n).
 */
export function findQueueTimes(tree: SpanTree, { kind }: QueueInput): QueueTimes {
	const consumers: number[] = [];
	const producers: number[] = [];
	for (let row = 0; row < tree.spanCount; row++) {
		const parent = tree.parent[row] ?? NO_PARENT;
		if (kind[row] !== SpanKind.consumer || kind[parent] !== SpanKind.producer) continue;
		consumers.push(row);
		producers.push(parent);
	}
	return {
		consumer: Uint32Array.from(consumers),
		producer: Uint32Array.from(producers),
		waited: Float64Array.from(consumers, (row, entry) => (tree.start[row] ?? 0) - (tree.end[producers[entry] ?? 0] ?? 0)),
	};
}

/** Words that the semantic conventions put beside the destination in a span's name: `send orders`, `orders publish`. */
const VERBS: ReadonlySet<string> = new Set(
	"publish send create produce enqueue receive poll process deliver consume settle ack dequeue handle".split(" "),
);

/**
 * What a queue is called, told from the name of its producer's or consumer's span, because a skeleton has no attributes.
 *
 * Result  the name without its one leading or closing verb; the whole name where there is none or nothing else.
 */
export function queueNameOf(operation: string): string {
	const words = operation.trim().split(/\s+/);
	if (words.length < 2) return operation.trim();
	const isVerb = (word: string | undefined): boolean => VERBS.has(word?.toLowerCase() ?? "");
	if (isVerb(words[0])) return words.slice(1).join(" ");
	return isVerb(words.at(-1)) ? words.slice(0, -1).join(" ") : words.join(" ");
}
