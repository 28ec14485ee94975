/** The range and the environment that a reader takes along from page to page. */
import { useRouter, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { type SearchValues, textValue } from "../state/url.ts";
import { useSearchValues } from "../state/use-search.ts";
import { type PageEntry, pageAt } from "./pages.ts";

const NAMES = ["from", "to", "env"] as const;

/** Of the last page that had a range, by router; a trace page has none, and leads back to where its reader came from. */
const kept = new WeakMap<object, SearchValues>();

function frameOf(values: SearchValues): SearchValues {
	const pairs = NAMES.flatMap((name) => {
		const value = textValue(values, name);
		return value === undefined ? [] : [[name, value]];
	});
	return Object.fromEntries(pairs);
}

/** The query values for a link to a page of the rail: the range and the environment on screen, for pages that have them. */
export function useFrameSearch(): (page: Pick<PageEntry, "hasRange">) => SearchValues {
	const values = useSearchValues();
	const hasRange = useRouterState({ select: ({ location }) => pageAt(location.pathname)?.hasRange ?? false });
	const router = useRouter();
	const frame = hasRange ? frameOf(values) : (kept.get(router) ?? {});
	useEffect(() => void kept.set(router, frame));
	return (page) => (page.hasRange ? frame : {});
}
