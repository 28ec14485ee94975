import { formatCount, textOf } from "@spanglass/shared/units/format";
import { X } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../Button.tsx";
import { EmptyState } from "../EmptyState.tsx";
import styles from "./FilteredOut.module.css";
import { guessesOf, type QueryGuess } from "./query-guesses.ts";
import { withoutTerm } from "./query-terms.ts";

export interface FilteredOutProps {
	readonly q: string;
	readonly title: string;
	/** Conditions of the query, see `topLevelTerms`. */
	readonly terms: readonly string[];
	/** How many items there are without each of them; undefined while unknown. */
	readonly counts: readonly ({ readonly count: number; readonly isAtLeast: boolean } | undefined)[];
	/** Every known service; what is near to one is offered instead. */
	readonly services: readonly string[];
	readonly onQuery: (q: string) => void;
}

/** The query hides everything: its conditions, each with what it hides and the way to take it away, and what it may have meant. */
export function FilteredOut({ q, title, terms, counts, services, onQuery }: FilteredOutProps): ReactElement {
	const { t } = useTranslation();
	return (
		<EmptyState title={title} text={t("query.filteredText")}>
			<div className={styles.terms}>
				{terms.map((term, index) => (
					<Button key={term} look="bordered" aria-label={t("query.filteredRemove", { term })} onClick={() => onQuery(withoutTerm(q, term))}>
						<span className={styles.term}>{term}</span>
						{counts[index] === undefined ? null : <Hides {...counts[index]} />}
						<X size={12} strokeWidth={2} aria-hidden />
					</Button>
				))}
				{terms.length > 1 ? <Button onClick={() => onQuery("")}>{t("query.filteredClear")}</Button> : null}
			</div>
			<Guesses guesses={guessesOf(q, services)} onQuery={onQuery} />
		</EmptyState>
	);
}

function Guesses({ guesses, onQuery }: { readonly guesses: readonly QueryGuess[]; readonly onQuery: (q: string) => void }): ReactNode {
	const { t } = useTranslation();
	return guesses.map(({ was, meant, repaired }) => (
		<div key={repaired} className={styles.guess} role="status">
			<span>{t("query.unknown", { was })}</span>
			<Button look="primary" onClick={() => onQuery(repaired)}>
				{t("query.meant", { meant })}
			</Button>
		</div>
	));
}

function Hides({ count, isAtLeast }: { readonly count: number; readonly isAtLeast: boolean }): ReactElement {
	const { t } = useTranslation();
	const value = textOf(formatCount(count)) + (isAtLeast ? "+" : "");
	return <span className={styles.hides}>{t("query.filteredHides", { count, value })}</span>;
}
