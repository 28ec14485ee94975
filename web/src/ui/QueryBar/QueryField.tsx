import { Search, X } from "lucide-react";
import { type FormEvent, type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "../Button.tsx";
import { PHONE, useMedia } from "../use-media.ts";
import styles from "./QueryField.module.css";
import { type QueryFault, shortExample, tintQuery } from "./query-terms.ts";

export interface QueryFieldProps {
	/** The query that the list shows. */
	readonly q: string;
	readonly fault: QueryFault | undefined;
	/** A former result is still on screen. */
	readonly keepsResult: boolean;
	/** An example of a query that makes sense here. */
	readonly placeholder: string;
	/** Called with the trimmed text on Enter, Ctrl+Enter and Run. */
	readonly onRun: (q: string) => void;
}

/** The query as text, tinted; a fault is underlined, said in words below, and repaired with one click. */
export function QueryField({ q, fault, keepsResult, placeholder, onRun }: QueryFieldProps): ReactElement {
	const { t } = useTranslation();
	const [text, setText] = useState(q);
	const tint = useRef<HTMLDivElement>(null);
	useEffect(() => setText(q), [q]);
	const submit = (event?: FormEvent): void => {
		event?.preventDefault();
		onRun(text.trim());
	};
	const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
		if (event.key === "Escape") event.currentTarget.blur();
		if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
	};
	const clear = (): void => {
		setText("");
		onRun("");
	};
	const isNotRun = text.trim() !== q;
	const example = useMedia(PHONE) ? shortExample(placeholder) : placeholder;
	const shownFault = isNotRun ? undefined : fault;
	return (
		<search>
			<form className={styles.bar} onSubmit={submit}>
				<div className={styles.field} data-fault={shownFault !== undefined}>
					<Search className={styles.icon} size={14} strokeWidth={1.5} aria-hidden />
					<div className={styles.text}>
						{text === "" ? null : (
							<div ref={tint} className={styles.tint} aria-hidden>
								<Tinted text={text} wrongAt={shownFault?.position} />
							</div>
						)}
						<input
							className={styles.input}
							data-page-search
							value={text}
							onChange={(event) => setText(event.target.value)}
							onKeyDown={onKeyDown}
							onScroll={(event) => tint.current?.style.setProperty("translate", `${-event.currentTarget.scrollLeft}px`)}
							placeholder={example}
							aria-label={t("traces.query")}
							aria-invalid={shownFault !== undefined}
							aria-describedby={shownFault === undefined ? undefined : "query-fault"}
							autoComplete="off"
							autoCapitalize="off"
							spellCheck={false}
						/>
					</div>
					{isNotRun ? (
						<span className={styles.notRun} aria-hidden>
							{t("traces.notRun")}
						</span>
					) : null}
					{text === "" ? null : <IconButton small label={t("traces.clear")} icon={<X size={14} strokeWidth={1.5} />} onClick={clear} />}
				</div>
				<Button look={isNotRun ? "primary" : "bordered"} type="submit" className={styles.run}>
					{t("traces.run")}
				</Button>
			</form>
			{shownFault === undefined ? null : <Fault fault={shownFault} keepsResult={keepsResult} onRepair={onRun} />}
		</search>
	);
}

function Tinted({ text, wrongAt }: { readonly text: string; readonly wrongAt: number | undefined }): ReactElement {
	let at = 0;
	const pieces = tintQuery(text).map((piece) => {
		const start = at;
		at += piece.text.length;
		const isWrong = wrongAt !== undefined && wrongAt >= start && wrongAt < at;
		return (
			<span key={start} className={`${styles[piece.tone] ?? ""} ${isWrong ? styles.wrong : ""}`}>
				{piece.text}
			</span>
		);
	});
	return <>{pieces}</>;
}

interface FaultProps {
	readonly fault: QueryFault;
	readonly keepsResult: boolean;
	readonly onRepair: (q: string) => void;
}

function Fault({ fault, keepsResult, onRepair }: FaultProps): ReactElement {
	const { t } = useTranslation();
	const { repaired } = fault;
	return (
		<div id="query-fault" className={styles.fault} role="alert">
			<strong>{t("traces.fault")}</strong>
			<span>{fault.message}</span>
			{repaired === undefined ? null : (
				<Button look="bordered" small onClick={() => onRepair(repaired)}>
					{repaired === "" ? t("traces.clear") : t("traces.faultUse", { text: "" })}
					{repaired === "" ? null : <code>{repaired}</code>}
				</Button>
			)}
			{keepsResult ? <span>{t("traces.faultKept")}</span> : null}
		</div>
	);
}
