import type { ReactElement, ReactNode } from "react";
import styles from "./ChartStage.module.css";

const GAP_PX = 12;
const HEIGHT_PX = 92;

export interface TooltipProps {
	/** What it is about; it never covers it. */
	readonly of: { readonly x: number; readonly y: number; readonly width: number };
	readonly frame: { readonly leftPx: number; readonly topPx: number; readonly widthPx: number; readonly heightPx: number };
	readonly widthPx: number;
	/** Read aloud: the keys led here. */
	readonly isSpoken: boolean;
	readonly children: ReactNode;
}

/** What is under the pointer or the keys, in words beside it and inside of the chart. */
export function Tooltip({ of, frame, widthPx, isSpoken, children }: TooltipProps): ReactElement {
	const right = of.x + of.width + GAP_PX;
	const fits = right + widthPx <= frame.leftPx + frame.widthPx;
	const left = fits ? right : Math.max(of.x - GAP_PX - widthPx, 0);
	const top = Math.min(Math.max(of.y - HEIGHT_PX / 2, 0), frame.topPx + frame.heightPx - HEIGHT_PX + 20);
	return (
		<div className={styles.tooltip} style={{ left, top, width: widthPx }} role={isSpoken ? "status" : undefined}>
			{children}
		</div>
	);
}
