/** The files that are open in this tab. They stay in memory: nothing of them is stored or sent, and a reload forgets them. */
import { useSyncExternalStore } from "react";

export interface LocalFiles {
	/** Different each time files are opened. */
	readonly key: string;
	readonly files: readonly File[];
}

let opened: LocalFiles | undefined;
let count = 0;
const listeners = new Set<() => void>();

/** Put files in the place of those that are open; none closes them. */
export function setLocalFiles(files: readonly File[]): void {
	opened = files.length === 0 ? undefined : { key: `file ${++count}`, files };
	for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** The files that are open; undefined: none. */
export function useLocalFiles(): LocalFiles | undefined {
	return useSyncExternalStore(subscribe, () => opened);
}
