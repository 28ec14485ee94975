import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import styles from "./Differences.module.css";

/** What the panel is called, and what is compared with what. */
export function ExplainTitle({ hint }: { readonly hint: string }): ReactElement {
	const { t } = useTranslation();
	return (
		<>
			{t("find.explain")} <small className={styles.hint}>{hint}</small>
		</>
	);
}
