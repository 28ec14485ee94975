/**
 * Spans that link others which have not come yet, by the linked trace. When they come, the edge is made. Kept 15 minutes of arrival, bounded
 * in number; what is given up early is counted.
 */
export interface WaitingLink {
	/** Lower-case hex digits of the linked span. */
	readonly traceId: string;
	readonly spanId: string;
	readonly holder: LinkHolder;
	/** Unix ms of arrival. */
	readonly arrivedAt: number;
}

/** What an edge needs of the span that holds a link. */
export interface LinkHolder {
	readonly subject: number;
	readonly minute: number;
	readonly nanos: number;
	readonly durationNanos: number;
}

/** Links to spans of one trace. */
interface WaitingTrace {
	/** Its id, in 4 words. */
	readonly words: Uint32Array;
	readonly links: readonly WaitingLink[];
}

const LINK_WAIT_MS = 15 * 60_000;
const MOST_LINKS = 20_000;

export class WaitingLinks {
	/** By trace id; those that began to wait first come first. */
	readonly #byTrace = new Map<string, { readonly words: Uint32Array; links: WaitingLink[] }>();
	#count = 0;
	/** Given up before their time because there were too many. */
	droppedEarly = 0;

	get count(): number {
		return this.#count;
	}

	add(link: WaitingLink): void {
		const known = this.#byTrace.get(link.traceId);
		if (known === undefined) this.#byTrace.set(link.traceId, { words: wordsOfHex(link.traceId), links: [link] });
		else known.links.push(link);
		this.#count++;
		if (this.#count <= MOST_LINKS) return;
		const [oldest] = this.#byTrace;
		if (oldest === undefined) return;
		this.#keep(oldest[0], []);
		this.droppedEarly += oldest[1].links.length;
	}

	/** What waits now; links may be taken meanwhile. */
	traces(): Iterable<readonly [traceId: string, WaitingTrace]> {
		return this.#byTrace;
	}

	/** Spans of the trace have come: links to those that `has` knows wait no more. */
	take(traceId: string, has: (spanId: string) => boolean): readonly WaitingLink[] {
		const links = this.#byTrace.get(traceId)?.links ?? [];
		const taken: WaitingLink[] = [];
		const left: WaitingLink[] = [];
		for (const link of links) (has(link.spanId) ? taken : left).push(link);
		if (taken.length > 0) this.#keep(traceId, left);
		return taken;
	}

	/** Forget what has waited too long. */
	expire(now: number): void {
		for (const [traceId, { links }] of this.#byTrace) {
			if (links.every(({ arrivedAt }) => now - arrivedAt <= LINK_WAIT_MS)) continue;
			this.#keep(
				traceId,
				links.filter(({ arrivedAt }) => now - arrivedAt <= LINK_WAIT_MS),
			);
		}
	}

	copy(): WaitingLinks {
		const copy = new WaitingLinks();
		for (const [traceId, { words, links }] of this.#byTrace) copy.#byTrace.set(traceId, { words, links: [...links] });
		copy.#count = this.#count;
		return copy;
	}

	*all(): Generator<WaitingLink> {
		for (const { links } of this.#byTrace.values()) yield* links;
	}

	#keep(traceId: string, left: WaitingLink[]): void {
		const trace = this.#byTrace.get(traceId);
		if (trace === undefined) return;
		this.#count += left.length - trace.links.length;
		if (left.length === 0) this.#byTrace.delete(traceId);
		else trace.links = left;
	}
}

/** Numbers of 32 bits from hex digits, 8 each. */
export function wordsOfHex(hex: string): Uint32Array {
	return Uint32Array.from({ length: hex.length / 8 }, (_, at) => Number.parseInt(hex.slice(at * 8, at * 8 + 8), 16));
}
