import { formatPercent, textOf } from "@spanglass/shared/units/format";
import type { CSSProperties, ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { ServiceDot } from "../ServiceDot.tsx";
import styles from "./Differences.module.css";

/** A value that stands in more, or in fewer, of the selected traces. */
export interface Difference {
	readonly key: string;
	readonly value: string;
	readonly service: string;
	readonly color: number;
	/** 0..1 of the traces of either side. */
	readonly selection: number;
	readonly rest: number;
	/** Condition of the query language. */
	readonly filter: string;
}

export interface ExplainRowProps {
	readonly difference: Difference;
	readonly onFilter: (condition: string) => void;
}

/** One value that stands in more, or in fewer, of the selected traces; a press adds it to the query. */
export function ExplainRow({ difference, onFilter }: ExplainRowProps): ReactElement {
	const { t } = useTranslation();
	const { key, value, service, color, filter } = difference;
	const [rest, selection] = [textOf(formatPercent(difference.rest)), textOf(formatPercent(difference.selection))];
	const label = t("find.explainRow", { key, value, service, rest, selection });
	return (
		<li>
			<button type="button" className={styles.row} aria-label={label} title={filter} onClick={() => onFilter(filter)}>
				<span className={styles.line}>
					<span className={styles.key}>{key.replace(/^(?:span|resource)\./, "")}</span>
					<span className={styles.service}>
						<ServiceDot color={color} />
						{service}
					</span>
				</span>
				<span className={styles.line}>
					<b className={styles.value}>{value}</b>
					<span className={styles.shares}>
						{rest} → <b>{selection}</b>
					</span>
				</span>
				<Bar share={difference.selection} isPicked />
				<Bar share={difference.rest} isPicked={false} />
			</button>
		</li>
	);
}

function Bar({ share, isPicked }: { readonly share: number; readonly isPicked: boolean }): ReactElement {
	return (
		<span className={styles.bar} aria-hidden>
			<i data-picked={isPicked} style={{ "--share": `${share * 100}%` } as CSSProperties} />
		</span>
	);
}
