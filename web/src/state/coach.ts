/** Whether this browser is still to be shown around: once, when its first trace opens by itself. */
import { useSyncExternalStore } from "react";

const KEY = "spanglass.coach";
type CoachState = "new" | "due" | "done";
const listeners = new Set<() => void>();

function read(): CoachState {
	try {
		const text = localStorage.getItem(KEY);
		return text === "due" || text === "done" ? text : "new";
	} catch {
		return "done";
	}
}

function write(state: CoachState): void {
	try {
		localStorage.setItem(KEY, state);
	} catch {
		// a browser without storage is never shown around
	}
	for (const listener of listeners) listener();
}

/** The first trace has come: show this browser around, unless that was done before. */
export function offerCoach(): void {
	if (read() === "new") write("due");
}

/** Never again. */
export function endCoach(): void {
	write("done");
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** True while the four steps are to be shown. */
export function useCoachDue(): boolean {
	return useSyncExternalStore(subscribe, () => read() === "due");
}
