import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../Button.tsx";
import styles from "./QueryField.module.css";
import type { QueryFault } from "./query-terms.ts";

export interface FaultProps {
	readonly fault: QueryFault;
	readonly keepsResult: boolean;
	readonly onRepair: (q: string) => void;
}

/** What is wrong with a query in words, and its repair with one click. */
export function Fault({ fault, keepsResult, onRepair }: FaultProps): ReactElement {
	const { t } = useTranslation();
	const { repaired } = fault;
	return (
		<div id="query-fault" className={styles.fault} role="alert">
			<strong>{t("query.fault")}</strong>
			<span>{fault.message}</span>
			<Button look="bordered" small onClick={() => onRepair(repaired)}>
				{repaired === "" ? t("list.clear") : t("query.faultUse", { text: "" })}
				{repaired === "" ? null : <code>{repaired}</code>}
			</Button>
			{keepsResult ? <span>{t("query.faultKept")}</span> : null}
		</div>
	);
}
