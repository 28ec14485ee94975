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

const LINK_WAIT_MS = 15 * 60_000;
const MOST_LINKS = 20_000;

export class WaitingLinks {
	readonly #byTrace = new Map<string, WaitingLink[]>();
	#count = 0;
	/** Given up before their time because there were too many. */
	droppedEarly = 0;

	get count(): number {
		return this.#count;
	}

	add(link: WaitingLink): void {
		const links = this.#byTrace.get(link.traceId) ?? [];
		this.#byTrace.set(link.traceId, links);
		links.push(link);
		this.#count++;
		if (this.#count <= MOST_LINKS) return;
		const [oldest] = this.#byTrace;
		if (oldest === undefined) return;
		this.#byTrace.delete(oldest[0]);
		this.#count -= oldest[1].length;
		this.droppedEarly += oldest[1].length;
	}

	/** Links to the trace, as long as none of their spans has come. */
	of(traceId: string): readonly WaitingLink[] {
		return this.#byTrace.get(traceId) ?? [];
	}

	/** The linked span has come: its links wait no more. */
	take(traceId: string, spanId: string): readonly WaitingLink[] {
		const links = this.#byTrace.get(traceId) ?? [];
		const taken = links.filter((link) => link.spanId === spanId);
		if (taken.length === 0) return taken;
		const left = links.filter((link) => link.spanId !== spanId);
		if (left.length === 0) this.#byTrace.delete(traceId);
		else this.#byTrace.set(traceId, left);
		this.#count -= taken.length;
		return taken;
	}

	/** Forget what has waited too long. */
	expire(now: number): void {
		for (const [traceId, links] of this.#byTrace) {
			const left = links.filter(({ arrivedAt }) => now - arrivedAt <= LINK_WAIT_MS);
			if (left.length === links.length) continue;
			this.#count -= links.length - left.length;
			if (left.length === 0) this.#byTrace.delete(traceId);
			else this.#byTrace.set(traceId, left);
		}
	}

	copy(): WaitingLinks {
		const copy = new WaitingLinks();
		for (const link of this.all()) copy.add(link);
		return copy;
	}

	*all(): Generator<WaitingLink> {
		for (const links of this.#byTrace.values()) yield* links;
	}
}
