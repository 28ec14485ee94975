import { type ReactElement, useEffect, useState } from "react";
import styles from "./panels.module.css";

const WIDTHS = ["9%", "22%", "8%", "12%", "18%"] as const;

/** Grey rows in the geometry of a table that is still loading. */
export function SkeletonRows({ count, label }: { readonly count: number; readonly label: string }): ReactElement {
	return (
		<div role="status" aria-label={label}>
			{Array.from({ length: count }, (_, row) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: rows are alike and never move
				<div key={row} className={styles.skeleton}>
					{WIDTHS.map((width) => (
						<span key={width} className={styles.bone} style={{ width }} />
					))}
				</div>
			))}
		</div>
	);
}

/** True once `active` has held for `delayMs`; then, so that nothing flickers, for at least `holdMs`. */
export function useDelayed(active: boolean, delayMs = 150, holdMs = 300): boolean {
	const [shown, setShown] = useState(false);
	useEffect(() => {
		if (active === shown) return;
		const timer = setTimeout(() => setShown(active), active ? delayMs : holdMs);
		return () => clearTimeout(timer);
	}, [active, shown, delayMs, holdMs]);
	return shown;
}
