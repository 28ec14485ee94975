import { memo, type ReactElement } from "react";
import { sparkLine } from "../../geometry/sparkline.ts";
import styles from "./Sparkline.module.css";

export interface SparklineProps {
	/** One per step of equal length, oldest first; null is a gap. */
	readonly values: readonly (number | null)[];
	readonly widthPx: number;
	readonly heightPx: number;
}

/** A line without axes from zero to its own largest value, beside the number that it explains. Room is kept when there are no values. */
export const Sparkline = memo(function Sparkline({ values, widthPx, heightPx }: SparklineProps): ReactElement {
	return (
		<svg aria-hidden className={styles.line} width={widthPx} height={heightPx} viewBox={`0 0 ${widthPx} ${heightPx}`}>
			<path d={sparkLine(values, { width: widthPx, height: heightPx })} />
		</svg>
	);
});
