import { type KeyboardEvent, type ReactElement, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Endpoints } from "../../api/endpoints.ts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import styles from "./FirstRunPage.module.css";
import { LANGUAGE_NAMES, LANGUAGES, type SnippetLanguage, snippetFor } from "./snippets.ts";

const HINT_KEYS: { readonly [L in SnippetLanguage]?: "firstRun.step" | "firstRun.useCollector" | "firstRun.useCurl" } = {
	env: "firstRun.step",
	collector: "firstRun.useCollector",
	curl: "firstRun.useCurl",
};

/** One block to copy per language; arrow keys move between the languages. */
export function Snippets({ endpoints }: { readonly endpoints: Endpoints }): ReactElement {
	const { t } = useTranslation();
	const [language, setLanguage] = useState<SnippetLanguage>("env");
	const tabs = useRef<HTMLDivElement>(null);
	const text = snippetFor(language, endpoints);
	const onKeyDown = (event: KeyboardEvent): void => {
		const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
		if (step === 0) return;
		event.preventDefault();
		const index = (LANGUAGES.indexOf(language) + step + LANGUAGES.length) % LANGUAGES.length;
		setLanguage(LANGUAGES[index] ?? "env");
		tabs.current?.querySelectorAll<HTMLElement>("[role=tab]")[index]?.focus();
	};
	return (
		<section aria-label={t("firstRun.language")}>
			<div ref={tabs} className={styles.tabs} role="tablist" aria-label={t("firstRun.language")} onKeyDown={onKeyDown}>
				{LANGUAGES.map((item) => (
					<button
						key={item}
						type="button"
						role="tab"
						className={styles.tab}
						aria-selected={item === language}
						tabIndex={item === language ? 0 : -1}
						onClick={() => setLanguage(item)}
					>
						{item === "env" ? t("firstRun.envVars") : LANGUAGE_NAMES[item]}
					</button>
				))}
			</div>
			<div className={styles.block} role="tabpanel">
				<pre>{text}</pre>
				<div className={styles.copy}>
					<CopyButton text={text} label={t("firstRun.copyBlock")}>
						{t("common.copy")}
					</CopyButton>
				</div>
			</div>
			<p className={styles.hint}>{t(HINT_KEYS[language] ?? "firstRun.restart")}</p>
		</section>
	);
}
