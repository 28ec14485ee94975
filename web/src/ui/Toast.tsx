import { type ReactElement, useSyncExternalStore } from "react";
import styles from "./panels.module.css";

interface ToastItem {
	readonly id: number;
	readonly text: string;
	readonly detail: string | undefined;
}

const SHOWN_MS = 3_000;
let items: readonly ToastItem[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function replace(next: readonly ToastItem[]): void {
	items = next;
	for (const listener of listeners) listener();
}

/** Say something in passing, for three seconds; `detail` in a second, quieter line. The last two stay. */
export function showToast(text: string, detail?: string): void {
	const id = nextId++;
	replace([...items, { id, text, detail }].slice(-2));
	setTimeout(() => replace(items.filter((item) => item.id !== id)), SHOWN_MS);
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** Where toasts appear; once per page. */
export function ToastRegion(): ReactElement {
	const shown = useSyncExternalStore(subscribe, () => items);
	return (
		<div className={styles.toasts} role="status" aria-live="polite">
			{shown.map((item) => (
				<div key={item.id} className={styles.toast}>
					<span>{item.text}</span>
					{item.detail === undefined ? null : <small>{item.detail}</small>}
				</div>
			))}
		</div>
	);
}
