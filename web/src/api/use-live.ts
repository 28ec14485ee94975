import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { EMPTY_INGEST, type IngestLog, type IngestState, ingestState, noteIngest } from "./ingest-monitor.ts";
import { createLive, type Live, type LiveEvents, type LiveState, type Topic } from "./live.ts";

/** The tab's stream; tests hand in their own. */
export const LiveContext = createContext<Live>(createLive((url) => new EventSource(url)));

/** Listen to a topic while mounted and `enabled`. `listener` may change between renders only together with `q`, `env` or `enabled`. */
export function useLiveEvents<T extends Topic>(
	topic: T,
	listener: (event: LiveEvents[T]) => void,
	options: { readonly q?: string; readonly env?: string | undefined; readonly enabled?: boolean } = {},
): void {
	const live = useContext(LiveContext);
	const { q = "", env, enabled = true } = options;
	useEffect(() => (enabled ? live.subscribe(topic, listener, { q, env }) : undefined), [live, topic, listener, q, env, enabled]);
}

/** Call back when events were lost or the collector came back. `listener` must keep its identity. */
export function useLiveGap(listener: () => void): void {
	const live = useContext(LiveContext);
	useEffect(() => live.onGap(listener), [live, listener]);
}

function useLiveState(): LiveState {
	const live = useContext(LiveContext);
	return useSyncExternalStore(live.onState, live.state);
}

const TICK_MS = 5_000;

/** The state of ingest, renewed with every event and every five seconds. */
export function useIngestState(): IngestState {
	const [log, setLog] = useState<IngestLog>(EMPTY_INGEST);
	const [nowMs, setNow] = useState(() => Date.now());
	const live = useLiveState();
	const [note] = useState(() => (event: LiveEvents["ingest"]): void => {
		setLog((before) => noteIngest(before, event, Date.now()));
		setNow(Date.now());
	});
	useLiveEvents("ingest", note);
	useEffect(() => {
		const timer = setInterval(() => setNow(Date.now()), TICK_MS);
		return () => clearInterval(timer);
	}, []);
	return ingestState(log, live, nowMs);
}
