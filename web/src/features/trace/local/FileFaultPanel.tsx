import { formatBytes, textOf } from "@spanglass/shared/units/format";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import styles from "./FilePage.module.css";
import type { FileFault } from "./file-worker.ts";

/** Why a file is not open: the fact, the place in the file, and what to do. */
export function FileFaultPanel({ fault }: { readonly fault: FileFault }): ReactElement {
	const { t } = useTranslation();
	const { sentence, place, advice } = useFaultWords(fault);
	return (
		<section className={styles.fault} role="alert">
			<h2>
				<span aria-hidden>✕</span> {t("file.cannot", { name: fault.file })}
			</h2>
			<p>{sentence}</p>
			{place === undefined ? null : <code>{place}</code>}
			<p className={styles.advice}>{advice}</p>
		</section>
	);
}

interface FaultWords {
	readonly sentence: string;
	/** Out of the file, as it stands there. */
	readonly place?: string;
	readonly advice: string;
}

function useFaultWords(fault: FileFault): FaultWords {
	const { t } = useTranslation();
	switch (fault.kind) {
		case "json": {
			const { line, column, isCut, near } = fault;
			if (isCut) return { sentence: t("file.cut", { line, column }), advice: t("file.cutAdvice") };
			return { sentence: t("file.json", { line, column }), place: near, advice: t("file.jsonAdvice") };
		}
		case "format": {
			const sentence = fault.line === undefined ? t("file.format") : t("file.formatLine", { line: fault.line });
			return { sentence, place: fault.found, advice: t("file.formatAdvice") };
		}
		case "field": {
			const sentence = fault.line === undefined ? t("file.field") : t("file.fieldLine", { line: fault.line });
			const place = [fault.path, fault.reason].filter((part) => part !== "").join(": ");
			return { sentence, place, advice: t("file.fieldAdvice") };
		}
		case "large": {
			const limit = textOf(formatBytes(fault.limitBytes));
			return { sentence: t("file.large", { limit }), advice: t("file.largeAdvice") };
		}
		case "unreadable":
			return { sentence: t("file.unreadable"), place: fault.reason, advice: t("file.unreadableAdvice") };
		case "empty":
		case "nothing":
		case "mute":
		case "gzip":
			return { sentence: t(`file.${fault.kind}`), advice: t(`file.${fault.kind}Advice`) };
	}
}
