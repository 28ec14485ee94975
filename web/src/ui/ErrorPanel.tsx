import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./Button.tsx";
import { CopyButton } from "./CopyButton.tsx";
import styles from "./panels.module.css";
import { StatusGlyph } from "./StatusGlyph.tsx";

/** What a failed call says; the API client's errors have this shape, any other Error has only a message. */
export interface Failure {
	readonly message: string;
	/** `offline` when nobody answered. */
	readonly kind?: string | undefined;
	readonly advice?: string | undefined;
	readonly requestId?: string | undefined;
}

/** What went wrong, inside the panel that it concerns; the others live on. */
export function ErrorPanel({ error, onRetry }: { readonly error: Failure; readonly onRetry?: () => void }): ReactElement {
	const { t } = useTranslation();
	const isOffline = error.kind === "offline";
	const advice = isOffline ? t("common.offlineAdvice") : error.advice;
	return (
		<section className={styles.errorPanel} role="alert">
			<h2>
				<StatusGlyph state="error" label={t("common.error")} />
				{isOffline ? t("common.offline") : t("common.failed")}
			</h2>
			{isOffline ? null : <p>{error.message}</p>}
			{advice === undefined ? null : <p>{advice}</p>}
			<div className={styles.details}>
				{onRetry === undefined ? null : (
					<Button look="bordered" onClick={onRetry}>
						{t("common.retry")}
					</Button>
				)}
				{error.requestId === undefined ? null : (
					<span className={styles.request}>
						{t("common.requestId")} <samp>{error.requestId}</samp> <CopyButton text={error.requestId} label={t("common.copyRequestId")} />
					</span>
				)}
			</div>
		</section>
	);
}
