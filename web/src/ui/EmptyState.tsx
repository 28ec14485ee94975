import { Link } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import button from "./Button.module.css";
import { Button } from "./Button.tsx";
import { momentText } from "./moment-text.ts";
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

/** Nothing of a kind has ever arrived: the way to the page that connects a service. */
export function NothingYet({ title, text }: { readonly title: string; readonly text: string }): ReactElement {
	const { t } = useTranslation();
	return (
		<EmptyState title={title} text={text}>
			<Link to="/connect" className={`${button.button} ${button.primary}`}>
				{t("list.neverAction")}
			</Link>
		</EmptyState>
	);
}

export interface NothingInRangeProps {
	readonly title: string;
	/** When there was something last, epoch milliseconds; undefined: never. */
	readonly lastMs: number | undefined;
	/** What to say, given when that was (undefined: never). */
	readonly textOf: (when: string | undefined) => string | undefined;
	/** Go to the moment of the last one. */
	readonly onLast: (lastMs: number) => void;
	/** Look into every environment; undefined: all are shown already. */
	readonly onEverywhere: (() => void) | undefined;
}

/** Nothing in the range, or in the environment: when there was something last, and the ways out. */
export function NothingInRange({ title, lastMs, textOf, onLast, onEverywhere }: NothingInRangeProps): ReactElement {
	const { t } = useTranslation();
	const when = lastMs === undefined ? undefined : momentText(lastMs);
	return (
		<EmptyState title={title} text={textOf(when)}>
			{lastMs === undefined ? null : (
				<Button look="primary" onClick={() => onLast(lastMs)}>
					{t("list.rangeAction", { when })}
				</Button>
			)}
			{onEverywhere === undefined ? null : (
				<Button look="bordered" onClick={onEverywhere}>
					{t("env.showAll")}
				</Button>
			)}
		</EmptyState>
	);
}
