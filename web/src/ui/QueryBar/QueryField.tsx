import { Search, X } from "lucide-react";
import {
	type FormEvent,
	type KeyboardEvent,
	lazy,
	type ReactElement,
	type ReactNode,
	Suspense,
	type SyntheticEvent,
	useEffect,
	useId,
	useLayoutEffect,
	useRef,
	useState,
} from "react";
import { useTranslation } from "react-i18next";
import { withTexts } from "../../i18n/i18n.ts";
import { Button, IconButton } from "../Button.tsx";
import { PHONE, useMedia } from "../use-media.ts";
import type { SuggestionSource } from "./completion.ts";
import styles from "./QueryField.module.css";
import { markFault, type QueryFault, shortExample } from "./query-terms.ts";
import type { HelpPlace, SuggestionKeys } from "./Suggestions.tsx";

const loadSuggestions = withTexts(async () => ({ default: (await import("./Suggestions.tsx")).Suggestions }), "query");
const Suggestions = lazy(loadSuggestions);
const Fault = lazy(withTexts(async () => ({ default: (await import("./Fault.tsx")).Fault }), "query"));

export interface QueryFieldProps {
	/** The query that the list shows. */
	readonly q: string;
	readonly fault: QueryFault | undefined;
	/** A former result is still on screen. */
	readonly keepsResult: boolean;
	/** An example of a query that makes sense here. */
	readonly placeholder: string;
	/** Where completions come from; without it there are none. */
	readonly suggestions?: SuggestionSource;
	/** Called with the trimmed text on Enter, Ctrl+Enter and Run. */
	readonly onRun: (q: string) => void;
	/** What else stands in the field's row, behind Run. */
	readonly children?: ReactNode;
}

/** The query as text, tinted and completed while it is typed; a fault is underlined, said in words below, and repaired with one click. */
export function QueryField({ q, fault, keepsResult, placeholder, suggestions, onRun, children }: QueryFieldProps): ReactElement {
	const { t } = useTranslation();
	const [text, setText] = useState(q);
	const tint = useRef<HTMLDivElement>(null);
	useEffect(() => setText(q), [q]);
	const help = useHelp(setText);
	const run = (next: string): void => {
		help.close();
		onRun(next);
	};
	const submit = (event?: FormEvent): void => {
		event?.preventDefault();
		run(text.trim());
	};
	const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
		if (help.onKeyDown(event)) return;
		if (event.key === "Escape") event.currentTarget.blur();
		if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
	};
	const clear = (): void => {
		setText("");
		run("");
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
								<Tinted text={text} fault={shownFault} />
							</div>
						)}
						<input
							ref={help.input}
							className={styles.input}
							data-page-search
							value={text}
							onChange={(event) => {
								setText(event.target.value);
								help.open(event);
							}}
							onFocus={suggestions && (() => void loadSuggestions())}
							onBlur={help.close}
							onSelect={help.follow}
							onKeyDown={onKeyDown}
							onScroll={(event) => tint.current?.style.setProperty("translate", `${-event.currentTarget.scrollLeft}px`)}
							placeholder={example}
							aria-label={t("list.query")}
							aria-invalid={shownFault !== undefined}
							aria-describedby={shownFault === undefined ? undefined : "query-fault"}
							{...(suggestions === undefined ? {} : help.aria)}
							autoComplete="off"
							autoCapitalize="off"
							spellCheck={false}
						/>
					</div>
					{isNotRun ? (
						<span className={styles.notRun} aria-hidden>
							{t("list.notRun")}
						</span>
					) : null}
					{text === "" ? null : <IconButton small label={t("list.clear")} icon={<X size={14} strokeWidth={1.5} />} onClick={clear} />}
					{suggestions === undefined || help.place === undefined ? null : (
						<Suspense fallback={null}>
							<Suggestions {...help.list} text={text} place={help.place} source={suggestions} />
						</Suspense>
					)}
				</div>
				<Button look={isNotRun ? "primary" : "bordered"} type="submit" className={styles.run}>
					{t("list.run")}
				</Button>
				{children}
			</form>
			{shownFault === undefined ? null : (
				<Suspense fallback={null}>
					<Fault fault={shownFault} keepsResult={keepsResult} onRepair={run} />
				</Suspense>
			)}
		</search>
	);
}

/** Where help is wanted, what the keyboard does with it, and what the field says of the list. */
function useHelp(setText: (text: string) => void) {
	const id = useId();
	const input = useRef<HTMLInputElement>(null);
	const keys = useRef<SuggestionKeys>(null);
	const [place, setPlace] = useState<HelpPlace>();
	const [activeId, setActiveId] = useState<string>();
	const [moved, setMoved] = useState<{ readonly caret: number }>();
	useLayoutEffect(() => {
		if (moved !== undefined) input.current?.setSelectionRange(moved.caret, moved.caret);
	}, [moved]);
	const close = (): void => setPlace(undefined);
	const onAccept = (text: string, caret: number, goesOn: boolean): void => {
		setText(text);
		setMoved({ caret });
		setPlace(goesOn ? { caret, onDemand: true } : undefined);
	};
	const caretOf = (event: SyntheticEvent<HTMLInputElement>): number => event.currentTarget.selectionStart ?? 0;
	const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): boolean => {
		const isTaken = place !== undefined && keys.current?.(event) === true;
		const opens = !isTaken && event.key === "ArrowDown" && activeId === undefined;
		if (opens) setPlace({ caret: caretOf(event), onDemand: true });
		if (isTaken || opens) event.preventDefault();
		return isTaken || opens;
	};
	return {
		input,
		place,
		close,
		onKeyDown,
		open: (event: SyntheticEvent<HTMLInputElement>) => setPlace({ caret: caretOf(event), onDemand: false }),
		/** The caret was moved: what is completed is where it stands now. */
		follow: (event: SyntheticEvent<HTMLInputElement>) => {
			const caret = caretOf(event);
			setPlace((before) => (before === undefined || before.caret === caret ? before : { ...before, caret }));
		},
		list: { id, keys, onAccept, onClose: close, onActive: setActiveId },
		aria: {
			role: "combobox",
			"aria-autocomplete": "list",
			"aria-expanded": activeId !== undefined,
			"aria-controls": activeId === undefined ? undefined : id,
			"aria-activedescendant": activeId === "" ? undefined : activeId,
		} as const,
	};
}

function Tinted({ text, fault }: { readonly text: string; readonly fault: QueryFault | undefined }): ReactElement {
	let at = 0;
	const lead = text.length - text.trimStart().length;
	const pieces = markFault(text, fault && { ...fault, position: fault.position + lead }).map((piece) => {
		const start = at;
		at += piece.text.length;
		return (
			<span key={start} className={`${styles[piece.tone] ?? ""} ${piece.isWrong ? styles.wrong : ""}`}>
				{piece.text}
			</span>
		);
	});
	return <>{pieces}</>;
}
