/**
 * What live subscribers are told: one event per group commit (`ingest`), and at most once a second what is new of a subject they follow:
 * traces that grew (`traces`), records that arrived (`logs`).
 *
 * Subscribers with the same subject and filter are one group and one question. Groups do not wait for each other: one with a slow filter
 * only falls behind itself.
 *
 * Event ids are journal sequences. The feed remembers the last events; a client that comes back with an id inside that memory misses
 * nothing: ingest events are sent again, and news is asked for since what every group knew when that event was sent (a trace or record may
 * come twice, never not at all).
 */
import type { IngestEventJson } from "@spanglass/shared/api/status-schemas";

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
	/** The topic's event as JSON text; "" when there is nothing to tell. Throws when it cannot be had now. `signal`: nobody waits any more. */
	readonly findNews: (request: NewsRequest, signal: AbortSignal) => Promise<string>;
	readonly everyMs?: number;
}

const REMEMBERED = 256;
/** Questions that run at once: the rest of the query workers' time is for the pages. */
const QUESTIONS = 4;
const NO_COUNTS = { spans: 0, logRecords: 0, metricPoints: 0, rejectedByReason: {}, newServices: [] };

interface RememberedEvent {
	readonly sequence: number;
	readonly data: string;
	/** News up to here had been told to every group before the event was sent. */
	readonly told: number;
}

/** Subscribers that are told the same. */
interface Group {
	readonly topic: NewsTopic;
	readonly query: LiveQuery;
	readonly members: Set<LiveSubscriber>;
	/** Fires when the last member is gone. */
	readonly gone: AbortController;
	/** News up to here was told. */
	told: number;
	isAsking: boolean;
}

export class LiveFeed {
	readonly #options: LiveFeedOptions;
	readonly #subscribers = new Set<LiveSubscriber>();
	readonly #groups = new Map<string, Group>();
	#events: RememberedEvent[] = [];
	#sequence: number;
	#timer: NodeJS.Timeout | undefined;
	#running = 0;
	readonly #waiting: (() => void)[] = [];

	/** `sequence`: the last published one at this moment. */
	constructor(sequence: number, options: LiveFeedOptions) {
		this.#sequence = sequence;
		this.#options = options;
	}

	/** Result: the function that ends the subscription. `lastId` is the sequence of the last event the client saw. */
	subscribe(subscriber: LiveSubscriber, lastId: number | undefined): () => void {
		const gone = new AbortController();
		if (lastId !== undefined) this.#resume(subscriber, lastId, gone.signal);
		this.#subscribers.add(subscriber);
		for (const topic of NEWS_TOPICS) if (subscriber.topics.has(topic)) this.#groupOf(topic, subscriber.query).members.add(subscriber);
		return () => {
			this.#subscribers.delete(subscriber);
			gone.abort();
			for (const [key, { members, gone: everyone }] of this.#groups) {
				if (!members.delete(subscriber) || members.size > 0) continue;
				this.#groups.delete(key);
				everyone.abort();
			}
		};
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
		for (const { gone } of this.#groups.values()) gone.abort();
		this.#groups.clear();
		for (const subscriber of this.#subscribers) subscriber.end();
		this.#subscribers.clear();
	}

	#groupOf(topic: NewsTopic, query: LiveQuery): Group {
		const key = JSON.stringify([topic, query.q, query.env]);
		const known = this.#groups.get(key);
		if (known !== undefined) return known;
		const group: Group = { topic, query, members: new Set(), gone: new AbortController(), told: this.#sequence, isAsking: false };
		this.#groups.set(key, group);
		return group;
	}

	#announce(event: IngestEventJson): void {
		const data = JSON.stringify(event);
		const told = Math.min(this.#sequence, ...[...this.#groups.values()].map((group) => group.told));
		this.#events.push({ sequence: event.sequence, data, told });
		if (this.#events.length > REMEMBERED) this.#events = this.#events.slice(-REMEMBERED / 2);
		for (const subscriber of this.#subscribers) if (subscriber.topics.has("ingest")) subscriber.send("ingest", event.sequence, data);
	}

	#resume(subscriber: LiveSubscriber, lastId: number, signal: AbortSignal): void {
		const since = this.#events.find(({ sequence }) => sequence === lastId)?.told ?? (lastId === this.#sequence ? lastId : undefined);
		if (since === undefined) {
			subscriber.send("gap", this.#sequence, "{}");
			return;
		}
		if (subscriber.topics.has("ingest")) {
			for (const { sequence, data } of this.#events) if (sequence > lastId) subscriber.send("ingest", sequence, data);
		}
		if (since === this.#sequence) return;
		for (const topic of NEWS_TOPICS) {
			const request = { topic, since, until: this.#sequence, ...subscriber.query };
			if (subscriber.topics.has(topic)) void this.#ask(request, new Set([subscriber]), signal);
		}
	}

	#schedule(): void {
		if (this.#timer !== undefined) return;
		this.#timer = setTimeout(() => {
			this.#timer = undefined;
			for (const topic of NEWS_TOPICS) {
				for (const group of this.#groups.values()) if (group.topic === topic && !group.isAsking) void this.#tell(group);
			}
		}, this.#options.everyMs ?? 1000);
	}

	async #tell(group: Group): Promise<void> {
		const { topic, query, members, gone, told: since } = group;
		const until = this.#sequence;
		if (since === until) return;
		group.isAsking = true;
		await this.#ask({ topic, since, until, ...query }, members, gone.signal);
		group.isAsking = false;
		group.told = until;
		if (this.#sequence !== until && !gone.signal.aborted) this.#schedule();
	}

	/** A question that fails now is a gap: the client asks for its list again. */
	async #ask(request: NewsRequest, members: ReadonlySet<LiveSubscriber>, signal: AbortSignal): Promise<void> {
		await this.#turn();
		const question = new AbortController();
		const onGone = (): void => question.abort();
		signal.addEventListener("abort", onGone);
		try {
			if (signal.aborted) return;
			const data = await this.#options.findNews(request, question.signal);
			if (data !== "" && !signal.aborted) for (const member of members) member.send(request.topic, request.until, data);
		} catch {
			if (!signal.aborted) for (const member of members) member.send("gap", request.until, "{}");
		} finally {
			signal.removeEventListener("abort", onGone);
			this.#running--;
			this.#waiting.shift()?.();
		}
	}

	/** Resolves when the question may run; it then counts as running. */
	async #turn(): Promise<void> {
		if (this.#running >= QUESTIONS) await new Promise<void>((resolve) => this.#waiting.push(resolve));
		this.#running++;
	}
}
