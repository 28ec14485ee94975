import { formatClock } from "@spanglass/shared/units/clock-text";
import type { ReactElement } from "react";
import type { Plot } from "./plot.ts";
import styles from "./TimeSeries.module.css";

/** ⚑ with a dashed line down the plot. Words that have no room are said when the flag is pointed at. */
export function FlagLayer({ plot }: { readonly plot: Pick<Plot, "frame" | "flags"> }): ReactElement {
	const { frame, flags } = plot;
	return (
		<>
			{flags.map(({ flag, x, side }) => (
				<span key={flag.key} className={styles.flag} style={{ translate: `${x}px`, height: frame.topPx + frame.heightPx }}>
					<span className={styles.flagHead} data-side={side} title={`${flag.label} · ${formatClock(flag.timeMs, "second")}`}>
						<svg width="9" height="12" viewBox="0 0 9 12" aria-hidden>
							<path d="M0 0h9L7 3l2 3H1v6H0z" fill="currentColor" />
						</svg>
						<em>{side === undefined ? null : flag.label}</em>
					</span>
				</span>
			))}
		</>
	);
}
