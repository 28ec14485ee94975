import type { ReactElement } from "react";
import styles from "./Kbd.module.css";

/** Keys as caps: a space parts keys pressed one after the other (`g t` is two caps); with `chord` the text is one cap (`Ctrl K`). */
export function Kbd({ keys, chord = false }: { readonly keys: string; readonly chord?: boolean }): ReactElement {
	const caps = chord ? [keys] : keys.split(" ");
	return (
		<span className={styles.keys}>
			{caps.map((cap, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the same key may be pressed twice
				<kbd key={index} className={styles.kbd}>
					{cap}
				</kbd>
			))}
		</span>
	);
}
