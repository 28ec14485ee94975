import type { ReactElement, ReactNode } from "react";
import styles from "./panels.module.css";

/** Nothing to show: the reason in words and, as children, what to do next. */
export function EmptyState(props: { readonly title: string; readonly text?: ReactNode; readonly children?: ReactNode }): ReactElement {
	return (
		<section className={styles.empty}>
			<h2>{props.title}</h2>
			{props.text === undefined ? null : <p>{props.text}</p>}
			{props.children === undefined ? null : <div className={styles.actions}>{props.children}</div>}
		</section>
	);
}
