import type { StatusJson } from "@spanglass/shared/api/status-schemas";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, type ReactElement, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Endpoints } from "../../api/endpoints.ts";
import { CONNECT_LANGUAGES, type ConnectLanguage, connectLanguageFromSearch, searchFromConnectLanguage } from "../../state/url/connect.ts";
import { useSearchValues, useSetSearch } from "../../state/use-search.ts";
import { Age } from "../../ui/Age.tsx";
import { CopyButton } from "../../ui/CopyButton.tsx";
import styles from "./FirstRunPage.module.css";
import { Signal } from "./LivePanel.tsx";
import { type ConnectStep, type CurlSample, LANGUAGE_NAMES, stepsFor } from "./steps.ts";
import { type Evidence, useProofs } from "./use-proofs.ts";

/** One language at a time, its steps in order; each turns green when the collector has seen what it brings. */
export function Steps({ endpoints, status }: { readonly endpoints: Endpoints; readonly status: StatusJson }): ReactElement {
	const { t } = useTranslation();
	const language = connectLanguageFromSearch(useSearchValues());
	const [sample] = useState(newSample);
	const proofs = useProofs(language, status);
	return (
		<section aria-label={t("firstRun.language")}>
			<LanguageTabs language={language} />
			<div id="connect-steps" role="tabpanel" aria-labelledby={`connect-${language}`}>
				<ol className={styles.steps}>
					{stepsFor(language, endpoints, sample).map((step) => (
						<Step key={step.proof} step={step} evidence={proofs[step.proof]} />
					))}
				</ol>
			</div>
		</section>
	);
}

/** Arrow keys move between the languages. */
function LanguageTabs({ language }: { readonly language: ConnectLanguage }): ReactElement {
	const { t } = useTranslation();
	const setSearch = useSetSearch();
	const tabs = useRef<HTMLDivElement>(null);
	const choose = (next: ConnectLanguage): void => setSearch(searchFromConnectLanguage(next), "push");
	const onKeyDown = (event: KeyboardEvent): void => {
		const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
		if (step === 0) return;
		event.preventDefault();
		const index = (CONNECT_LANGUAGES.indexOf(language) + step + CONNECT_LANGUAGES.length) % CONNECT_LANGUAGES.length;
		choose(CONNECT_LANGUAGES[index] ?? "go");
		tabs.current?.querySelectorAll<HTMLElement>("[role=tab]")[index]?.focus();
	};
	return (
		<div ref={tabs} className={styles.tabs} role="tablist" aria-label={t("firstRun.language")} onKeyDown={onKeyDown}>
			{CONNECT_LANGUAGES.map((item) => (
				<button
					key={item}
					id={`connect-${item}`}
					type="button"
					role="tab"
					className={styles.tab}
					aria-selected={item === language}
					aria-controls="connect-steps"
					tabIndex={item === language ? 0 : -1}
					onClick={() => choose(item)}
				>
					{LANGUAGE_NAMES[item]}
				</button>
			))}
		</div>
	);
}

function Step({ step, evidence }: { readonly step: ConnectStep; readonly evidence: Evidence | undefined }): ReactElement {
	const { t } = useTranslation();
	return (
		<li className={styles.step} data-done={evidence !== undefined}>
			<div className={styles.stepHead}>
				<Signal on={evidence !== undefined} waits />
				<p className={styles.stepText}>{t(`firstRun.${step.text}`)}</p>
			</div>
			{step.block === undefined ? null : (
				<div className={styles.block}>
					{/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and not only with a pointer */}
					<pre tabIndex={0}>{step.block}</pre>
					<div className={styles.copy}>
						<CopyButton text={step.block} label={t("firstRun.copyBlock")}>
							{t("common.copy")}
						</CopyButton>
					</div>
				</div>
			)}
			<p className={styles.proof} role="status">
				{evidence === undefined ? t(`firstRun.wait.${step.proof}`) : <Proven step={step} evidence={evidence} />}
			</p>
		</li>
	);
}

function Proven({ step, evidence }: { readonly step: ConnectStep; readonly evidence: Evidence }): ReactElement {
	const { t } = useTranslation();
	return (
		<>
			{t(`firstRun.seen.${step.proof}`)} <b>{evidence.name}</b> · <Age nanos={evidence.nanos} />
			{evidence.link === undefined ? null : (
				<>
					{" · "}
					<Link to={evidence.link}>
						{t(`firstRun.open.${step.proof === "log" ? "log" : step.proof === "metric" ? "metric" : "trace"}`)}
					</Link>
				</>
			)}
		</>
	);
}

/** Fresh ids: a second visit makes a second trace. */
function newSample(): CurlSample {
	const hex = (bytes: number): string =>
		Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
	return { traceId: hex(16), spanId: hex(8) };
}
