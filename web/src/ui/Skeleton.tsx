import { type ReactElement, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
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

/** A list's place while its first answer is waited for: nothing for a moment, then grey rows. */
export function WaitingRows({ count, isWaiting }: { readonly count: number; readonly isWaiting: boolean }): ReactElement | null {
	const { t } = useTranslation();
	return useDelayed(isWaiting) ? <SkeletonRows count={count} label={t("common.loading")} /> : null;
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
