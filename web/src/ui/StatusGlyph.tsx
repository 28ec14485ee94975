import type { ReactElement } from "react";
import { cx } from "./class-names.ts";
import styles from "./marks.module.css";

export type TraceOutcome = "error" | "warn" | "ok";
export type Health = TraceOutcome | "silent" | "idle";

/** ✕ failed, ▲ fine but errors lie inside, ✓ clean, ○ nothing heard, – nothing to judge by. Drawn, so that every system shows the same shapes. */
const SHAPES: Readonly<Record<Health, ReactElement>> = {
	error: <path d="M2.5 2.5l7 7M9.5 2.5l-7 7" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />,
	warn: <path d="M6 1.2 11.4 10.8H.6z" fill="currentColor" />,
	ok: (
		<path d="M1.8 6.6 4.6 9.4 10.2 2.8" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
	),
	silent: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />,
	idle: <path d="M2.5 6h7" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />,
};

/** The state of a trace, span or service as a shape; `label` is its word, "" when the word stands beside it. */
export function StatusGlyph({
	state,
	label,
	size = 12,
}: {
	readonly state: Health;
	readonly label: string;
	readonly size?: number;
}): ReactElement {
	return (
		<svg
			role="img"
			aria-label={label}
			aria-hidden={label === ""}
			className={cx(styles.glyph, styles[state])}
			width={size}
			height={size}
			viewBox="0 0 12 12"
		>
			{SHAPES[state]}
		</svg>
	);
}

/** The state of a trace from its root's OTLP status code (2 = error) and its number of errors. */
export function traceOutcome(rootStatus: number, errorCount: number): TraceOutcome {
	if (rootStatus === 2) return "error";
	return errorCount > 0 ? "warn" : "ok";
}
