import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { findTraceReference } from "../../state/trace-reference.ts";
import { showToast } from "../../ui/Toast.tsx";
import { traceHref } from "./hrefs.ts";

/** Pasting outside of a field opens the trace that the text speaks of. */
export function usePasteAnywhere(): void {
	const { t } = useTranslation();
	const { history } = useRouter();
	useEffect(() => {
		const onPaste = (event: ClipboardEvent): void => {
			const target = event.target instanceof Element ? event.target : undefined;
			if (target?.closest("input, textarea, [contenteditable=true]")) return;
			const reference = findTraceReference(event.clipboardData?.getData("text/plain") ?? "");
			if (reference === undefined) return;
			event.preventDefault();
			history.push(traceHref(reference));
			showToast(t("shell.pasted"), reference.traceId);
		};
		document.addEventListener("paste", onPaste);
		return () => document.removeEventListener("paste", onPaste);
	}, [t, history]);
}
