import type { ReactElement } from "react";
import styles from "./AlertMark.module.css";

export type AlertLook = "firing" | "recovering" | "pending" | "noData" | "error" | "ok" | "silenced" | "off";

/** ✕ firing, ◔ recovering, ▲ pending, ○ no data, ! cannot be evaluated, ✓ ok, ⏸ silenced, – switched off: never by colour alone. */
const SHAPES: Readonly<Record<AlertLook, ReactElement>> = {
	firing: <path d="M2.5 2.5l7 7M9.5 2.5l-7 7" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />,
	recovering: <path d="M10 6a4 4 0 1 1-1.5-3.1M10 1.5v2.2H7.8" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />,
	pending: <path d="M6 1.2 11.4 10.8H.6z" fill="currentColor" />,
	noData: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />,
	error: <path d="M6 1.8v5.4M6 10v.2" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
	ok: (
		<path d="M1.8 6.6 4.6 9.4 10.2 2.8" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
	),
	silenced: <path d="M4 2.5v7M8 2.5v7" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />,
	off: <path d="M2.5 6h7" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />,
};

export interface AlertMarkProps {
	readonly look: AlertLook;
	/** Its word; "" when the word stands beside it. */
	readonly label: string;
	readonly size?: number;
}

/** The state of an alert as a shape. */
export function AlertMark({ look, label, size = 12 }: AlertMarkProps): ReactElement {
	return (
		<svg
			role="img"
			aria-label={label}
			aria-hidden={label === ""}
			className={styles.mark}
			data-look={look}
			width={size}
			height={size}
			viewBox="0 0 12 12"
		>
			{SHAPES[look]}
		</svg>
	);
}
