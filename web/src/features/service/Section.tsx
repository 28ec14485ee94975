import type { ReactElement, ReactNode } from "react";
import styles from "./ServicePage.module.css";

export interface SectionProps {
	readonly title: string;
	/** Quieter words behind the title. */
	readonly note?: ReactNode;
	/** At the right: the number that matters, or a button. */
	readonly end?: ReactNode;
	readonly children: ReactNode;
}

/** A part of the page with its title. */
export function Section({ title, note, end, children }: SectionProps): ReactElement {
	return (
		<section className={styles.section} aria-label={title}>
			<header>
				<h3>{title}</h3>
				{note === undefined ? null : <small>{note}</small>}
				{end === undefined ? null : <span className={styles.end}>{end}</span>}
			</header>
			{children}
		</section>
	);
}
