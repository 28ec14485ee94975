import { useEffect, useMemo, useRef } from "react";
import { createViewStore, type ViewStore } from "../../charts/view-store.ts";
import { type TimeWindow, wholeWindow } from "../../geometry/time-scale.ts";
import type { TraceModel } from "../../geometry/trace-model.ts";
import type { SetTraceUrl } from "./TraceScreen.tsx";

const WRITE_MS = 250;

/** The window of the charts, kept in step with `x` of the address: written 250 ms after it came to rest, followed when Back changes it. */
export function useTraceView(model: TraceModel, window: TimeWindow | undefined, setUrl: SetTraceUrl): ViewStore {
	const { durationNanos } = model;
	const before = useRef<{ readonly view: ViewStore; readonly durationNanos: number } | undefined>(undefined);
	const first = useRef(window);
	const view = useMemo(() => {
		const kept = before.current;
		const shown = kept?.view.get().window;
		const wasWhole = shown === undefined || isWhole(shown, kept?.durationNanos ?? 0);
		return createViewStore(durationNanos, wasWhole ? (first.current ?? wholeWindow(durationNanos)) : shown);
	}, [durationNanos]);
	before.current = { view, durationNanos };
	const written = useRef(keyOf(window));
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const stop = view.subscribe(() => {
			clearTimeout(timer);
			timer = setTimeout(() => {
				const now = view.get().window;
				const next = isWhole(now, durationNanos) ? undefined : { from: Math.round(now.from), to: Math.round(now.to) };
				if (keyOf(next) === written.current) return;
				written.current = keyOf(next);
				setUrl({ window: next }, "replace");
			}, WRITE_MS);
		});
		return () => {
			clearTimeout(timer);
			stop();
		};
	}, [view, durationNanos, setUrl]);
	useEffect(() => {
		if (keyOf(window) === written.current) return;
		written.current = keyOf(window);
		view.show(window ?? wholeWindow(durationNanos));
	}, [window, view, durationNanos]);
	return view;
}

function keyOf(window: TimeWindow | undefined): string {
	return window === undefined ? "" : `${window.from}-${window.to}`;
}

/** True when a window shows the trace exactly, as it does after opening. */
function isWhole({ from, to }: TimeWindow, durationNanos: number): boolean {
	const whole = wholeWindow(durationNanos);
	return Math.abs(from) < 1 && Math.abs(to - whole.to) < 1;
}
