import type { ReactElement, ReactNode } from "react";
import { cx } from "./class-names.ts";
import styles from "./marks.module.css";

export interface PillProps {
	readonly pressed: boolean;
	readonly onPress: () => void;
	/** Shown muted behind the label: a count. */
	readonly note?: ReactNode;
	/** Key that does the same; not shown where there is no keyboard. */
	readonly keys?: string;
	readonly tone?: "error";
	readonly children: ReactNode;
}

/** A filter that is on or off. */
export function Pill({ pressed, onPress, note, keys, tone, children }: PillProps): ReactElement {
	return (
		<button
			type="button"
			className={cx(styles.pill, tone !== undefined && styles[tone])}
			aria-pressed={pressed}
			data-keys={keys}
			onClick={onPress}
		>
			{children}
			{note === undefined ? null : <em className={styles.note}>{note}</em>}
			{keys === undefined ? null : <em className={cx(styles.note, styles.keys)}>{keys}</em>}
		</button>
	);
}

export interface TagProps {
	readonly tone?: "neutral" | "error" | "warn" | "ok" | "accent";
	readonly children: ReactNode;
}

/** A small fact in a frame; not pressable. */
export function Tag({ tone = "neutral", children }: TagProps): ReactElement {
	return <span className={cx(styles.tag, tone !== "neutral" && styles[tone])}>{children}</span>;
}
