import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./Button.tsx";
import { CopyButton } from "./CopyButton.tsx";
import styles from "./panels.module.css";
import { StatusGlyph } from "./StatusGlyph.tsx";

export interface ErrorPanelProps {
	/** The fact, as the collector or the page states it. */
	readonly message: string;
	readonly advice?: string | undefined;
	readonly requestId?: string | undefined;
	readonly onRetry?: () => void;
}

/** What went wrong, inside the panel that it concerns; the others live on. */
export function ErrorPanel({ message, advice, requestId, onRetry }: ErrorPanelProps): ReactElement {
	const { t } = useTranslation();
	return (
		<section className={styles.errorPanel} role="alert">
			<h2>
				<StatusGlyph state="error" label={t("common.error")} />
				{t("common.failed")}
			</h2>
			<p>{message}</p>
			{advice === undefined ? null : <p>{advice}</p>}
			<div className={styles.details}>
				{onRetry === undefined ? null : (
					<Button look="bordered" onClick={onRetry}>
						{t("common.retry")}
					</Button>
				)}
				{requestId === undefined ? null : (
					<span>
						{t("common.requestId")} <samp>{requestId}</samp> <CopyButton text={requestId} label={t("common.copyRequestId")} />
					</span>
				)}
			</div>
		</section>
	);
}
