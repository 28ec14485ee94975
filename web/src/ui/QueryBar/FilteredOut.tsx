import { formatCount, textOf } from "@spanglass/shared/units/format";
import { X } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../Button.tsx";
import { EmptyState } from "../EmptyState.tsx";
import styles from "./FilteredOut.module.css";
import { withoutTerm } from "./query-terms.ts";

export interface FilteredOutProps {
	readonly q: string;
	readonly title: string;
	/** Conditions of the query, see `topLevelTerms`. */
	readonly terms: readonly string[];
	/** How many items there are without each of them; undefined while unknown. */
	readonly counts: readonly (number | undefined)[];
	readonly onQuery: (q: string) => void;
}

/** The query hides everything: its conditions, each with what it hides and the way to take it away. */
export function FilteredOut({ q, title, terms, counts, onQuery }: FilteredOutProps): ReactElement {
	const { t } = useTranslation();
	return (
		<EmptyState title={title} text={t("list.filteredText")}>
			<div className={styles.terms}>
				{terms.map((term, index) => (
					<Button key={term} look="bordered" aria-label={t("list.filteredRemove", { term })} onClick={() => onQuery(withoutTerm(q, term))}>
						<span className={styles.term}>{term}</span>
						<Hides count={counts[index]} />
						<X size={12} strokeWidth={2} aria-hidden />
					</Button>
				))}
				{terms.length > 1 ? <Button onClick={() => onQuery("")}>{t("list.filteredClear")}</Button> : null}
			</div>
		</EmptyState>
	);
}

function Hides({ count }: { readonly count: number | undefined }): ReactElement | null {
	const { t } = useTranslation();
	if (count === undefined) return null;
	return <span className={styles.hides}>{t("list.filteredHides", { count, value: textOf(formatCount(count)) })}</span>;
}
