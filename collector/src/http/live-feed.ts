/**
 * What live subscribers are told: one event per group commit (`ingest`), and at most once a second what is new of a subject they follow:
 * traces that grew (`traces`), records that arrived (`logs`).
 *
 * Event ids are journal sequences. The feed remembers the last events; a client that comes back with an id inside that memory misses
 * nothing: ingest events are sent again, and news is asked for since the round before the id (a trace or record may come twice, never not
 * at all).
 */
import type { IngestEventJson } from "@spanglass/shared/api/schemas";

/** What can be asked for by query. */
const NEWS_TOPICS = ["traces", "logs"] as const;
export type NewsTopic = (typeof NEWS_TOPICS)[number];
export type LiveTopic = "ingest" | NewsTopic;
export const LIVE_TOPICS: readonly LiveTopic[] = ["ingest", ...NEWS_TOPICS];

/** What a subscriber's news is narrowed to. */
export interface LiveQuery {
	/** Query language; "" = all. */
	readonly q: string;
	/** Undefined = every environment. */
	readonly env: string | undefined;
}

export interface LiveSubscriber {
	readonly topics: ReadonlySet<LiveTopic>;
	readonly query: LiveQuery;
	send(topic: LiveTopic | "gap", sequence: number, data: string): void;
	/** The feed is over. */
	end(): void;
}

/** Counts of a group commit, as the writer posts them. */
export type CommitCounts = Omit<IngestEventJson, "refusal" | "newServices"> & { readonly newServices: readonly string[] };

/** News of requests with a journal sequence in (since, until]. */
export interface NewsRequest extends LiveQuery {
	readonly topic: NewsTopic;
	readonly since: number;
	readonly until: number;
}

export interface LiveFeedOptions {
	/** The topic's event as JSON text; "" when there is nothing to tell. Throws when it cannot be had now. */
	readonly findNews: (request: NewsRequest) => Promise<string>;
	readonly everyMs?: number;
}

const REMEMBERED = 256;
const NO_COUNTS = { spans: 0, logRecords: 0, metricPoints: 0, rejectedByReason: {}, newServices: [] };

export class LiveFeed {
	readonly #options: LiveFeedOptions;
	readonly #subscribers = new Set<LiveSubscriber>();
	#events: { readonly sequence: number; readonly data: string }[] = [];
	/** Sequences up to which news was asked for, oldest first. */
	#rounds: number[] = [];
	#sequence: number;
	#timer: NodeJS.Timeout | undefined;
	#asking = false;

	/** `sequence`: the last published one at this moment. */
	constructor(sequence: number, options: LiveFeedOptions) {
		this.#sequence = sequence;
		this.#rounds = [sequence];
		this.#options = options;
	}

	/** Result: the function that ends the subscription. `lastId` is the sequence of the last event the client saw. */
	subscribe(subscriber: LiveSubscriber, lastId: number | undefined): () => void {
		this.#subscribers.add(subscriber);
		if (lastId !== undefined) this.#resume(subscriber, lastId);
		return () => this.#subscribers.delete(subscriber);
	}

	commit(counts: CommitCounts): void {
		this.#sequence = counts.sequence;
		this.#announce({ ...counts, newServices: [...counts.newServices], refusal: null });
		this.#schedule();
	}

	refusal(reason: string, message: string): void {
		this.#announce({ sequence: this.#sequence, ...NO_COUNTS, newServices: [], refusal: { reason, message } });
	}

	close(): void {
		clearTimeout(this.#timer);
		for (const subscriber of this.#subscribers) subscriber.end();
		this.#subscribers.clear();
	}

	#announce(event: IngestEventJson): void {
		const data = JSON.stringify(event);
		this.#events.push({ sequence: event.sequence, data });
		if (this.#events.length > REMEMBERED) this.#events = this.#events.slice(-REMEMBERED / 2);
		for (const subscriber of this.#subscribers) if (subscriber.topics.has("ingest")) subscriber.send("ingest", event.sequence, data);
	}

	#resume(subscriber: LiveSubscriber, lastId: number): void {
		const remembered = lastId === this.#sequence || this.#events.some(({ sequence }) => sequence === lastId);
		const since = this.#rounds.findLast((sequence) => sequence < lastId) ?? (lastId === this.#sequence ? lastId : undefined);
		if (!remembered || since === undefined) subscriber.send("gap", this.#sequence, "{}");
		else this.#replay(subscriber, lastId, since);
	}

	#replay(subscriber: LiveSubscriber, lastId: number, since: number): void {
		if (subscriber.topics.has("ingest")) {
			for (const { sequence, data } of this.#events) if (sequence > lastId) subscriber.send("ingest", sequence, data);
		}
		void this.#ask({ since, until: this.#sequence }, [subscriber]);
	}

	#schedule(): void {
		if (this.#timer !== undefined) return;
		this.#timer = setTimeout(() => void this.#round(), this.#options.everyMs ?? 1000);
	}

	async #round(): Promise<void> {
		this.#timer = undefined;
		const [since, until] = [this.#rounds.at(-1) ?? this.#sequence, this.#sequence];
		if (this.#asking || until === since) return;
		this.#asking = true;
		this.#rounds = [...this.#rounds.slice(-REMEMBERED), until];
		await this.#ask({ since, until }, [...this.#subscribers]);
		this.#asking = false;
		if (this.#sequence !== until) this.#schedule();
	}

	/**
	 * One question per topic and different query. A question that fails now is a gap: the client asks for its list again. Who left
	 * meanwhile is neither asked for nor told.
	 */
	async #ask(span: { readonly since: number; readonly until: number }, subscribers: readonly LiveSubscriber[]): Promise<void> {
		for (const topic of NEWS_TOPICS) {
			const followers = subscribers.filter(({ topics }) => topics.has(topic));
			for (const group of Map.groupBy(followers, ({ query }) => JSON.stringify([query.q, query.env])).values()) {
				if (group.some((subscriber) => this.#subscribers.has(subscriber))) await this.#askFor(topic, span, group);
			}
		}
	}

	async #askFor(
		topic: NewsTopic,
		{ since, until }: { readonly since: number; readonly until: number },
		group: readonly LiveSubscriber[],
	): Promise<void> {
		const [first] = group;
		if (first === undefined) return;
		let event: LiveTopic | "gap" = topic;
		let data: string;
		try {
			data = await this.#options.findNews({ topic, since, until, ...first.query });
		} catch {
			event = "gap";
			data = "{}";
		}
		if (data === "") return;
		for (const subscriber of group) if (this.#subscribers.has(subscriber)) subscriber.send(event, until, data);
	}
}
