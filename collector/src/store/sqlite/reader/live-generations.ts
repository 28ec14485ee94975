/** The generations that the writer shares with this thread. */
import { type GenerationView, openGeneration } from "../../../columns/generation-view.ts";
import { collectSoon } from "../../../self/collect-garbage.ts";
import type { ReaderFeed, ReaderNews } from "../reader-port.ts";

const IDLE_DRAIN_MS = 1000;

export class LiveGenerations {
	readonly #feed: ReaderFeed;
	readonly #views = new Map<number, GenerationView>();
	readonly #retired = new Set<number>();
	readonly #timer: NodeJS.Timeout;
	#incarnation = 0;
	/** Queries between their BEGIN and taking their views: they may still need what was retired meanwhile. */
	#starting = 0;

	constructor(feed: ReaderFeed) {
		this.#feed = feed;
		this.#timer = setInterval(() => this.drain(), IDLE_DRAIN_MS);
		this.#timer.unref();
	}

	/** To be called before a query's BEGIN; `finishStart` must follow. */
	beginStart(): void {
		this.#starting++;
	}

	/** The query has taken its views, or has failed. */
	finishStart(): void {
		this.#starting--;
		this.#dropRetired();
	}

	/** Every generation heard of, in order of age, refreshed. */
	views(): readonly GenerationView[] {
		this.drain();
		const views = [...this.#views.values()];
		for (const view of views) view.refresh();
		return views.sort((a, b) => a.handle.firstSequence - b.handle.firstSequence);
	}

	/** Take in what the writer has posted; also done once a second, so that an idle worker holds no dead buffers. */
	drain(): void {
		for (const news of this.#feed.drain()) this.#take(news);
		this.#dropRetired();
	}

	close(): void {
		clearInterval(this.#timer);
		this.#views.clear();
		this.#feed.close();
	}

	#take(news: ReaderNews): void {
		if (news.incarnation !== this.#incarnation) {
			this.#views.clear();
			this.#retired.clear();
			this.#incarnation = news.incarnation;
		}
		if (news.type === "generation") this.#views.set(news.handle.generationId, openGeneration(news.handle));
		else if (news.type === "retired") this.#retired.add(news.generationId);
	}

	#dropRetired(): void {
		if (this.#starting > 0 || this.#retired.size === 0) return;
		for (const id of this.#retired) this.#views.delete(id);
		this.#retired.clear();
		collectSoon();
	}
}
