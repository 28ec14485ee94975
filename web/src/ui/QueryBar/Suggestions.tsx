import { formatCount, formatExact, textOf } from "@spanglass/shared/units/format";
import { type CSSProperties, type KeyboardEvent, type ReactElement, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { accept, completionAt, type Suggestion, type SuggestionSource } from "./completion.ts";
import styles from "./Suggestions.module.css";
import { useCounted } from "./use-counted.ts";

/** Where help is wanted. `onDemand`: also where nothing is typed yet. */
export interface HelpPlace {
	readonly caret: number;
	readonly onDemand: boolean;
}

/** The list's share of the field's keys: true when a key was the list's. */
export type SuggestionKeys = (event: KeyboardEvent) => boolean;

export interface SuggestionsProps {
	readonly id: string;
	readonly text: string;
	readonly place: HelpPlace;
	readonly source: SuggestionSource;
	/** The text after a line was taken, where the caret is, and whether help goes on there. */
	readonly onAccept: (text: string, caret: number, goesOn: boolean) => void;
	readonly onClose: () => void;
	readonly keys: RefObject<SuggestionKeys | null>;
	/** The id of the line that is chosen by keyboard, "" for none; undefined when there is no list. */
	readonly onActive: (id: string | undefined) => void;
}

/** What may stand at the caret: arrow keys choose, Tab and Enter take, Esc closes. Without a chosen line Enter runs the query. */
export function Suggestions({ id, text, place, source, onAccept, onClose, keys, onActive }: SuggestionsProps): ReactElement | null {
	const { t } = useTranslation();
	const completion = useMemo(() => completionAt(text, place.caret, place.onDemand), [text, place]);
	const { lines, isLeast } = useCounted(completion, source);
	const [active, setActive] = useState(-1);
	const list = useRef<HTMLDivElement>(null);
	const isOpen = completion !== undefined && lines.length > 0 && !isDone(lines, completion.typed);
	// biome-ignore lint/correctness/useExhaustiveDependencies: other lines, or another place: nothing is chosen yet
	useEffect(() => setActive(-1), [completion?.type, completion?.start, completion?.typed]);
	useEffect(() => {
		onActive(isOpen ? (active < 0 ? "" : `${id}-${active}`) : undefined);
		list.current?.children[active]?.scrollIntoView?.({ block: "nearest" });
	}, [isOpen, active, id, onActive]);
	useEffect(() => () => onActive(undefined), [onActive]);
	const take = (line: Suggestion | undefined): boolean => {
		if (line === undefined || completion === undefined) return false;
		const next = accept(text, completion, line);
		onAccept(next.text, next.caret, line.goesOn);
		return true;
	};
	keys.current = (event) => {
		if (!isOpen || event.nativeEvent.isComposing) return false;
		switch (event.key) {
			case "ArrowDown":
				setActive((active + 1) % lines.length);
				return true;
			case "ArrowUp":
				setActive((active <= 0 ? lines.length : active) - 1);
				return true;
			case "Tab":
				return !event.shiftKey && take(lines[Math.max(0, active)]);
			case "Enter":
				return !event.ctrlKey && !event.metaKey && take(lines[active]);
			case "Escape":
				onClose();
				return true;
			default:
				return false;
		}
	};
	if (!isOpen) return null;
	const most = Math.max(1, ...lines.map((line) => line.count ?? 0));
	return (
		<div className={styles.popup} style={{ "--at": completion.start } as CSSProperties}>
			<div ref={list} id={id} role="listbox" aria-label={t("query.suggestions")} className={styles.list}>
				{lines.map((line, index) => (
					// biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: keys go to the field
					<div
						key={line.shown}
						id={`${id}-${index}`}
						role="option"
						aria-selected={index === active}
						className={styles.line}
						onPointerDown={(event) => event.preventDefault()}
						onClick={() => take(line)}
					>
						<Name shown={line.shown} typed={completion.typed} />
						{line.hint === undefined ? null : <span className={styles.hint}>{t(`query.hint.${line.hint}`)}</span>}
						{line.count === undefined ? null : <Count count={line.count} share={line.count / most} isLeast={isLeast} />}
					</div>
				))}
			</div>
			<div className={styles.foot} aria-hidden>
				<span>{t("query.keys")}</span>
				{isLeast ? <span>{t("query.isLeast")}</span> : null}
			</div>
		</div>
	);
}

/** The only line left is what is typed already. */
function isDone(lines: readonly Suggestion[], typed: string): boolean {
	return lines.length === 1 && lines[0]?.shown === typed;
}

/** The name with the part that is typed standing out. */
function Name({ shown, typed }: { readonly shown: string; readonly typed: string }): ReactElement {
	const at = typed === "" ? -1 : shown.toLowerCase().indexOf(typed.toLowerCase());
	if (at < 0) return <span className={styles.name}>{shown}</span>;
	const end = at + typed.length;
	return (
		<span className={styles.name}>
			{shown.slice(0, at)}
			<b>{shown.slice(at, end)}</b>
			{shown.slice(end)}
		</span>
	);
}

function Count(props: { readonly count: number; readonly share: number; readonly isLeast: boolean }): ReactElement {
	const more = props.isLeast ? "+" : "";
	return (
		<span className={styles.count} title={formatExact(props.count) + more}>
			<i style={{ "--share": props.share } as CSSProperties} />
			{textOf(formatCount(props.count)) + more}
		</span>
	);
}
