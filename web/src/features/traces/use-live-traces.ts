import type { TraceSummaryJson, TracesEventJson } from "@spanglass/shared/api/schemas";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLiveEvents } from "../../api/use-live.ts";
import { arrive, EMPTY_BUFFER, type HeldBuffer, heldCount, release, rowsWithArrivals } from "./held-buffer.ts";

export interface LiveRows {
	readonly rows: readonly TraceSummaryJson[];
	/** Traces that wait because somebody looks at the list. */
	readonly heldCount: number;
	/** Traces on screen that the list's own answer does not count. */
	readonly addedCount: number;
	readonly resume: () => void;
}

export interface LiveOptions {
	readonly live: boolean;
	readonly q: string;
	readonly env: string | undefined;
	readonly held: boolean;
	/** A new value forgets all arrivals: the list itself was asked anew. */
	readonly listKey: string;
}

const BATCH_MS = 500;

/** The rows of the list with the traces that arrive meanwhile, taken in at most twice a second. */
export function useLiveTraces(rows: readonly TraceSummaryJson[], { live, q, env, held, listKey }: LiveOptions): LiveRows {
	const [state, setState] = useState<{ readonly key: string; readonly buffer: HeldBuffer }>({ key: listKey, buffer: EMPTY_BUFFER });
	const buffer = state.key === listKey ? state.buffer : EMPTY_BUFFER;
	const queue = useRef<TraceSummaryJson[]>([]);
	const isHeld = useRef(held);
	isHeld.current = held;
	const update = useCallback(
		(change: (buffer: HeldBuffer) => HeldBuffer): void =>
			setState((before) => ({ key: listKey, buffer: change(before.key === listKey ? before.buffer : EMPTY_BUFFER) })),
		[listKey],
	);
	useLiveEvents(
		"traces",
		useCallback((event: TracesEventJson) => void queue.current.push(...event.traces), []),
		{ q, ...(env === undefined ? {} : { env }), enabled: live },
	);
	// biome-ignore lint/correctness/useExhaustiveDependencies: what waits for its turn belongs to one filter
	useEffect(
		() => () => {
			queue.current = [];
		},
		[live, q, env],
	);
	useEffect(() => {
		if (!live) return;
		const timer = setInterval(() => {
			if (queue.current.length === 0) return;
			const traces = queue.current.splice(0);
			update((before) => arrive(before, traces, isHeld.current));
		}, BATCH_MS);
		return () => clearInterval(timer);
	}, [live, update]);
	useEffect(() => {
		if (!held) update(release);
	}, [held, update]);
	return useMemo(() => {
		const all = rowsWithArrivals(rows, buffer);
		return { rows: all, heldCount: heldCount(buffer, all), addedCount: all.length - rows.length, resume: () => update(release) };
	}, [rows, buffer, update]);
}
