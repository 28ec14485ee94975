import type { LogRecordJson, LogsEventJson } from "@spanglass/shared/api/schemas";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLiveEvents } from "../../api/use-live.ts";
import { type Arrival, appendTail, EMPTY_TAIL, type LogTail, releaseTail, seedTail, TAIL_ROWS, withArrival } from "./log-tail.ts";

export interface LiveLogs {
	/** Oldest first. */
	readonly rows: readonly LogRecordJson[];
	/** Records that wait because somebody reads. */
	readonly heldCount: number;
	/** Records that arrived since the seed, those that were not sent to the page included. */
	readonly addedCount: number;
	/** Of the last second: records that were sent to the page, and all that arrived. */
	readonly lately: { readonly shown: number; readonly arrived: number };
	readonly resume: () => void;
}

export interface LiveLogsOptions {
	readonly live: boolean;
	/** What the stream is narrowed to. */
	readonly q: string;
	readonly env: string | undefined;
	readonly held: boolean;
	/** The newest records that are stored, oldest first; undefined until they are known. */
	readonly seed: readonly LogRecordJson[] | undefined;
}

interface State {
	readonly key: string;
	readonly tail: LogTail;
	readonly arrivals: readonly Arrival[];
	readonly addedCount: number;
}

const fresh = (key: string): State => ({ key, tail: EMPTY_TAIL, arrivals: [], addedCount: 0 });

/** The records that arrive, after those that were there, taken in once per frame at most. Another filter begins anew. */
export function useLiveLogs({ live, q, env, held, seed }: LiveLogsOptions): LiveLogs {
	const key = live ? JSON.stringify([q, env]) : "";
	const [state, setState] = useState(() => fresh(key));
	const shown = state.key === key ? state : fresh(key);
	const isHeld = useRef(held);
	isHeld.current = held;
	const update = useCallback(
		(change: (before: State) => State): void => setState((before) => change(before.key === key ? before : fresh(key))),
		[key],
	);
	useLiveEvents("logs", useQueue(update, isHeld), { q, env, enabled: live });
	useEffect(() => {
		if (!live) setState(fresh(""));
	}, [live]);
	useEffect(() => {
		if (live && seed !== undefined) update((before) => ({ ...before, tail: seedTail(before.tail, seed), addedCount: 0 }));
	}, [live, seed, update]);
	useEffect(() => {
		if (!held) update((before) => ({ ...before, tail: releaseTail(before.tail) }));
	}, [held, update]);
	const { tail, arrivals, addedCount } = shown;
	return useMemo(() => {
		const sent = arrivals.reduce((sum, arrival) => sum + arrival.shown, 0);
		const skipped = arrivals.reduce((sum, arrival) => sum + arrival.skipped, 0);
		return {
			rows: tail.rows,
			heldCount: tail.held.length + tail.lost,
			addedCount,
			lately: { shown: sent, arrived: sent + skipped },
			resume: () => update((before) => ({ ...before, tail: releaseTail(before.tail) })),
		};
	}, [tail, arrivals, addedCount, update]);
}

/** A listener that gathers events until the next frame; a hidden tab, which has no frames, keeps the newest only. */
function useQueue(update: (change: (before: State) => State) => void, isHeld: { readonly current: boolean }) {
	const queue = useRef<LogRecordJson[]>([]);
	const counts = useRef({ shown: 0, skipped: 0 });
	const frame = useRef(0);
	// biome-ignore lint/correctness/useExhaustiveDependencies: what waits for a frame belongs to one filter
	useEffect(
		() => () => {
			cancelAnimationFrame(frame.current);
			frame.current = 0;
			queue.current = [];
			counts.current = { shown: 0, skipped: 0 };
		},
		[update],
	);
	return useCallback(
		(event: LogsEventJson): void => {
			queue.current.push(...event.records);
			if (queue.current.length > 2 * TAIL_ROWS) queue.current = queue.current.slice(-TAIL_ROWS);
			counts.current.shown += event.records.length;
			counts.current.skipped += event.skipped;
			if (frame.current !== 0) return;
			frame.current = requestAnimationFrame(() => {
				frame.current = 0;
				const records = queue.current.splice(0);
				const arrival = { atMs: performance.now(), ...counts.current };
				counts.current = { shown: 0, skipped: 0 };
				update((before) => ({
					...before,
					tail: appendTail(before.tail, records, isHeld.current),
					arrivals: withArrival(before.arrivals, arrival),
					addedCount: before.addedCount + arrival.shown + arrival.skipped,
				}));
			});
		},
		[update, isHeld],
	);
}
