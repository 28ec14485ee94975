import { useNavigate, useRouterState } from "@tanstack/react-router";
import { useCallback } from "react";
import { type SearchValues, withValues } from "./url.ts";

/** The values of the page's address; a new object only when one of them changed. */
export function useSearchValues(): SearchValues {
	return useRouterState({ select: (state) => state.location.search as SearchValues });
}

/** `push` for what Back should undo (page, tab, range, selection, drawer); `replace` for zoom, pan, scroll and typing. */
export type HistoryStep = "push" | "replace";

/** Set some values of the address and keep the others; undefined takes a name away, which is also how a default is written. */
export function useSetSearch(): (changes: Readonly<Record<string, string | readonly string[] | undefined>>, step: HistoryStep) => void {
	const navigate = useNavigate();
	return useCallback(
		(changes, step) => {
			void navigate({
				to: ".",
				search: ((before: SearchValues) => withValues(before, changes)) as never,
				replace: step === "replace",
				resetScroll: false,
			});
		},
		[navigate],
	);
}
