import { FileDown } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import styles from "./DropHint.module.css";

/** Lies over the page while files are held over it: what happens when they are let go. */
export function DropHint(): ReactElement {
	const { t } = useTranslation();
	return (
		<div className={styles.over} aria-hidden>
			<div className={styles.card}>
				<FileDown size={24} strokeWidth={1.5} />
				<b>{t("file.dropHere")}</b>
				<p>{t("file.promise")}</p>
			</div>
		</div>
	);
}
