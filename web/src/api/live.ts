/**
 * The one event stream of a tab. Parts of the page subscribe to topics; the stream is opened with the sum of them, reopened when that
 * sum (or the filter of traces and logs) changes, and closed with the last subscriber.
 */

import type { LogsEventJson, TracesEventJson } from "@spanglass/shared/api/schemas";
import type { IngestEventJson } from "@spanglass/shared/api/status-schemas";
import { apiUrl } from "./client.ts";

export interface LiveEvents {
	readonly ingest: IngestEventJson;
	readonly traces: TracesEventJson;
	readonly logs: LogsEventJson;
	/** Events were lost; what they would have said must be asked for. */
	readonly gap: undefined;
}
export type Topic = "ingest" | "traces" | "logs";
const TOPICS: readonly Topic[] = ["ingest", "traces", "logs"];

/** What `traces` and `logs` are narrowed to. */
export interface LiveFilter {
	readonly q?: string | undefined;
	/** One deployment.environment.name. */
	readonly env?: string | undefined;
}

export type LiveState = "idle" | "connecting" | "open" | "offline";

/** The part of EventSource that is used. */
export interface EventStream {
	addEventListener(type: string, listener: (event: { readonly data?: string }) => void): void;
	close(): void;
	readonly readyState: number;
}

interface Subscription {
	readonly topic: Topic;
	readonly filter: LiveFilter;
	readonly listener: (event: never) => void;
}

export interface Live {
	/** Listen to a topic. One filter per tab: that of the newest subscriber that has one. Result: stop listening. */
	subscribe<T extends Topic>(topic: T, listener: (event: LiveEvents[T]) => void, filter?: LiveFilter): () => void;
	/** Be told of gaps, that is: also after the stream was away. */
	onGap(listener: () => void): () => void;
	state(): LiveState;
	onState(listener: () => void): () => void;
}

const CLOSED = 2;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000] as const;

function isNarrow({ q = "", env }: LiveFilter): boolean {
	return q !== "" || env !== undefined;
}

/** Make a live client over `open`, which is `new EventSource` in the page. */
export function createLive(open: (url: string) => EventStream): Live {
	const subscriptions = new Set<Subscription>();
	const gapListeners = new Set<() => void>();
	const stateListeners = new Set<() => void>();
	let state: LiveState = "idle";
	let stream: EventStream | undefined;
	let openKey = "";
	let failures = 0;
	let scheduled = false;
	let retryTimer: ReturnType<typeof setTimeout> | undefined;

	const setState = (next: LiveState): void => {
		if (next === state) return;
		state = next;
		for (const listener of stateListeners) listener();
	};

	const wanted = (): string => {
		const topics = [...new Set([...subscriptions].map((item) => item.topic))].sort();
		const { q, env } = [...subscriptions].findLast(({ topic, filter }) => topic !== "ingest" && isNarrow(filter))?.filter ?? {};
		return topics.length === 0 ? "" : apiUrl("live", { query: { topics: topics.join(","), q: q === "" ? undefined : q, env } });
	};

	const deliver = (topic: Topic, data: string | undefined): void => {
		const event = JSON.parse(data ?? "null") as never;
		for (const item of subscriptions) if (item.topic === topic) item.listener(event);
	};

	const onOpen = (): void => {
		if (failures > 0) for (const listener of gapListeners) listener();
		failures = 0;
		setState("open");
	};

	const onError = (source: EventStream): void => {
		if (source !== stream) return;
		failures++;
		setState("offline");
		if (source.readyState !== CLOSED) return;
		openKey = "";
		retryTimer = setTimeout(schedule, RETRY_MS[Math.min(failures, RETRY_MS.length) - 1]);
	};

	const reopen = (): void => {
		scheduled = false;
		const key = wanted();
		if (key === openKey) return;
		clearTimeout(retryTimer);
		stream?.close();
		stream = undefined;
		openKey = key;
		if (key === "") {
			setState("idle");
			return;
		}
		if (state !== "offline") setState("connecting");
		const source = open(key);
		stream = source;
		source.addEventListener("open", () => source === stream && onOpen());
		source.addEventListener("error", () => onError(source));
		for (const topic of TOPICS) source.addEventListener(topic, (event) => source === stream && deliver(topic, event.data));
		source.addEventListener("gap", () => {
			for (const listener of gapListeners) listener();
		});
	};

	const schedule = (): void => {
		if (scheduled) return;
		scheduled = true;
		queueMicrotask(reopen);
	};

	const listenTo = (set: Set<() => void>, listener: () => void): (() => void) => {
		set.add(listener);
		return () => set.delete(listener);
	};

	return {
		subscribe(topic, listener, filter = {}) {
			const item: Subscription = { topic, filter, listener };
			subscriptions.add(item);
			schedule();
			return () => {
				subscriptions.delete(item);
				schedule();
			};
		},
		onGap: (listener) => listenTo(gapListeners, listener),
		state: () => state,
		onState: (listener) => listenTo(stateListeners, listener),
	};
}
