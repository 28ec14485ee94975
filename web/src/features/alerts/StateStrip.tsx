import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import styles from "./AlertsPage.module.css";
import { firingsIn, type StripPart } from "./alert-rows.ts";

/** A rule's states of the last day as a strip: firing is tallest, so that it is told without colour. */
export function StateStrip({ name, parts }: { readonly name: string; readonly parts: readonly StripPart[] }): ReactElement {
	const { t } = useTranslation();
	const [first] = parts;
	const last = parts.at(-1);
	const startMs = first?.fromMs ?? 0;
	const length = Math.max(1, (last?.toMs ?? 0) - startMs);
	const label = t("alerts.strip", { name, count: firingsIn(parts) });
	return (
		<span className={styles.strip} role="img" aria-label={label} title={label}>
			{parts.map(({ state, fromMs, toMs }) => (
				<i
					key={fromMs}
					data-state={state}
					style={{ left: `min(${((fromMs - startMs) / length) * 100}%, 100% - 3px)`, width: `${((toMs - fromMs) / length) * 100}%` }}
				/>
			))}
		</span>
	);
}
