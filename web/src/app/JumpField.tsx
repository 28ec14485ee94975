import { shortId } from "@spanglass/shared/units/format";
import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { type FormEvent, type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { findTraceReference, type TraceReference } from "../state/trace-reference.ts";
import { cx } from "../ui/class-names.ts";
import box from "../ui/Field.module.css";
import { Kbd } from "../ui/Kbd.tsx";
import { useKeys } from "../ui/keys.ts";
import { showToast } from "../ui/Toast.tsx";
import styles from "./Header.module.css";

/** Open the trace of a reference, at its span when it names one. */
function useOpenReference(): (reference: TraceReference) => void {
	const navigate = useNavigate();
	return ({ traceId, spanId }) => {
		void navigate({ to: "/t/$traceId", params: { traceId }, search: (spanId === undefined ? {} : { span: spanId }) as never });
	};
}

/** Ids, traceparents and log lines open their trace, anything else is searched for. `Ctrl K` comes here from everywhere. */
export function JumpField(): ReactElement {
	const { t } = useTranslation();
	const navigate = useNavigate();
	const openReference = useOpenReference();
	const field = useRef<HTMLInputElement>(null);
	const [text, setText] = useState("");
	const [focused, setFocused] = useState(false);
	const reference = findTraceReference(text);
	const focus = (): void => focusField(field.current);
	useKeys({ "Ctrl+k": focus, "/": focusPageSearch(focus) });

	const finish = (): void => {
		setText("");
		field.current?.blur();
	};
	const submit = (event?: FormEvent): void => {
		event?.preventDefault();
		if (text.trim() === "") return;
		if (reference !== undefined) openReference(reference);
		else void navigate({ to: "/traces", search: { q: text.trim() } as never });
		finish();
	};
	const onKeyDown = (event: KeyboardEvent): void => {
		if (event.key === "Escape") finish();
	};
	return (
		<search className={styles.jump}>
			<form className={cx(box.field, styles.jumpField)} onSubmit={submit}>
				<Search size={14} strokeWidth={1.5} aria-hidden />
				<input
					ref={field}
					value={text}
					onChange={(event) => setText(event.target.value)}
					onFocus={() => setFocused(true)}
					onBlur={() => setFocused(false)}
					onKeyDown={onKeyDown}
					placeholder={t("shell.jump")}
					aria-label={t("shell.jumpLabel")}
					autoComplete="off"
					spellCheck={false}
				/>
				<Kbd keys="Ctrl K" chord />
			</form>
			{focused ? (
				<div className={styles.jumpList}>
					{text.trim() === "" ? (
						<p>{t("shell.jumpHint")}</p>
					) : (
						<button type="button" className={styles.jumpItem} onPointerDown={(event) => event.preventDefault()} onClick={() => submit()}>
							{reference === undefined
								? t("shell.jumpQuery", { text: text.trim() })
								: t("shell.jumpOpen", { id: shortId(reference.traceId) })}
						</button>
					)}
				</div>
			) : null}
		</search>
	);
}

function focusField(field: HTMLInputElement | null): void {
	field?.focus();
	field?.select();
}

/** `/` belongs to the search of the page; where there is none, to the jump field. */
function focusPageSearch(otherwise: () => void): () => void {
	return () => {
		const own = document.querySelector<HTMLInputElement>("[data-page-search]");
		if (own === null) otherwise();
		else focusField(own);
	};
}

/** Pasting outside of a field opens the trace that the text speaks of. */
export function usePasteAnywhere(): void {
	const { t } = useTranslation();
	const openReference = useOpenReference();
	useEffect(() => {
		const onPaste = (event: ClipboardEvent): void => {
			const target = event.target instanceof Element ? event.target : undefined;
			if (target?.closest("input, textarea, [contenteditable=true]")) return;
			const reference = findTraceReference(event.clipboardData?.getData("text/plain") ?? "");
			if (reference === undefined) return;
			event.preventDefault();
			openReference(reference);
			showToast(t("shell.pasted"), reference.traceId);
		};
		document.addEventListener("paste", onPaste);
		return () => document.removeEventListener("paste", onPaste);
	});
}
