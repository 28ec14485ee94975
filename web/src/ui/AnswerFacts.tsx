import { formatCount, formatExact, textOf } from "@spanglass/shared/units/format";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "./class-names.ts";
import styles from "./panels.module.css";

export interface AnswerFactsProps {
	/** How much it is: counts, with ` · ` between them. */
	readonly children: ReactNode;
	readonly tookMs: number;
	readonly complete: boolean;
	/** What the collector has to say about the answer. */
	readonly warnings?: readonly string[];
	/** Its place on the page. */
	readonly className?: string | undefined;
	/** It changes so often that nobody wants to hear it read aloud. */
	readonly silent?: boolean;
}

/** `1,204 traces · 38 ms · complete`: what an answer holds, how long it took and whether it is all. */
export function AnswerFacts({ children, tookMs, complete, warnings = [], className, silent = false }: AnswerFactsProps): ReactElement {
	const { t } = useTranslation();
	return (
		<span className={cx(styles.facts, className)} role={silent ? undefined : "status"} title={warnings.join("\n")}>
			{children}
			{` · ${t("list.took", { value: formatExact(Math.round(tookMs)) })} · `}
			{complete ? t("common.complete") : <span className={styles.partial}>{t("common.partial")}</span>}
		</span>
	);
}

export interface CountTextProps {
	readonly count: number;
	/** The sentence, with a line break in the place of the number. */
	readonly text: string;
	/** There are more, and nobody knows how many: `100+`. */
	readonly isAtLeast?: boolean;
}

/** `12.4k traces` with the number standing out, exact on hover. */
export function CountText({ count, text, isAtLeast = false }: CountTextProps): ReactElement {
	const [before, after] = text.split("\n");
	const more = isAtLeast ? "+" : "";
	return (
		<span title={formatExact(count) + more}>
			{before}
			<b>{textOf(formatCount(count)) + more}</b>
			{after}
		</span>
	);
}
