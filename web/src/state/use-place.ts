import { useRouterState } from "@tanstack/react-router";
import { useMemo } from "react";
import { keepScroll, recallScroll, type ScrollPlace } from "./scroll-memory.ts";

export interface Place {
	/** Where the list was left; undefined for an entry that is new. */
	readonly initial: ScrollPlace | undefined;
	readonly keep: (place: ScrollPlace) => void;
}

/** Where this entry of the history was scrolled to, and a way to keep where it is now. */
export function usePlace(): Place {
	const entry = useRouterState({ select: ({ location }) => `${location.state.__TSR_key ?? ""} ${location.href}` });
	return useMemo(() => ({ initial: recallScroll(entry), keep: (place) => keepScroll(entry, place) }), [entry]);
}
