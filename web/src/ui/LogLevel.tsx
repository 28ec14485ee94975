import { type LogLevel as Level, logLevel } from "@spanglass/shared/query/log-level";
import type { ReactElement } from "react";
import styles from "./LogLevel.module.css";

export interface LogLevelProps {
	readonly of: { readonly severityNumber: number; readonly severityText: string };
	/** Draw the level's shape before its word. */
	readonly withGlyph?: boolean;
}

/** A shape for each level, so that rows are told apart at a glance and without colour. */
const SHAPES: Readonly<Record<Level, ReactElement>> = {
	trace: <circle cx="6" cy="6" r="1.6" fill="currentColor" />,
	debug: <circle cx="6" cy="6" r="3" fill="none" stroke="currentColor" strokeWidth="1.4" />,
	info: <rect x="2.5" y="2.5" width="7" height="7" rx="1" fill="currentColor" />,
	warn: <path d="M6 1.2 11.4 10.8H.6z" fill="currentColor" />,
	error: <path d="M2.5 2.5l7 7M9.5 2.5l-7 7" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />,
	fatal: (
		<path
			fillRule="evenodd"
			d="M6 1C3.3 1 1.2 3 1.2 5.6c0 1.6.8 2.9 2 3.7V11h5.6V9.3c1.2-.8 2-2.1 2-3.7C10.8 3 8.7 1 6 1zM4.1 4.6a1.2 1.2 0 1 1 0 2.4 1.2 1.2 0 0 1 0-2.4zm3.8 0a1.2 1.2 0 1 1 0 2.4 1.2 1.2 0 0 1 0-2.4z"
			fill="currentColor"
		/>
	),
};

/** The sender's own word for a severity, in the colour of its level. A record that names none shows no word of ours as if it were its own. */
export function LogLevel({ of, withGlyph = false }: LogLevelProps): ReactElement {
	const level = logLevel(of.severityNumber, of.severityText);
	return (
		<span className={styles.level} data-level={level ?? "none"}>
			{withGlyph ? (
				<svg aria-hidden width={10} height={10} viewBox="0 0 12 12">
					{level === undefined ? null : SHAPES[level]}
				</svg>
			) : null}
			<span className={styles.word}>{of.severityText === "" ? (level?.toUpperCase() ?? "–") : of.severityText}</span>
		</span>
	);
}
