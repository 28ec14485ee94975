/** Summaries of what was published, at most 10 a second, for live views. */
import type { Signal } from "@spanglass/shared/model/signal";
import type { CommitSummary } from "../../api/ingest-request.ts";

const INTERVAL_MS = 100;

export interface PublishedRequest {
	readonly sequence: number;
	readonly signal: Signal;
	readonly accepted: number;
}

export class CommitFeed {
	readonly #listeners = new Set<(summary: CommitSummary) => void>();
	readonly #takeNewServices: () => readonly string[];
	#timer: NodeJS.Timeout | undefined;
	#lastPosted = Number.NEGATIVE_INFINITY;
	#sequence = 0;
	#items: Record<Signal, number> = { traces: 0, metrics: 0, logs: 0 };
	#rejected: Record<string, number> = {};

	constructor(takeNewServices: () => readonly string[]) {
		this.#takeNewServices = takeNewServices;
	}

	subscribe(listener: (summary: CommitSummary) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	addPublished({ sequence, signal, accepted }: PublishedRequest): void {
		this.#sequence = sequence;
		this.#items[signal] += accepted;
		this.#schedule();
	}

	/** Of requests without an accepted item too. */
	addRejected(reasons: ReadonlyMap<string, number>): void {
		for (const [reason, count] of reasons) this.#rejected[reason] = (this.#rejected[reason] ?? 0) + count;
		if (reasons.size > 0) this.#schedule();
	}

	close(): void {
		clearTimeout(this.#timer);
		this.#listeners.clear();
	}

	#schedule(): void {
		if (this.#timer !== undefined) return;
		const wait = Math.max(0, this.#lastPosted + INTERVAL_MS - performance.now());
		this.#timer = setTimeout(() => this.#post(), wait);
	}

	#post(): void {
		const { traces, metrics, logs } = this.#items;
		const summary: CommitSummary = {
			sequence: this.#sequence,
			spans: traces,
			logRecords: logs,
			metricPoints: metrics,
			rejectedByReason: this.#rejected,
			newServices: this.#takeNewServices(),
		};
		this.#timer = undefined;
		this.#lastPosted = performance.now();
		this.#items = { traces: 0, metrics: 0, logs: 0 };
		this.#rejected = {};
		for (const listener of this.#listeners) listener(summary);
	}
}
